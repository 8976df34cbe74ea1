import CogwatchCore

/// Reads what an account is asked.
struct OperationReading {
    private let section: Section
    private let kind: AzureService
    private var reading: Reading { section.reading }

    init(_ section: Section, kind: AzureService) {
        self.section = section
        self.kind = kind
    }

    /// The operations, those usual for the kind where none are written.
    func operations() -> [Operation] {
        guard let operations: [Operation] = section.choices("operations") else {
            return kind.offer.defaults
        }
        let place = section.place(of: "operations")
        if section.items("operations").isEmpty && !section.isMisshapenList("operations") {
            reading.error("\"operations\" in an account is empty", at: place, remedy: leaveOut)
        }
        // What cannot be watched at all is a mistake of its own.
        let strange =
            kind.canBeWatched ? operations.first { !kind.offer.allowed.contains($0) } : nil
        if let strange {
            reading.error(
                "an account of kind \(kind.rawValue) cannot be asked for \(strange.rawValue)",
                at: place,
                remedy: kind.offer.allowed.isEmpty ? leaveOut : "write \(allowed)"
            )
        } else if operations.contains(.bearer) && !operations.contains(.token) {
            let remedy = "add token to the list"
            reading.error("bearer uses the token that token fetches", at: place, remedy: remedy)
        }
        return operations.filter(kind.offer.allowed.contains)
    }

    private var allowed: String { Suggestion.oneOf(kind.offer.allowed.map(\.rawValue)) }

    private var leaveOut: String {
        let usual = kind.offer.defaults.map(\.rawValue).joined(separator: " and ")
        return usual.isEmpty
            ? "leave the key out: nothing is sent" : "leave the key out for \(usual)"
    }
}
