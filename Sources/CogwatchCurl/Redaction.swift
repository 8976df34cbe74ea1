import CogwatchCore

/// Keeps curl's own words fit to be shown.
///
/// They name hosts, which is wanted; now and then they quote a whole address, and a webhook's
/// path or a proxy's password must not come along.
enum Redaction {
    private static let longestDetail = 240
    /// A shorter piece is no secret, and taking it out would only maim the words around it.
    private static let shortestSecret = 4

    /// - Parameters:
    ///   - detail: What curl said.
    ///   - address: Where the request went.
    ///   - proxies: The addresses of the proxies that may have been involved.
    /// - Returns: Its words without secrets, short and on one line.
    static func clean(_ detail: String, address: Request.Address, proxies: [Secret]) -> String {
        var text = address.url.reveal { url in
            url == address.shown
                ? detail : without(pieces(of: URLAnatomy(url)), in: detail, keeping: address.shown)
        }
        for proxy in proxies {
            text = proxy.reveal { without(credentials(in: $0), in: text, keeping: "") }
        }
        let printable = text.unicodeScalars.map { $0.value < 0x20 ? " " : String($0) }.joined()
        return String(printable.prefix(longestDetail))
    }

    private static func pieces(of url: URLAnatomy) -> [Substring] {
        [url.rest, url.userInfo]
            + url.rest.split { "/?&#=;".contains($0) }
            + url.userInfo.split(separator: ":")
    }

    private static func credentials(in proxy: String) -> [Substring] {
        let url = URLAnatomy(proxy.contains("://") ? proxy : "http://\(proxy)")
        return [url.userInfo] + url.userInfo.split(separator: ":")
    }

    private static func without(
        _ secrets: [Substring],
        in detail: String,
        keeping shown: String
    ) -> String {
        secrets
            .filter { $0.count >= shortestSecret && !shown.contains($0) }
            .sorted { $0.count > $1.count }
            .reduce(detail) { $0.replacing($1, with: "[redacted]") }
    }
}
