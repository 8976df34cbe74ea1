import Foundation

/// What is kept of one operation of one account.
struct OperationSeries: Sendable {
    private(set) var numbers: OperationNumbers
    /// Of probes with the key in use.
    private(set) var timeline = Timeline()

    init(_ operation: Operation) {
        numbers = OperationNumbers(operation)
    }

    /// Counts a probe with any key.
    mutating func count(_ result: ProbeResult) {
        numbers.counts.add(result.outcome)
    }

    /// Takes over a success from before the start; the newer one counts.
    mutating func succeeded(at time: Date) {
        numbers.lastSuccess = max(numbers.lastSuccess ?? .distantPast, time)
    }

    /// Shows a probe with the key in use.
    mutating func show(_ result: ProbeResult) {
        numbers.show(result)
        timeline.record(result.outcome, took: result.timing.total, at: result.at)
    }
}

/// The numbers that every scrape writes.
///
/// No reference is in them: a scrape of ten thousand accounts copies them a quarter of a million
/// times, and to count a reference each time measured took half of it.
struct OperationNumbers: Sendable {
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
    fileprivate(set) var lastSuccess: Date?
    /// Of probes with any key.
    fileprivate(set) var counts = OutcomeCounts()

    fileprivate init(_ operation: Operation) {
        self.operation = operation
    }

    fileprivate mutating func show(_ result: ProbeResult) {
        let succeeded = result.outcome == .success
        shown = Shown(
            succeeded: succeeded,
            status: result.status,
            timing: PackedTiming(result.timing),
            at: result.at
        )
        if succeeded { lastSuccess = result.at }
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
