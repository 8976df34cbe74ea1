import CogwatchCore

/// An account, and what a message about it and others points at.
struct PlacedAccount: Sendable {
    let account: Account
    let namePlace: Place
    let keysPlace: Place

    /// Reads an entry of `accounts`.
    init(_ section: Section, timing: ProbeTiming) {
        account = AccountReading(section, timing: timing).account()
        namePlace = section.place(of: "name")
        keysPlace = section.place(of: "keys")
    }

    private init(_ account: Account, namePlace: Place, keysPlace: Place) {
        self.account = account
        self.namePlace = namePlace
        self.keysPlace = keysPlace
    }

    func moved(byLines lines: Int) -> PlacedAccount {
        PlacedAccount(
            account,
            namePlace: namePlace.moved(byLines: lines),
            keysPlace: keysPlace.moved(byLines: lines)
        )
    }
}

extension Reading {
    /// The accounts of the file, and what is wrong between them.
    func accounts(in root: Section, timing: ProbeTiming) -> [Account] {
        let sections = root.sections("accounts", .account)
        let isElsewhere = root.says("file_sd_configs") || root.says("azure_sd_configs")
        if root.items("accounts").isEmpty && !root.isMisshapenList("accounts") && !isElsewhere {
            error(
                "there are no accounts, so there is nothing to watch",
                at: root.place(ofKey: "accounts"),
                remedy: "list at least one below \"accounts:\""
            )
        }
        return together(sections.map { PlacedAccount($0, timing: timing) })
    }

    /// Notes what is wrong between accounts.
    func together(_ placed: [PlacedAccount]) -> [Account] {
        var names = [String: Place](minimumCapacity: placed.count)
        for entry in placed { note(entry.account.name, at: entry.namePlace, in: &names) }
        noteSharedKeys(placed)
        return placed.map(\.account)
    }

    private func note(_ name: String, at place: Place, in names: inout [String: Place]) {
        guard !name.isEmpty else { return }
        if let first = names[name] {
            error(
                "account name \(Redaction.quoted(name)) is already taken",
                at: place,
                remedy: "the first one is in line \(first.line)"
            )
        } else {
            names[name] = place
        }
    }

    /// A key opens the resource that it belongs to, and a resource is in one region.
    private func noteSharedKeys(_ placed: [PlacedAccount]) {
        // By hash first, so that no key's text is kept and ten thousand accounts are no burden.
        var owners = [Int: (account: Account, key: AccountKey)](minimumCapacity: placed.count)
        for entry in placed {
            let account = entry.account
            for key in account.keys where !key.secret.isEmpty {
                var hash = key.secret.reveal(\.hashValue)
                // Another key with the same hash: this one has the next place.
                while let other = owners[hash], other.key.secret != key.secret { hash &+= 1 }
                if let twin = owners[hash] {
                    note(key, of: account, sharedWith: twin, at: entry.keysPlace)
                } else {
                    owners[hash] = (account, key)
                }
            }
        }
    }

    private func note(
        _ key: AccountKey,
        of account: Account,
        sharedWith twin: (account: Account, key: AccountKey),
        at place: Place
    ) {
        let key = Redaction.quoted(key.name)
        if twin.account.name == account.name {
            let other = Redaction.quoted(twin.key.name)
            let what = "key \(key) is the same as key \(other), so it is no spare"
            warning(what, at: place, remedy: "copy KEY 2 from \"Keys and Endpoint\" in the portal")
            return
        }
        guard (twin.account.cloud, twin.account.region) != (account.cloud, account.region) else {
            return
        }
        let other = "\(Redaction.quoted(twin.account.name)) in \(twin.account.region)"
        warning(
            "key \(key) is also that of account \(other), and a key opens one region only",
            at: place,
            remedy: "copy this account's own key"
        )
    }
}
