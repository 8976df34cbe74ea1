import CogwatchCore
import Dispatch
import Synchronization
import TestSupport

/// A story that was played to its end, and what was made of it.
struct Played: Sendable {
    let family: String
    let number: Int
    let circumstances: Circumstances
    let truth: Truth
    /// The last diagnosis; nil where all seemed well to the end.
    let verdict: Diagnosis?
    /// Earlier verdicts that were certain of another cause than the true one.
    let falseCertainties: [Cause]
    /// Probes and experiments, of all accounts.
    let requests: Int
    let findings: [Finding]

    /// Plays a family's number-th story.
    init(_ family: Family, number: Int, seed: UInt64) {
        var dice = SeededDice(seed: Self.seed(of: family.name, number, seed))
        var circumstances = Circumstances(
            number: number,
            from: family.name.utf8.count,
            using: &dice
        )
        family.arrange(&circumstances)
        var stage = Stage(circumstances, dice: dice)
        let truth = family.play(&stage)
        self.family = family.name
        self.number = number
        self.circumstances = stage.circumstances
        self.truth = truth
        // What is refused by turns may have ended on a good turn; nobody takes that for the end.
        let last = truth.cause == nil ? stage.diagnoses.last : stage.diagnoses.last { $0 != nil }
        verdict = last.flatMap(\.self)
        falseCertainties = stage.diagnoses.compactMap(\.self)
            .filter { $0.confidence == .certain && $0.cause != truth.cause }.map(\.cause)
        requests = stage.requests
        findings = stage.findings
    }

    /// Plays all stories of these families, on as many threads as there are processors.
    ///
    /// - Parameters:
    ///   - families: What is played.
    ///   - seed: Decides on all that chance decides.
    ///   - step: Plays each story, or of each family every so many only.
    /// - Returns: In the order of the families.
    static func all(of families: [Family], seed: UInt64, step: Int = 1) -> [Played] {
        let casts = families.flatMap { family in
            stride(from: 0, to: family.count, by: max(1, step)).map { (family, $0) }
        }
        let played = Mutex<[Int: Played]>([:])
        DispatchQueue.concurrentPerform(iterations: casts.count) { index in
            let (family, number) = casts[index]
            let story = Played(family, number: number, seed: seed)
            played.withLock { $0[index] = story }
        }
        let stories = played.withLock(\.self)
        return casts.indices.compactMap { stories[$0] }
    }

    // The name and not the place, so that a new family leaves the others' stories as they are.
    private static func seed(of name: String, _ number: Int, _ seed: UInt64) -> UInt64 {
        let hash = name.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
            ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3
        }
        return hash ^ (seed &* 0x9E37_79B9_7F4A_7C15) ^ UInt64(truncatingIfNeeded: number) << 32
    }

    /// Whether the first cause is as good as can be.
    var isRight: Bool { truth.accepts(verdict?.cause) }

    /// Whether the true cause is among the first three.
    var isNear: Bool {
        guard let cause = truth.cause else { return verdict == nil }
        return verdict?.candidates.prefix(3).contains { $0.cause == cause } ?? false
    }

    /// The story in a few lines, for who wants to know what went wrong.
    var report: String {
        let found =
            verdict.map { diagnosis in
                diagnosis.candidates.map { "\($0.cause.rawValue) (\($0.confidence.rawValue))" }
                    .joined(separator: ", ")
            } ?? "all well"
        var lines = [
            "\(family) #\(number): \(truth.cause?.rawValue ?? "all well"), found \(found)",
            "    \(circumstances.text)",
        ]
        if !truth.isSeparable {
            let others = truth.alsoFits.map(\.rawValue).sorted().joined(separator: ", ")
            lines.append("    not separable from \(others): \(truth.reason)")
        }
        if !falseCertainties.isEmpty {
            let causes = falseCertainties.map(\.rawValue).joined(separator: ", ")
            lines.append("    was certain of \(causes)")
        }
        return lines.joined(separator: "\n")
    }

    /// The same with all evidence.
    var fullReport: String {
        ([report] + (verdict?.evidence ?? []).map { "    - \($0.text)" }
            + findings.map { "    ? \($0.experiment.rawValue) \($0.subject): \($0.summary)" })
            .joined(separator: "\n")
    }
}
