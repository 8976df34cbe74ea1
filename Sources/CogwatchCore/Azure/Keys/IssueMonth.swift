package import Foundation

/// The month in which a key was made, as an annotated key carries it.
package struct IssueMonth: Sendable, Hashable, Comparable {
    /// 2024 to 2085: a key has one base-62 digit for it, and 2024 is the first.
    package let year: Int
    /// 1 to 12.
    package let month: Int

    static let years = 2024...2085

    /// A month that an annotated key can carry; nil for any other.
    package init?(year: Int, month: Int) {
        guard Self.years.contains(year), (1...12).contains(month) else { return nil }
        self.year = year
        self.month = month
    }

    /// Such as `2026-05`.
    package var text: String {
        "\(year)-\(month < 10 ? "0" : "")\(month)"
    }

    /// The month's beginning in UTC.
    package var firstInstant: Date {
        // Days since 1970-01-01 of the first of a month (Howard Hinnant's days_from_civil), with
        // years that begin in March, so that the leap day is the last. All numbers are small.
        let shiftedYear = month > 2 ? year : year - 1
        let shiftedMonth = (month + 9) % 12
        let dayOfYear = (153 * shiftedMonth + 2) / 5
        let leapDays = shiftedYear / 4 - shiftedYear / 100 + shiftedYear / 400
        let days = shiftedYear * 365 + leapDays + dayOfYear - 719_468
        return Date(timeIntervalSince1970: Double(days) * 86_400)
    }

    package static func < (left: IssueMonth, right: IssueMonth) -> Bool {
        (left.year, left.month) < (right.year, right.month)
    }
}
