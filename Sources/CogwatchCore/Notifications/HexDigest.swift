import Crypto
import Foundation

/// Names made of other texts.
enum HexDigest {
    /// The SHA-256 of a text, 64 lower-case hexadecimal digits: what Alertmanager makes of a group's
    /// key for services that limit the length of such names.
    static func sha256(_ text: String) -> String {
        SHA256.hash(data: Data(text.utf8))
            .map { byte in
                let digits = String(byte, radix: 16)
                return digits.count < 2 ? "0" + digits : digits
            }
            .joined()
    }
}
