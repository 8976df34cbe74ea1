import Foundation

/// What Linux says of this process.
enum Machine {
    /// User and system time of all threads.
    static var processorTime: Duration {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// Resident bytes now, `VmRSS`, those that are no file's, `RssAnon`, or the most there ever were,
    /// `VmHWM`.
    static func resident(_ field: String) -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix(field) }
        let kilobytes = line?.split { !$0.isNumber }.first.flatMap { Int($0) }
        return (kilobytes ?? 0) * 1_024
    }

    /// Forgets the height that was reached.
    static func settle() {
        try? "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
    }
}

extension Duration {
    var milliseconds: Double { self / .milliseconds(1) }
    var microseconds: Double { self / .microseconds(1) }
}

extension [Duration] {
    /// The smallest value that is not exceeded by the given share of all.
    func quantile(_ share: Double) -> Duration {
        guard !isEmpty else { return .zero }
        let sorted = sorted()
        return sorted[Swift.min(count - 1, Int(Double(count) * share))]
    }
}
