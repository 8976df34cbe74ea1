package import CogwatchCore

extension Vocabulary {
    static let web = Vocabulary(
        name: "the web configuration",
        sections: ["tls_server_config", "http_server_config"],
        secrets: ["basic_auth_users"],
        leftOut: [
            "rate_limit": "cogwatch does not limit how often it may be asked; a proxy before it can"
        ]
    )

    static let tlsServer = Vocabulary(
        name: "tls_server_config",
        texts: [
            "cert_file", "key_file", "client_ca_file", "client_auth_type", "min_version",
            "max_version", "cipher_suites", "curve_preferences", "prefer_server_cipher_suites",
        ],
        notYet: [
            "cert": "write it to a file and name that in cert_file",
            "key": "write it to a file and name that in key_file",
            "client_ca": "write it to a file and name that in client_ca_file",
            "client_allowed_sans":
                "let an authority of its own, in client_ca_file, sign the clients' certificates",
        ]
    )

    static let httpServer = Vocabulary(
        name: "http_server_config",
        texts: ["http2"],
        labels: ["headers"]
    )

    /// Every mapping that a web configuration file may hold.
    static let ofWeb: [Vocabulary] = [.web, .tlsServer, .httpServer]
}

extension ConfigurationLoader {
    /// Reads a web configuration file and the certificates that it names.
    ///
    /// Never throws: a file that cannot be read is a problem like any other.
    ///
    /// - Parameter path: The file. Relative paths in it start from its directory.
    /// - Returns: The settings, if they can be used, and all that is wrong with them.
    package func loadWeb(path: String) -> LoadedFile<WebSettings> {
        loadFile(path, .web, empty: WebSettings()) { WebReading($0).settings() }
    }
}

/// Reads a web configuration file.
struct WebReading {
    /// Those that exporter-toolkit allows, with the values that it allows; none for any.
    private static let headers: [String: [String]] = [
        "Strict-Transport-Security": [],
        "X-Content-Type-Options": ["nosniff"],
        "X-Frame-Options": ["deny", "sameorigin"],
        "X-XSS-Protection": [],
        "Content-Security-Policy": [],
    ]

    let section: Section
    private var reading: Reading { section.reading }

    init(_ section: Section) {
        self.section = section
    }

    func settings() -> WebSettings {
        let tls = section.section("tls_server_config", .tlsServer)
        let http = section.section("http_server_config", .httpServer)
        let users = UserListReading(section).users()
        if tls == nil, !users.isEmpty {
            reading.warning(
                "without tls_server_config the passwords travel as anybody on the way can read them",
                at: section.place(ofKey: "basic_auth_users"),
                remedy: "add it, or let only a proxy on this machine reach the agent"
            )
        }
        return WebSettings(
            tls: tls.flatMap { TLSServerReading($0).settings() },
            users: users,
            headers: http.map(headers) ?? []
        )
    }

    private func headers(_ section: Section) -> [WebSettings.Header] {
        if section.flag("http2") == true {
            reading.hint(
                "cogwatch serves HTTP/1.1, which all clients of HTTP/2 speak too",
                at: section.place(of: "http2"),
                remedy: "leave http2 out"
            )
        }
        return section.texts(inMapping: "headers").compactMap { name, value, place in
            check(name, value, at: place) ? WebSettings.Header(name, value) : nil
        }
    }

    private func check(_ name: String, _ value: String, at place: Place) -> Bool {
        guard let allowed = Self.headers[name] else {
            reading.error(
                "\"headers\" in http_server_config cannot set \(Redaction.quoted(name))",
                at: place,
                remedy: Suggestion.remedyOrList(for: name, among: Self.headers.keys.sorted())
            )
            return false
        }
        guard allowed.isEmpty || allowed.contains(value.lowercased()) else {
            reading.error(
                "header \(name) cannot be \(Redaction.quoted(value))",
                at: place,
                remedy: "write \(Suggestion.oneOf(allowed))"
            )
            return false
        }
        // A line break would begin another header.
        guard value.unicodeScalars.allSatisfy({ (0x20..<0x7f).contains($0.value) }) else {
            reading.error("header \(name) holds more than printable ASCII", at: place)
            return false
        }
        return true
    }
}
