/// How much an alert matters, by its label `severity`.
package enum AlertSeverity: String, Sendable, CaseIterable, Comparable {
    case info, warning, error, critical

    /// Reads the label; a word of the operator's own counts as an error.
    package init(labels: [String: String]) {
        let word = labels["severity"]?.lowercased() ?? ""
        switch word {
        case "warn": self = .warning
        case "information", "informational", "none": self = .info
        default: self = AlertSeverity(rawValue: word) ?? .error
        }
    }

    private var rank: Int {
        switch self {
        case .info: 0
        case .warning: 1
        case .error: 2
        case .critical: 3
        }
    }

    package static func < (left: AlertSeverity, right: AlertSeverity) -> Bool {
        left.rank < right.rank
    }

    /// Red, orange, blue: told apart also by those who see few colours, with the word beside them.
    var colour: UInt32 {
        switch self {
        case .critical: 0xd1_242f
        case .error: 0xe3_6209
        case .warning: 0xd4_a72c
        case .info: 0x09_69da
        }
    }

    /// Of what is over.
    static let resolvedColour: UInt32 = 0x1a_7f37
}
