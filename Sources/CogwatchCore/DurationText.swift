/// Lengths of time as Prometheus writes them: `30s`, `1h30m`, `500ms`, `0`.
package enum DurationText {
    private struct Unit {
        let name: String
        let milliseconds: Int64
    }

    /// From long to short, the order in which they must stand.
    private static let units = [
        Unit(name: "y", milliseconds: 365 * 86_400_000),
        Unit(name: "w", milliseconds: 7 * 86_400_000),
        Unit(name: "d", milliseconds: 86_400_000),
        Unit(name: "h", milliseconds: 3_600_000),
        Unit(name: "m", milliseconds: 60_000),
        Unit(name: "s", milliseconds: 1000),
        Unit(name: "ms", milliseconds: 1),
    ]

    /// Reads a length of time.
    ///
    /// - Parameter text: Whole numbers, each with its unit, longer units first; or `0`.
    /// - Returns: Nil for anything else, and for more than fits in 64 bits of milliseconds.
    package static func duration(_ text: String) -> Duration? {
        if text == "0" { return .zero }
        var rest = text.utf8[...]
        var unitsLeft = units[...]
        var total: Int64 = 0
        while !rest.isEmpty {
            let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            let name = rest[digits.endIndex...].prefix { $0 >= UInt8(ascii: "a") }
            guard let count = Int64(String(Substring(digits))),
                let index = unitsLeft.firstIndex(where: { $0.name.utf8.elementsEqual(name) })
            else { return nil }
            let (length, isTooLong) = count.multipliedReportingOverflow(
                by: units[index].milliseconds
            )
            let (sum, isTooMuch) = total.addingReportingOverflow(length)
            guard !isTooLong, !isTooMuch else { return nil }
            total = sum
            unitsLeft = units[(index + 1)...]
            rest = rest[name.endIndex...]
        }
        return text.isEmpty ? nil : .milliseconds(total)
    }

    /// How to write what was probably meant.
    package static func remedy(for text: String) -> String {
        if Int(text) != nil { return "give it a unit, as in \"\(text)s\"" }
        return "write it as 30s, 5m or 1h30m"
    }

    /// A length of time, not negative, in whole milliseconds.
    package static func text(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let (scaled, isTooMuch) = seconds.multipliedReportingOverflow(by: 1000)
        var rest = isTooMuch ? .max : scaled + attoseconds / 1_000_000_000_000_000
        guard rest > 0 else { return "0s" }
        var text = ""
        // Weeks and years are readable only where nothing else is left.
        for unit in units where unit.milliseconds < 7 * 86_400_000 || rest % unit.milliseconds == 0
        {
            let count = rest / unit.milliseconds
            guard count > 0 else { continue }
            text += "\(count)\(unit.name)"
            rest %= unit.milliseconds
        }
        return text
    }
}
