import Foundation

/// Parts of addresses in links.
enum Locator {
    private static let plain = CharacterSet(
        charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~"
    )

    /// A segment of a path, or a name or value of a query, percent-encoded.
    static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
    }

    /// A query with its question mark; empty where there is nothing to ask.
    static func query(_ fields: [(name: String, value: String)]) -> String {
        guard !fields.isEmpty else { return "" }
        return "?"
            + fields.map { "\(encoded($0.name))=\(encoded($0.value))" }.joined(separator: "&")
    }
}
