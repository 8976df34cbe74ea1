package import CogwatchCore

/// What flags decide about the HTTP door.
package struct ServerOptions: Sendable {
    /// Begins with a slash and does not end with one; empty for none.
    package let routePrefix: String
    /// Where browsers reach the agent, without a trailing slash; empty where nobody said.
    package let externalURL: String
    /// Whether `/-/reload` works.
    package let enableLifecycle: Bool
    package let build: BuildDescription

    /// Normalises the prefix: `cogwatch`, `/cogwatch` and `/cogwatch/` mean the same.
    package init(
        routePrefix: String = "",
        externalURL: String = "",
        enableLifecycle: Bool = false,
        build: BuildDescription
    ) {
        let parts = routePrefix.split(separator: "/")
        self.routePrefix = parts.map { "/\($0)" }.joined()
        self.externalURL = String(externalURL.reversed().drop { $0 == "/" }.reversed())
        self.enableLifecycle = enableLifecycle
        self.build = build
    }

    /// What stands before the path in links: the path that the browser sees, which a reverse proxy
    /// may strip before it asks us.
    var linkPrefix: String {
        guard let scheme = externalURL.firstRange(of: "://") else { return routePrefix }
        let path = externalURL[scheme.upperBound...].drop { $0 != "/" }
        return String(path)
    }
}
