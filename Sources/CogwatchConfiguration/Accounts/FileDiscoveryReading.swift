import CogwatchCore

extension Vocabulary {
    static let fileDiscovery = Vocabulary(
        name: "an entry of file_sd_configs",
        texts: ["files", "refresh_interval"]
    )
}

extension FileDiscovery {
    private static let intervals: ClosedRange<Duration> = .seconds(1) ... .seconds(86_400)

    /// Reads an entry of `file_sd_configs`.
    init(_ section: Section) {
        let paths = section.texts("files")
        if paths.isEmpty {
            section.reading.error(
                "\(section.vocabulary.name) has no \"files\"",
                at: section.place,
                remedy: "write files: [\"accounts.d/*.yml\"]"
            )
        }
        for (path, place) in paths where !Self.isFileOfAccounts(path) {
            section.reading.error(
                "\"files\" in \(section.vocabulary.name) is \(section.shown(path, "files"))",
                at: place,
                remedy: "name files that end in .yml, .yaml or .json; \"*\" stands for any letters"
            )
        }
        self.init(
            patterns: paths.map { section.reading.references.resolve($0.text) },
            refreshInterval: section.duration("refresh_interval", in: Self.intervals)
                ?? .seconds(300)
        )
    }

    /// As in Prometheus, so that an editor's backup is no list of accounts.
    private static func isFileOfAccounts(_ path: String) -> Bool {
        [".yml", ".yaml", ".json"].contains { path.hasSuffix($0) }
    }
}
