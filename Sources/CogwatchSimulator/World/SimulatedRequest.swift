package import CogwatchCore

/// An HTTP request as the simulated Azure sees it.
package struct SimulatedRequest: Sendable, Equatable {
    package let method: String
    /// In lower case and without a port.
    package let host: String
    /// Without the query.
    package let path: String
    /// Without the question mark; empty where there is none.
    package let query: String
    package let headers: Headers
    package let body: [UInt8]

    package init(
        method: String,
        host: String,
        path: String,
        query: String = "",
        headers: Headers = Headers([]),
        body: [UInt8] = []
    ) {
        self.method = method
        self.host = Self.nameOnly(host)
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
    }

    /// Whether the request says where its body ends; an empty POST must, too.
    var tellsLength: Bool {
        headers["Content-Length"] != nil || headers["Transfer-Encoding"] != nil
    }

    private static func nameOnly(_ host: String) -> String {
        let lower = host.lowercased()
        guard let colon = lower.lastIndex(of: ":"), !lower.hasSuffix("]") else { return lower }
        return String(lower[..<colon])
    }
}
