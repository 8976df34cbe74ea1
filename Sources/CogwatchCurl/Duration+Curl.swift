extension Duration {
    /// As a time-out for curl, which reads 0 as no limit: at least 1, at most about 23 days.
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        guard seconds < 2_000_000 else { return 2_000_000_000 }
        guard seconds >= 0 else { return 1 }
        return max(1, Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
    }

    /// As curl's clock counts; of a time span that is over, so never much.
    var wholeMicroseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds.multipliedReportingOverflow(by: 1_000_000).partialValue
            + attoseconds / 1_000_000_000_000
    }
}
