import CogwatchCore
import Foundation

/// A failure whose cause is known, and what cogwatch says of it.
struct KnownFailure {
    let id: String
    let cause: String
    /// How well the cause is proven: `A` or `B` where collected.
    let tier: String
    let diagnosis: Diagnosis

    /// Reads a line: what `cogwatch explain --jsonl` takes, and a `cause` beside it.
    init?(_ line: Substring, at now: Date) {
        let labels = try? JSONDecoder().decode(Labels.self, from: Data(line.utf8))
        guard let labels, let failure = ObservedFailure(jsonLine: String(line)) else { return nil }
        id = labels.id
        cause = labels.cause
        tier = labels.tier ?? "-"
        diagnosis = failure.diagnosis(at: now)
    }

    private struct Labels: Decodable {
        let id: String
        let cause: String
        let tier: String?
    }

    var isFirst: Bool { diagnosis.cause.rawValue == cause }

    var isAmongThree: Bool { named.prefix(3).contains(cause) }

    /// The causes that were named, best first.
    var named: [String] { diagnosis.candidates.map(\.cause.rawValue) }
}

extension KnownFailure {
    /// A moment at which every service that was to end by now has ended.
    static let now = Date(timeIntervalSince1970: 1_800_000_000)

    /// Reads files of lines; nil where there is none.
    static func all(in file: URL) -> [KnownFailure]? {
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { return nil }
        return text.split(separator: "\n").compactMap { KnownFailure($0, at: now) }
    }
}
