import CogwatchCore
import Logging

/// Says what is new about secrets of Key Vaults: once, and of many with the same news in one line.
struct VaultLog: Sendable {
    private typealias News = [(key: VaultSource.Place, value: VaultNews)]

    /// More names make a line that nobody reads.
    private static let mostNames = 10

    let logger: Logger

    func tell(_ news: [VaultSource.Place: VaultNews]) {
        let news = news.sorted { $0.key < $1.key }
        for kind in VaultRefusal.Kind.allCases { tell(of: kind, news) }
        for line in Self.lines(news.filter(\.value.isVaultBack), namesSecrets: false) {
            logger.info("a Key Vault can be read again", metadata: line)
        }
        for line in Self.lines(news.filter(\.value.isReadableAgain)) {
            logger.info("secrets of a Key Vault can be read again", metadata: line)
        }
        for line in Self.lines(news.filter(\.value.hasNewVersion)) {
            logger.notice("secrets of a Key Vault hold other keys now", metadata: line)
        }
        for (place, one) in news {
            guard let objection = one.objection else { continue }
            for var line in Self.lines([(place, one)]) {
                line["reason"] = "\(objection)"
                logger.warning(
                    "a secret of a Key Vault should not be used; it is, as Azure gives it to all",
                    metadata: line
                )
            }
        }
    }

    private func tell(of kind: VaultRefusal.Kind, _ news: News) {
        let refused = news.filter { $0.value.refusal?.kind == kind }
        guard let fault = refused.first?.value.refusal?.fault else { return }
        for var line in Self.lines(refused, namesSecrets: !kind.isOfVault) {
            line["reason"] = "\(fault)"
            logger.error(
                "a Key Vault cannot be read; keys that were read before stay in use",
                metadata: line
            )
        }
    }

    /// What a line for each vault has to say.
    private static func lines(_ news: News, namesSecrets: Bool = true) -> [Logger.Metadata] {
        Dictionary(grouping: news.map(\.key), by: \.vault)
            .sorted { $0.key.host < $1.key.host }
            .map { vault, places in
                guard namesSecrets else { return ["vault": "\(vault.host)"] }
                return ["vault": "\(vault.host)", "secrets": "\(shown(places))"]
            }
    }

    private static func shown(_ places: [VaultSource.Place]) -> String {
        let names = Set(places.map(\.secret)).sorted()
        let first = names.prefix(mostNames).joined(separator: ", ")
        return names.count > mostNames ? "\(first) and \(names.count - mostNames) more" : first
    }
}
