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
        case .annotated: Secret(annotated(for: service, at: now, using: &random))
        case .hex32: Secret(word(of: 32, from: "0123456789abcdef", using: &random))
        }
    }

    private static func annotated(
        for service: AzureService,
        at now: Date,
        using random: inout some RandomNumberGenerator
    ) -> String {
        word(of: 84, from: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", using: &random)
    }

    private static func word(
        of length: Int,
        from alphabet: String,
        using random: inout some RandomNumberGenerator
    ) -> String {
        let letters = Array(alphabet)
        return String((0..<length).compactMap { _ in letters.randomElement(using: &random) })
    }
}
