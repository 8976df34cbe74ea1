/// A request, as far as we look at it.
struct Inquiry: Sendable {
    let method: String
    /// Still percent-encoded.
    let path: String
    /// Decoded, the values of each name in their order.
    let parameters: [String: [String]]
    /// By lower-case name.
    let headers: [String: String]
    /// Reads the body; nil when it is longer than so many bytes.
    let readBody: @Sendable (_ limit: Int) async throws -> [UInt8]?

    /// Of a name that comes twice the first value.
    var query: [String: String] { parameters.compactMapValues(\.first) }

    /// `application/json` of `application/json; charset=utf-8`, in lower case.
    var mediaType: String? {
        headers["content-type"]?.prefix { $0 != ";" }.filter { !$0.isWhitespace }.lowercased()
    }
}
