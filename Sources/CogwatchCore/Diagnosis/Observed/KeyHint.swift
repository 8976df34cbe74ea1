/// What somebody who saw the key says of it, in words of their own.
package enum KeyHint: Sendable {
    /// Something else than a key, or a key with something around it.
    case malformed
    case empty
    /// A key where a token belongs, or a token where a key belongs.
    case inWrongHeader

    /// Reads descriptions such as `GUID with dashes` and `Authorization: Bearer`.
    ///
    /// - Returns: Nil where the words say nothing against the key.
    init?(shape: String?, location: String?) {
        guard shape != nil || location != nil else { return nil }
        let (shape, location) = (shape?.lowercased() ?? "", location?.lowercased() ?? "")
        if location.contains("bearer") || location.contains("authorization") {
            self = .inWrongHeader
        } else if Self.says(shape, Self.nothing) {
            self = .empty
        } else if Self.says(shape, Self.tokens) {
            self = .inWrongHeader
        } else if Self.says(shape, Self.damages) {
            self = .malformed
        } else {
            return nil
        }
    }

    private static let nothing = ["empty", "missing", "null", "undefined"]
    private static let tokens = ["jwt", "access token", "eyj"]

    // The damages that KeyAnatomy knows, as people describe them.
    private static let damages = [
        "subscription-key", "header name", "guid", "uuid", "dashes", "hyphen", "quot", "blank",
        "space", "newline", "line break", "line feed", "\\n", "tab", "zero-width", "invisible",
        "bom", "placeholder", "dummy", "truncat", "cut", "too short", "too long", "sk-", "url",
        "connection string", "resource id", "subscription id", "tenant id", "key vault reference",
        "asterisk", "redacted", "smart", "non-ascii",
    ]

    private static func says(_ text: String, _ parts: [String]) -> Bool {
        parts.contains { part in
            guard let found = text.firstRange(of: part) else { return false }
            // `without dashes` and `no quotes` say the reverse.
            let before = text[..<found.lowerBound].split(separator: " ").last
            return !["no", "not", "without", "non"].contains(before)
        }
    }
}
