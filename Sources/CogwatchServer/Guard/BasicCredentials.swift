import CogwatchCore
import Foundation

/// A name and password as an `Authorization: Basic` header has them.
struct BasicCredentials: Sendable {
    let user: String
    let password: Secret

    /// Reads a header; nil where there is none, or it is something else.
    init?(header: String?) {
        guard let header else { return nil }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "basic",
            let data = Data(base64Encoded: String(parts[1].filter { $0 != " " })),
            let pair = String(validating: data, as: UTF8.self),
            let colon = pair.firstIndex(of: ":")
        else { return nil }
        user = String(pair[..<colon])
        password = Secret(String(pair[pair.index(after: colon)...]))
    }
}
