package import Foundation

/// Points in time: `2026-12-20`, which is 00:00 UTC of that day, and RFC 3339.
package enum DateText {
    /// Reads a date.
    ///
    /// - Returns: Nil for anything else, and for days that no calendar has.
    package static func date(_ text: String) -> Date? {
        var rest = Scanner(text)
        guard let day = rest.day() else { return nil }
        if rest.isAtEnd { return day }
        guard rest.skip("Tt "), let time = rest.time(), let offset = rest.offset(), rest.isAtEnd
        else { return nil }
        return day.addingTimeInterval(time - offset)
    }
}

/// Takes parts of a date from the front of a text.
private struct Scanner {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = text[...].utf8
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func skip(_ characters: String) -> Bool {
        guard let first = rest.first, characters.utf8.contains(first) else { return false }
        rest.removeFirst()
        return true
    }

    mutating func day() -> Date? {
        guard let year = number(4, in: 1970...9999), skip("-"),
            let month = number(2, in: 1...12), skip("-"),
            let day = number(2, in: 1...31), day <= Self.days(in: month, of: year)
        else { return nil }
        // Howard Hinnant's days_from_civil: years that begin in March end in the leap day.
        let shiftedYear = month > 2 ? year : year - 1
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        let leapDays = shiftedYear / 4 - shiftedYear / 100 + shiftedYear / 400
        let days = shiftedYear * 365 + leapDays + dayOfYear - 719_468
        return Date(timeIntervalSince1970: Double(days) * 86_400)
    }

    /// Seconds since midnight.
    mutating func time() -> Double? {
        guard let hour = number(2, in: 0...23), skip(":"), let minute = number(2, in: 0...59),
            skip(":"), let second = number(2, in: 0...60)
        else { return nil }
        var fraction = 0.0
        if skip(".") {
            guard let digits = digits(1...9) else { return nil }
            fraction = Double("0.\(digits)") ?? 0
        }
        return Double(hour * 3600 + minute * 60 + second) + fraction
    }

    /// Seconds east of Greenwich.
    mutating func offset() -> Double? {
        if skip("Zz") { return 0 }
        let isWest = rest.first == UInt8(ascii: "-")
        guard skip("+-"), let hours = number(2, in: 0...23), skip(":"),
            let minutes = number(2, in: 0...59)
        else { return nil }
        return Double(hours * 3600 + minutes * 60) * (isWest ? -1 : 1)
    }

    private mutating func number(_ length: Int, in range: ClosedRange<Int>) -> Int? {
        guard let number = digits(length...length).flatMap({ Int($0) }), range.contains(number)
        else { return nil }
        return number
    }

    private mutating func digits(_ lengths: ClosedRange<Int>) -> String? {
        let digits = rest.prefix(lengths.upperBound).prefix {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        }
        guard lengths.contains(digits.count) else { return nil }
        rest = rest[digits.endIndex...]
        return String(Substring(digits))
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
