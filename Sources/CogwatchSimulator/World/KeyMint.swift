import CogwatchCore
import Foundation

/// How a new key looks.
package enum KeyShape: String, Sendable, CaseIterable {
    /// 84 characters that name the service and the month.
    case annotated
    /// 32 hexadecimal digits, as keys were until 2024.
    case hex32
}

/// Makes keys for simulated accounts.
enum KeyMint {
    static func key(
        for service: AzureService,
        shape: KeyShape,
        at now: Date,
        using random: inout some RandomNumberGenerator
    ) -> Secret {
        switch shape {
        case .annotated:
            // Before 2024, and for services that ended before, keys are hexadecimal.
            month(of: now).flatMap { AnnotatedKey.mint(service, issued: $0, using: &random) }
                ?? Secret(hexadecimal(32, using: &random))
        case .hex32: Secret(hexadecimal(32, using: &random))
        }
    }

    private static func month(of date: Date) -> IssueMonth? {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents([.year, .month], from: date)
        return IssueMonth(year: parts.year ?? 0, month: parts.month ?? 0)
    }

    private static func hexadecimal(
        _ count: Int,
        using random: inout some RandomNumberGenerator
    ) -> String {
        (0..<count).map { _ in String(Int.random(in: 0..<16, using: &random), radix: 16) }.joined()
    }
}
