package import CogwatchCore

/// How a command reaches an agent: what a `--http.config.file` says.
package struct ClientAccess: Sendable {
    package let door: HTTPClientSettings
    /// The login.
    package let headers: [Request.Header]

    package init(door: HTTPClientSettings = HTTPClientSettings(), headers: [Request.Header] = []) {
        self.door = door
        self.headers = headers
    }
}

extension ConfigurationLoader {
    /// Reads a file in the dialect of Prometheus' `http_config`, as promtool and amtool take it.
    ///
    /// - Parameter path: The file. Relative paths in it start from its directory.
    /// - Returns: The access, if it can be used, and all that is wrong with it.
    package func loadClient(path: String) -> LoadedFile<ClientAccess> {
        loadFile(path, .receiverClient, empty: ClientAccess()) { section in
            _ = section.flag("follow_redirects")
            return ClientAccess(
                door: HTTPClientReading(section).door(risk: "the password") ?? HTTPClientSettings(),
                headers: LoginReading(section).headers()
            )
        }
    }
}
