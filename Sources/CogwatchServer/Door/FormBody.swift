import Foundation

/// What a browser sends of a form: `application/x-www-form-urlencoded`.
struct FormBody: Equatable {
    static let mediaType = "application/x-www-form-urlencoded"

    /// The values of each field in their order.
    let fields: [String: [String]]

    /// Reads a body.
    ///
    /// - Returns: Nil for bytes that are no UTF-8, encoded or not.
    init?(_ bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        var fields: [String: [String]] = [:]
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let decoded = parts.compactMap { $0.replacing("+", with: " ").removingPercentEncoding }
            guard decoded.count == parts.count, let name = decoded.first else { return nil }
            fields[name, default: []].append(decoded.dropFirst().first ?? "")
        }
        self.fields = fields
    }
}
