/// Where a request comes from that wants to change something.
///
/// Where no password is needed, and where the browser knows the one that is, any page in the world
/// could have a browser on this network send us its forms. Browsers tell where such a request comes from; other programs, which say nothing, can do
/// no more than who runs them.
enum Provenance {
    /// Says why a request is not to be followed.
    ///
    /// - Parameters:
    ///   - inquiry: The request.
    ///   - externalURL: Where browsers reach us, where that is known.
    /// - Returns: Nil where it may be.
    static func problem(_ inquiry: Inquiry, externalURL: String) -> String? {
        let site = inquiry.headers["sec-fetch-site"]
        let origin = inquiry.headers["origin"]
        guard site != nil || origin != nil else { return nil }
        if let site, site != "same-origin", site != "none" {
            return
                "this was sent by a page of another site (\(site)); open the page of cogwatch itself"
        }
        guard let host = inquiry.headers["host"].map(Authority.init(host:)) else {
            return "the request names no host"
        }
        let sender = origin.map { Authority(origin: $0) } ?? host
        if let external = Authority(origin: externalURL), external == sender { return nil }
        if let origin, sender != host {
            return "this was sent by a page of \(origin), and cogwatch is at \(host.text); "
                + hint("behind a proxy")
        }
        // The owner of a name can point it here at any time, and so make a page of theirs ours.
        guard host.isOurs else {
            return "cogwatch does not know that it is called \(host.text); "
                + hint("reached by a name")
        }
        return nil
    }

    private static func hint(_ situation: String) -> String {
        "where it is \(situation), start it with --web.external-url=URL, as browsers see it"
    }
}

/// A host and its port, as `Host` and `Origin` have it.
struct Authority: Equatable {
    /// In lower case; IPv6 in brackets.
    let host: String
    /// Nil for the scheme's own.
    let port: String?

    init(host text: String) {
        let lower = text.lowercased()
        let end = lower.hasPrefix("[") ? lower.firstIndex(of: "]") : nil
        let rest = end.map { lower[lower.index(after: $0)...] } ?? lower[...]
        guard let colon = rest.lastIndex(of: ":") else {
            host = lower
            port = nil
            return
        }
        host = String(lower[..<colon])
        port = String(lower[lower.index(after: colon)...])
    }

    /// Reads `https://cogwatch.example:8443`, with or without a path.
    init?(origin: String) {
        guard let scheme = origin.firstRange(of: "://") else { return nil }
        let text = origin[scheme.upperBound...].prefix { !"/?#".contains($0) }
        guard !text.isEmpty else { return nil }
        let written = Authority(host: String(text))
        let usual = ["http": "80", "https": "443"][origin[..<scheme.lowerBound].lowercased()]
        host = written.host
        port = written.port == usual ? nil : written.port
    }

    var text: String { port.map { "\(host):\($0)" } ?? host }

    /// Whether nobody else can own the name: an address, a name without a dot, `localhost`.
    var isOurs: Bool {
        if host.hasPrefix("[") || !host.contains(".") || host.hasSuffix(".localhost") {
            return true
        }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }
}
