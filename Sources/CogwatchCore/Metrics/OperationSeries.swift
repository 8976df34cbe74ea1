import Foundation

/// The numbers of one operation of one account.
///
/// With one reference in it, which changes every quarter of an hour, so that a copy of an account's
/// operations is little more than a copy of bytes.
struct OperationSeries: Sendable {
    /// The newest probe with the key in use.
    struct Shown: Sendable {
        let succeeded: Bool
        let status: Int
        let timing: PackedTiming
        let at: Date
    }

    let operation: Operation
    /// Nil before the first probe.
    private(set) var shown: Shown?
    var lastSuccess: Date?
    /// Of probes with any key.
    var counts = OutcomeCounts()
    /// Of probes with the key in use.
    private(set) var timeline = Timeline()

    init(_ operation: Operation) {
        self.operation = operation
    }

    mutating func show(_ result: ProbeResult) {
        let succeeded = result.outcome == .success
        shown = Shown(
            succeeded: succeeded,
            status: result.status,
            timing: PackedTiming(result.timing),
            at: result.at
        )
        if succeeded { lastSuccess = result.at }
        timeline.record(result.outcome, took: result.timing.total, at: result.at)
    }
}

/// How many probes ended in each way.
struct OutcomeCounts: Sendable {
    private var counts = InlineArray<7, UInt64>(repeating: 0)

    mutating func add(_ outcome: ProbeOutcome) {
        counts[Self.place(of: outcome)] &+= 1
    }

    subscript(outcome: ProbeOutcome) -> UInt64 { counts[Self.place(of: outcome)] }

    private static func place(of outcome: ProbeOutcome) -> Int {
        switch outcome {
        case .success: 0
        case .authFailure: 1
        case .throttled: 2
        case .clientError: 3
        case .serverError: 4
        case .networkError: 5
        case .invalidResponse: 6
        }
    }
}
