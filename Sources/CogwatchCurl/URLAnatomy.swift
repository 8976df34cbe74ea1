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
        // By bytes, because it is done for every probe.
        guard let schemeEnd = Self.schemeEnd(in: url) else {
            scheme = ""
            userInfo = ""
            authority = ""
            rest = url[...]
            return
        }
        scheme = url[..<schemeEnd]
        let whole = url.utf8[schemeEnd...].dropFirst(3)
        let place = whole.prefix { !Self.endsAuthority($0) }
        rest = url[place.endIndex...]
        let at = place.lastIndex(of: UInt8(ascii: "@"))
        userInfo = at.map { Substring(place[..<$0]) } ?? ""
        authority = Substring(at.map { place[$0...].dropFirst() } ?? place)
    }

    private static func endsAuthority(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
    }

    private static func schemeEnd(in url: String) -> String.Index? {
        let bytes = url.utf8
        return bytes.indices.first { bytes[$0...].starts(with: "://".utf8) }
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
