/// The parts of a URL as far as a session cache and a redaction need them.
///
/// curl does the real parsing. Of a text that is no URL everything counts as the secret part.
struct URLAnatomy {
    let scheme: Substring
    /// `user:password`, where there is one.
    let userInfo: Substring
    /// Host and port.
    let authority: Substring
    /// Path, query and fragment.
    let rest: Substring

    init(_ url: String) {
        guard let schemeEnd = url.firstRange(of: "://") else {
            scheme = ""
            userInfo = ""
            authority = ""
            rest = url[...]
            return
        }
        scheme = url[..<schemeEnd.lowerBound]
        let whole = url[schemeEnd.upperBound...]
        let place = whole.prefix { !"/?#".contains($0) }
        rest = whole[place.endIndex...]
        let at = place.lastIndex(of: "@")
        userInfo = at.map { place[..<$0] } ?? ""
        authority = at.map { place[place.index(after: $0)...] } ?? place
    }

    /// Scheme, host and port: what TLS sessions and certificates belong to.
    var origin: String { "\(scheme)://\(authority)".lowercased() }

    var isSecure: Bool { scheme.lowercased() == "https" }

    /// The host without its port; an IPv6 address keeps no brackets.
    var host: Substring {
        if authority.hasPrefix("[") { return authority.dropFirst().prefix { $0 != "]" } }
        return authority.prefix { $0 != ":" }
    }
}
