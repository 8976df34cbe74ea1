import Crypto
import Foundation

/// JSON that carries a signature of the simulator, in the shape of a JWT.
enum SignedText {
    static func jwt(_ claims: some Encodable, signedWith key: [UInt8]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Strings and integers always encode.
        let payload = (try? encoder.encode(claims)) ?? Data()
        let content = base64(header) + "." + base64(payload)
        return content + "." + base64(signature(of: content, key))
    }

    /// The claims of a text that was signed with this key; nil for any other.
    static func claims<Claims: Decodable>(
        of text: String,
        as _: Claims.Type,
        signedWith key: [UInt8]
    ) -> Claims? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let end = text.lastIndex(of: ".") else { return nil }
        let content = String(text[..<end])
        guard base64(signature(of: content, key)) == text[text.index(after: end)...],
            let payload = parts.dropFirst().first.flatMap(decode)
        else { return nil }
        return try? JSONDecoder().decode(Claims.self, from: payload)
    }

    private static let header = Data(#"{"alg":"HS256","typ":"JWT"}"#.utf8)

    private static func signature(of content: String, _ key: [UInt8]) -> Data {
        let code = HMAC<SHA256>.authenticationCode(
            for: Array(content.utf8),
            using: SymmetricKey(data: key)
        )
        return Data(code)
    }

    private static func base64(_ data: Data) -> String {
        data.base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    private static func decode(_ part: Substring) -> Data? {
        let standard = part.replacing("-", with: "+").replacing("_", with: "/")
        let padding = String(repeating: "=", count: (4 - standard.count % 4) % 4)
        return Data(base64Encoded: String(standard) + padding)
    }
}
