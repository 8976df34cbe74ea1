/// An account as configured, with the text that its lines need made ready.
///
/// All versions of an account's numbers share it until the configuration changes.
final class AccountFacts: Sendable {
    let watched: WatchedAccount
    /// `account="…"`, escaped.
    let labels: [UInt8]
    /// The other labels of the info metric, escaped, with a comma in front.
    let infoLabels: [UInt8]
    /// `,key="…"`, escaped, of each key in the order of the file.
    let keyLabels: [[UInt8]]

    init(_ watched: WatchedAccount) {
        self.watched = watched
        labels = LabelText.pairs([("account", watched.account.name)])
        infoLabels = LabelText.info(of: watched.account)
        keyLabels = watched.keys.map { LabelText.after("key", $0.name) }
    }

    var name: String { watched.account.name }
    var keys: [WatchedKey] { watched.keys }

    /// The key in use is the first; an account without keys has only one kind of probe.
    func isInUse(_ key: String) -> Bool {
        keys.first.map { $0.name == key } ?? true
    }
}
