import CogwatchCore

/// How often the first cause, or one of the first three, was the right one.
struct Scorecard: CustomStringConvertible {
    private let failures: [KnownFailure]
    private let title: String

    init(_ title: String, _ failures: [KnownFailure]) {
        self.title = title
        self.failures = failures
    }

    struct Score {
        let count: Int
        let first: Int
        let amongThree: Int

        init(of failures: [KnownFailure]) {
            count = failures.count
            first = failures.count(where: \.isFirst)
            amongThree = failures.count(where: \.isAmongThree)
        }
    }

    func score(ofTier tier: String) -> Score {
        Score(of: failures.filter { $0.tier == tier })
    }

    /// Those that were said with a certain confidence.
    func said(_ confidence: Confidence) -> Score {
        Score(of: failures.filter { $0.diagnosis.confidence == confidence })
    }

    var all: Score { Score(of: failures) }

    var description: String {
        ([title, Self.row("", "n", "first", "three"), Self.row("all", all)]
            + tiers + causes + calibration + misses)
            .joined(separator: "\n")
    }

    private var tiers: [String] {
        let names = Set(failures.map(\.tier)).sorted()
        guard names.count > 1 else { return [] }
        return names.map { Self.row("tier \($0)", score(ofTier: $0)) }
    }

    private var causes: [String] {
        Set(failures.map(\.cause)).sorted().map { cause in
            Self.row("  \(cause)", Score(of: failures.filter { $0.cause == cause }))
        }
    }

    private var calibration: [String] {
        ["", Self.row("said to be", "n", "right", "three")]
            + Confidence.allCases.reversed().map { Self.row("  \($0.rawValue)", said($0)) }
    }

    private var misses: [String] {
        let missed = failures.filter { !$0.isFirst }
        return ["", "not first:"]
            + missed.map { failure in
                let mark = failure.isAmongThree ? " " : "!"
                let said = failure.named.prefix(4).joined(separator: " ")
                return "\(mark) \(failure.id) (\(failure.tier)) is \(failure.cause); "
                    + "\(failure.diagnosis.confidence.rawValue): \(said)"
            }
    }

    private static func row(_ name: String, _ score: Score) -> String {
        row(name, "\(score.count)", "\(score.first)", "\(score.amongThree)")
    }

    private static func row(_ name: String, _ cells: String...) -> String {
        let name = name + String(repeating: " ", count: max(0, 30 - name.count))
        return name
            + cells.map { String(repeating: " ", count: max(1, 7 - $0.count)) + $0 }.joined()
    }
}
