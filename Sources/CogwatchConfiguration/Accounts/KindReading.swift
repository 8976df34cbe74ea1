import CogwatchCore

/// Reads an account's `kind`.
struct KindReading {
    private let section: Section
    private var reading: Reading { section.reading }

    init(_ section: Section) {
        self.section = section
    }

    /// The kind, `SpeechServices` where none is written or none that is known.
    func kind() -> AzureService {
        guard let text = section.text("kind") else { return .speechServices }
        guard let kind = AzureService(rawValue: text) else {
            let watched = Self.asked.map(\.rawValue)
            reading.error(
                "\"kind\" in an account cannot be \(section.shown(text, "kind"))",
                at: section.place(of: "kind"),
                remedy: Self.meant(by: text).map { "did you mean \"\($0.rawValue)\"?" }
                    ?? Suggestion.remedy(for: text, among: AzureService.allCases.map(\.rawValue))
                    ?? "write \(Suggestion.oneOf(watched))"
            )
            return .speechServices
        }
        if !kind.canBeWatched {
            reading.error(
                "kind \(kind.rawValue) cannot be watched: no call is known that tells a good key "
                    + "and costs nothing",
                at: section.place(of: "kind"),
                remedy: "accounts of kind \(Suggestion.oneOf(Self.asked.map(\.rawValue))) can be"
            )
        }
        note(kind.retirement, of: kind)
        return kind
    }

    private func note(_ retirement: Retirement?, of kind: AzureService) {
        guard let retirement else { return }
        let isOver = retirement.isOver(at: reading.now) || retirement.since == nil
        let end = retirement.since.map { " on \(Timestamp.text($0).prefix(10))" } ?? ""
        reading.warning(
            "kind \(kind.rawValue) \(isOver ? "was retired\(end), and nothing is sent" : "ends\(end)")",
            at: section.place(of: "kind"),
            remedy: "move to \(retirement.successor)"
        )
    }

    /// The kinds that are asked, retired ones aside.
    private static let asked = AzureService.allCases.filter { kind in
        !kind.offer.allowed.isEmpty && kind.retirement == nil
    }

    /// What portal and documentation call a service that Resource Manager calls otherwise.
    private static func meant(by text: String) -> AzureService? {
        switch text.lowercased().filter({ $0.isLetter || $0.isNumber }) {
        case "speech", "speechservice", "azurespeech": .speechServices
        case "translator", "texttranslator", "translatortext", "azuretranslator": .textTranslation
        case "language", "languageservice", "azurelanguage": .textAnalytics
        case "vision", "azurevision", "aivision": .computerVision
        case "documentintelligence", "formrecogniser": .formRecognizer
        case "azureopenai", "openaiservice": .openAI
        case "foundry", "aifoundry", "microsoftfoundry", "azureaiservices", "multiservice":
            .aiServices
        default: nil
        }
    }
}
