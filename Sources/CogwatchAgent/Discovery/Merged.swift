import CogwatchCore

/// The configuration's accounts and those that were discovered.
struct Merged: Sendable {
    /// Those to watch, the configuration's first.
    var accounts: [Account]
    /// Those of which the keys are not known yet: not to be watched, and not to be given up.
    var awaited: [Account] = []
    /// Those of which the key in use is still to be read from a vault: shown, and not probed.
    private(set) var waiting: [Account] = []
    /// Why others are not watched, by name.
    var reasons: [String: String]
    /// Those that were discovered and are left alone, with the reason.
    var left: [String: String] = [:]
    /// The names of those that were discovered and are watched.
    var discovered: Set<String> = []

    init(accounts: [Account], reasons: [String: String]) {
        self.accounts = accounts
        self.reasons = reasons.mapValues(Self.sentence)
    }

    mutating func add(
        _ watching: Catalogue.Watching,
        isAwaited: Bool,
        beside names: inout Set<String>,
        of shard: Shard
    ) {
        switch watching {
        case .left(let name, let reason): leave(name, reason)
        case .watched(let account):
            guard names.insert(account.name.lowercased()).inserted else {
                left[account.name] =
                    "a stanza of the configuration has its name: add resource_id there where it "
                    + "is the same account, or give the stanza another name"
                return
            }
            guard shard.owns(account.name) else { return }
            if isAwaited {
                awaited.append(account)
            } else {
                accounts.append(account)
                discovered.insert(account.name)
            }
        }
    }

    /// The same with the keys that vaults hold.
    func filled(by fill: (Account) -> VaultShelf.Filled) -> Merged {
        var filled = self
        filled.accounts = []
        for account in accounts {
            switch fill(account) {
            case .ready(let account): filled.accounts.append(account)
            case .waiting(let account): filled.waiting.append(account)
            }
        }
        return filled
    }

    private mutating func leave(_ name: String, _ reason: String) {
        left[name] = reason
        reasons[name] = Self.sentence("the account is no longer watched: \(reason)")
    }

    private static func sentence(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst() + "."
    }
}
