import Foundation

/// A `--web.listen-address`: `127.0.0.1:10977`, `[::1]:10977`, `:10977` for all interfaces.
struct ListenAddress: Sendable, Equatable {
    /// As it was written.
    let text: String
    /// Empty for all interfaces.
    let host: String
    let port: Int

    /// Reads an address as it stands behind the flag.
    ///
    /// - Throws: ``BindFailure`` for anything else.
    init(parsing text: String) throws(BindFailure) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard let port = parts.last.flatMap({ Int($0) }), (0...65_535).contains(port) else {
            throw .malformed(address: text)
        }
        var host = parts.dropLast().joined(separator: ":")
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
        } else if parts.count != 2 {
            throw .malformed(address: text)
        }
        self.text = text
        self.host = host
        self.port = port
    }

    /// The host to bind: the wildcard takes IPv4 too where the machine speaks IPv6.
    var bindHost: String {
        guard host.isEmpty else { return host }
        return FileManager.default.fileExists(atPath: "/proc/net/if_inet6") ? "::" : "0.0.0.0"
    }
}
