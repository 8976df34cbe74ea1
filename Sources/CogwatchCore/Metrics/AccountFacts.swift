/// An account as configured, with the text that its lines need made ready.
///
/// All versions of an account's numbers share it until the configuration changes.
final class AccountFacts: Sendable {
    let watched: WatchedAccount
    /// The account's, at hand: two families look whether there is one.
    let trial: Trial?
    /// `account="…"`, escaped.
    let labels: [UInt8]
    /// The other labels of the info metric, escaped, with a comma in front.
    let infoLabels: [UInt8]
    /// `,key="…"`, escaped, of each key in the order of the file.
    let keyLabels: [[UInt8]]

    /// `S0`, `F0` …, where an issued token has told it.
    let sku: String?

    init(_ watched: WatchedAccount, sku: String? = nil) {
        self.watched = watched
        trial = watched.account.trial
        self.sku = sku
        labels = LabelText.pairs([("account", watched.account.name)])
        infoLabels = LabelText.info(of: watched.account, sku: sku)
        keyLabels = watched.keys.map { LabelText.after("key", $0.name) }
    }

    /// The same account from a newer configuration, with the text of the older one.
    private init(_ watched: WatchedAccount, sharing old: AccountFacts) {
        self.watched = watched
        trial = watched.account.trial
        sku = old.sku
        labels = old.labels
        infoLabels = old.infoLabels
        keyLabels = old.keyLabels
    }

    /// The facts of a newer configuration that says the same; nil where it says something else.
    ///
    /// The newer values are kept, so that the older configuration can be freed.
    func renewed(_ new: WatchedAccount) -> AccountFacts? {
        let isSame = new.account == watched.account && new.keys == watched.keys
        return isSame ? AccountFacts(new, sharing: self) : nil
    }

    var name: String { watched.account.name }
    var keys: [WatchedKey] { watched.keys }

    /// The key in use is the first; an account without keys has only one kind of probe.
    func isInUse(_ key: String) -> Bool {
        keys.first.map { $0.name == key } ?? true
    }
}
