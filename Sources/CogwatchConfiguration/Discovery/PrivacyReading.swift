import CogwatchCore

extension Vocabulary {
    static let privacy = Vocabulary(name: "privacy", texts: ["show_caller"])
}

extension PrivacySettings {
    /// Reads `privacy`.
    init(_ section: Section) {
        self.init(showsCaller: section.flag("show_caller") ?? false)
    }
}
