/// Where a list goes on: always on the host that was asked, over TLS.
///
/// A link to anywhere else would carry our token there.
package struct NextPage: Sendable, Hashable {
    /// Made of the trusted host and the link's path, so that no reading of the link by anybody else
    /// leads elsewhere.
    let url: String

    /// Checks a link of an answer; nil for one to another host or port, or one that is oddly written.
    ///
    /// - Parameters:
    ///   - link: `nextLink`, as it came.
    ///   - host: The host that was asked.
    package init?(_ link: String, on host: String) {
        let scheme = "https://"
        guard link.utf8.count <= 16_384,
            link.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }),
            link.lowercased().hasPrefix(scheme)
        else { return nil }
        let rest = link.dropFirst(scheme.count)
        let authority = rest.prefix { !"/?#".contains($0) }
        let path = rest.dropFirst(authority.count)
        guard [host, "\(host):443"].contains(authority.lowercased()), path.hasPrefix("/"),
            !path.contains("#")
        else { return nil }
        url = scheme + host + path
    }
}
