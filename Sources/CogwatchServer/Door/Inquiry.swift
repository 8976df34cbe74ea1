/// A request, as far as we look at it.
struct Inquiry: Sendable {
    let method: String
    /// Still percent-encoded.
    let path: String
    /// Decoded; of a name that comes twice the first.
    let query: [String: String]
    /// By lower-case name.
    let headers: [String: String]
}
