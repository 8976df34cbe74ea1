import Crypto
package import Foundation

/// The signature of Standard Webhooks 1.0.0: `v1,` and an HMAC-SHA256 over id, time and body.
package enum Signature {
    /// The headers that let a receiver check who sent a body.
    ///
    /// - Parameters:
    ///   - id: `webhook-id`, the same over all attempts.
    ///   - now: The time of this attempt.
    ///   - body: The bytes as they are sent.
    ///   - secrets: Each `whsec_` and base64, or any text, whose bytes are then the key. With two,
    ///     receivers that know either can check.
    /// - Returns: The timestamp and the signatures; the id has a header of its own.
    package static func headers(
        id: String,
        at now: Date,
        body: [UInt8],
        secrets: [Secret]
    ) -> [Request.Header] {
        let timestamp = String(Int64(now.timeIntervalSince1970))
        let signatures = secrets.map { secret in
            var mac = HMAC<SHA256>(key: SymmetricKey(data: keyBytes(of: secret)))
            mac.update(data: Data("\(id).\(timestamp).".utf8))
            mac.update(data: body)
            return "v1,\(Data(mac.finalize()).base64EncodedString())"
        }
        return [
            Request.Header("webhook-timestamp", timestamp),
            Request.Header("webhook-signature", signatures.joined(separator: " ")),
        ]
    }

    private static func keyBytes(of secret: Secret) -> Data {
        secret.reveal { text in
            guard text.hasPrefix("whsec_") else { return Data(text.utf8) }
            return Data(base64Encoded: String(text.dropFirst(6))) ?? Data(text.utf8)
        }
    }
}
