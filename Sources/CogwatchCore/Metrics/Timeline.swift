package import Foundation

/// What became of the probes of one operation in the last 24 hours, by quarters of an hour.
///
/// A quarter takes six bytes and the whole less than 600, because ten thousand accounts have two of
/// them each. The quarter that is being filled lies beside the others, so that a probe that is
/// recorded copies no array.
package struct Timeline: Sendable {
    /// The quarters that are remembered.
    package static let length = 96
    /// The length of a quarter, in seconds.
    package static let quarterSeconds = 900.0

    /// When the first probe was recorded; what was before that is not known.
    package private(set) var knownSince: Date?
    /// The quarter that is being filled, counted from 1970.
    private var newest: Int32 = 0
    private var current = Cell()
    /// Those before it, oldest first and without a gap.
    private var past: [Cell] = []

    package init() {}

    /// Counts a probe.
    ///
    /// A clock that was set back by more than a quarter makes what is remembered meaningless, so
    /// that the timeline begins anew.
    ///
    /// - Parameters:
    ///   - outcome: How it ended.
    ///   - length: How long it took.
    ///   - time: When.
    package mutating func record(_ outcome: ProbeOutcome, took length: Duration, at time: Date) {
        let quarter = Self.quarter(of: time)
        if knownSince == nil || Int64(quarter) < Int64(newest) - 1 {
            self = Timeline()
            (knownSince, newest) = (time, quarter)
        }
        turn(to: quarter)
        current.add(Kind(outcome), took: length)
    }

    private mutating func turn(to quarter: Int32) {
        let steps = Int64(quarter) - Int64(newest)
        guard steps > 0 else { return }
        let gap = Int(min(steps - 1, Int64(Self.length)))
        var next: [Cell] = []
        // An array that grows by itself would take room for 128.
        next.reserveCapacity(min(past.count + 1 + gap, Self.length - 1))
        let cells = past + [current] + Array(repeating: Cell(), count: gap)
        next += cells.suffix(Self.length - 1)
        (past, current, newest) = (next, Cell(), quarter)
    }

    private static func quarter(of time: Date) -> Int32 {
        let number = (time.timeIntervalSince1970 / quarterSeconds).rounded(.down)
        guard number.isFinite else { return 0 }
        return Int32(clamping: Int64(max(min(number, 1e12), -1e12)))
    }
}

extension Timeline {
    /// How a probe ended, as far as a picture tells it.
    package enum Kind: Int, Sendable, CaseIterable {
        case success
        /// Asked and turned away: 401, 403 and other 4xx.
        case refused
        case throttled
        /// No answer, or none that the service gives.
        case failed

        package init(_ outcome: ProbeOutcome) {
            switch outcome {
            case .success: self = .success
            case .authFailure, .clientError: self = .refused
            case .throttled: self = .throttled
            case .serverError, .networkError, .invalidResponse: self = .failed
            }
        }
    }

    /// A quarter of an hour, unpacked.
    package struct Quarter: Sendable, Equatable {
        package let start: Date
        /// Of each kind, up to 255; more are told as 255.
        package let counts: [Kind: Int]
        /// What a probe mostly took, to 6 %; nil where there was none.
        package let usual: Duration?
        /// The most that a probe took, to 6 %.
        package let longest: Duration?

        package subscript(kind: Kind) -> Int { counts[kind] ?? 0 }

        package var total: Int { counts.values.reduce(0, +) }
    }

    /// The quarters of the last 24 hours in which anything was recorded, oldest first.
    package func quarters(until now: Date) -> [Quarter] {
        let last = Int64(Self.quarter(of: now))
        let first = Int64(newest) - Int64(past.count)
        return (past + [current]).enumerated().compactMap { place, cell in
            let number = first + Int64(place)
            guard number > last - Int64(Self.length), number <= last, cell.total > 0 else {
                return nil
            }
            return cell.quarter(from: Date(timeIntervalSince1970: Double(number) * 900))
        }
    }

    /// Where the last 24 hours begin: at the full quarter, so that there are ``length`` of them.
    package static func start(of now: Date) -> Date {
        let first = Int64(quarter(of: now)) - Int64(length - 1)
        return Date(timeIntervalSince1970: Double(first) * quarterSeconds)
    }
}

/// A quarter of an hour, packed.
private struct Cell: Sendable {
    private var counts = InlineArray<4, UInt8>(repeating: 0)
    private var usual: UInt8 = 0
    private var longest: UInt8 = 0

    var total: Int { counts.indices.reduce(0) { $0 + Int(counts[$1]) } }

    mutating func add(_ kind: Timeline.Kind, took length: Duration) {
        let place = kind.rawValue
        if counts[place] < .max { counts[place] += 1 }
        let code = LatencyCode.code(for: length)
        longest = max(longest, code)
        usual = Self.step(from: usual, to: code, among: total)
    }

    // The first few make an average of exponents, and from then on every probe draws by one step
    // only: that comes to rest at the median, and one slow probe does not move it.
    private static func step(from usual: UInt8, to code: UInt8, among total: Int) -> UInt8 {
        guard usual > 0 else { return code }
        let way = Int(code) - Int(usual)
        let part = way / max(total, 1)
        return UInt8(clamping: Int(usual) + (part == 0 ? way.signum() : part))
    }

    func quarter(from start: Date) -> Timeline.Quarter {
        Timeline.Quarter(
            start: start,
            counts: Dictionary(
                uniqueKeysWithValues: Timeline.Kind.allCases.compactMap { kind in
                    let count = Int(counts[kind.rawValue])
                    return count > 0 ? (kind, count) : nil
                }
            ),
            usual: LatencyCode.length(of: usual),
            longest: LatencyCode.length(of: longest)
        )
    }
}

/// A latency from 0.1 ms to two minutes in a byte, in steps of 5.7 %.
private enum LatencyCode {
    private static let least = 0.000_1
    private static let step = 0.055_1

    static func code(for length: Duration) -> UInt8 {
        let steps = (log(max(length.seconds, least) / least) / step).rounded()
        return steps.isFinite ? UInt8(clamping: Int(min(steps, 254)) + 1) : .max
    }

    static func length(of code: UInt8) -> Duration? {
        guard code > 0 else { return nil }
        return .seconds(least * exp(Double(code - 1) * step))
    }
}
