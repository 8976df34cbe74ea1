import Crypto
import Foundation

/// A short name for a key, by which it can be told from others and not be found out.
///
/// It is keyed with a secret of the installation, so that nobody can test guesses at a key
/// against a fingerprint that they saw.
package enum KeyFingerprint {
    /// The fingerprint of a key: 16 hexadecimal digits.
    ///
    /// - Returns: Nil for an empty key, which is none.
    package static func fingerprint(of key: Secret, under installation: Secret) -> String? {
        guard !key.isEmpty else { return nil }
        let code = installation.reveal { secret in
            key.reveal { text in
                HMAC<SHA256>.authenticationCode(
                    for: Data(text.utf8),
                    using: SymmetricKey(data: Data(secret.utf8))
                )
            }
        }
        return code.prefix(8).map(twoDigits).joined()
    }

    private static func twoDigits(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return byte < 16 ? "0" + digits : digits
    }
}
