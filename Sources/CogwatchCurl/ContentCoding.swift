import CogwatchCore

/// How a body that curl left alone is packed.
enum ContentCoding: Sendable, Equatable {
    case plain
    /// gzip, or zlib's own format, which servers call deflate.
    case packed
    /// Something that nobody asked for.
    case unknown(String)

    private static let longestName = 40

    /// Reads all `Content-Encoding` lines together, as RFC 9110 (section 8.4) has it.
    init(of headers: [Headers.Line]) {
        let names =
            headers
            .filter { $0.name.lowercased() == "content-encoding" }
            .flatMap { $0.value.lowercased().split { $0 == "," || $0 == " " || $0 == "\t" } }
            .filter { $0 != "identity" && $0 != "none" }
        switch names.first {
        case nil: self = .plain
        case "gzip" where names.count == 1, "x-gzip" where names.count == 1,
            "deflate" where names.count == 1:
            self = .packed
        default: self = .unknown(Self.printable(names.joined(separator: ", ")))
        }
    }

    private static func printable(_ names: String) -> String {
        String(names.filter { ("!"..."~").contains($0) || $0 == " " }.prefix(longestName))
    }
}
