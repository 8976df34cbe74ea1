import CogwatchCore

extension Vocabulary {
    private static let oneForAll = "a probe carries the account's key and nothing else"

    static let httpClient = Vocabulary(
        name: "http_client",
        texts: [
            "proxy_url", "no_proxy", "proxy_from_environment", "enable_http2", "connect_to",
            "ip_family", "connection",
        ],
        sections: ["tls_config"],
        notYet: [
            "authorization": oneForAll, "basic_auth": oneForAll, "bearer_token": oneForAll,
            "bearer_token_file": oneForAll, "oauth2": oneForAll, "http_headers": oneForAll,
            "follow_redirects": "leave it out; no redirect is followed with a key",
            "proxy_connect_header": "put user and password into proxy_url",
        ]
    )

    static let tlsConfig = Vocabulary(
        name: "tls_config",
        texts: ["ca_file", "cert_file", "key_file", "insecure_skip_verify"],
        notYet: [
            "ca": "write it to a file and name that in ca_file",
            "cert": "write it to a file and name that in cert_file",
            "key": "write it to a file and name that in key_file",
            "server_name": "use connect_to, which keeps names and certificates real",
            "min_version": "leave it out; TLS 1.2 and later are used",
            "max_version": "leave it out; TLS 1.2 and later are used",
        ]
    )
}

/// Reads `http_client`, and whatever else has keys of its dialect.
struct HTTPClientReading {
    let section: Section
    /// What travels here, for messages.
    private let cargo: String
    private let tlsVocabulary: Vocabulary
    private var reading: Reading { section.reading }

    init(
        _ section: Section,
        carrying cargo: String = "keys",
        tls vocabulary: Vocabulary = .tlsConfig
    ) {
        self.section = section
        self.cargo = cargo
        tlsVocabulary = vocabulary
    }

    /// The way out that a receiver asks for; nil where it asks for none of its own.
    ///
    /// As for all receivers, the environment names the proxy where nothing else does.
    func door(
        risk: String = "the notifications and the receiver's credentials"
    ) -> HTTPClientSettings? {
        let keys = [
            "proxy_url", "no_proxy", "proxy_from_environment", "tls_config", "enable_http2",
        ]
        guard keys.contains(where: section.has) else { return nil }
        var settings = HTTPClientSettings()
        readProxy(into: &settings, isUsuallyFromEnvironment: true)
        if let tls = section.section("tls_config", .receiverTLS) {
            read(tls, into: &settings, risk: risk)
        }
        settings.enableHTTP2 = section.flag("enable_http2") ?? settings.enableHTTP2
        return settings
    }

    func settings() -> HTTPClientSettings {
        var settings = HTTPClientSettings()
        readProxy(into: &settings, isUsuallyFromEnvironment: false)
        if let tls = section.section("tls_config", tlsVocabulary) {
            read(tls, into: &settings, risk: "the \(cargo)")
        }
        settings.enableHTTP2 = section.flag("enable_http2") ?? settings.enableHTTP2
        settings.ipFamily = section.choice("ip_family") ?? settings.ipFamily
        settings.connection = section.choice("connection") ?? settings.connection
        settings.connectTo = section.texts("connect_to").map { text, place in
            check(connectTo: text, at: place)
            return text
        }
        return settings
    }

    private func readProxy(
        into settings: inout HTTPClientSettings,
        isUsuallyFromEnvironment: Bool
    ) {
        settings.noProxy = section.text("no_proxy")
        settings.proxyFromEnvironment =
            section.flag("proxy_from_environment")
            ?? (isUsuallyFromEnvironment && !section.has("proxy_url"))
        if let url = section.text("proxy_url") {
            settings.proxyURL = Secret(url)
            check(proxy: url)
        }
        if settings.proxyURL != nil && settings.proxyFromEnvironment {
            reading.error(
                "proxy_url and proxy_from_environment exclude each other",
                at: section.place(ofKey: "proxy_from_environment"),
                remedy: "keep one"
            )
        }
        if settings.noProxy != nil && settings.proxyURL == nil && !settings.proxyFromEnvironment {
            reading.warning(
                "no_proxy has no effect without a proxy",
                at: section.place(ofKey: "no_proxy"),
                remedy: "add proxy_url, or remove no_proxy"
            )
        }
    }

    private func check(proxy url: String) {
        let scheme = url.firstRange(of: "://").map { url[..<$0.lowerBound].lowercased() } ?? ""
        let known = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"]
        let host = url.drop { $0 != ":" }.dropFirst(3).prefix { !"/?#".contains($0) }
        guard known.contains(scheme), !host.isEmpty else {
            reading.error(
                "\"proxy_url\" in \(section.vocabulary.name) is \(section.shown(url, "proxy_url")), "
                    + "which is no proxy's URL",
                at: section.place(of: "proxy_url"),
                remedy: "write it as http://HOST:PORT"
            )
            return
        }
    }

    private func read(
        _ tls: Section,
        into settings: inout HTTPClientSettings,
        risk: String
    ) {
        settings.caFile = tls.readableFile("ca_file")
        settings.clientCertificateFile = tls.readableFile("cert_file")
        settings.clientKeyFile = tls.readableFile("key_file")
        settings.fileContents = reading.references.digest(
            of: [settings.caFile, settings.clientCertificateFile, settings.clientKeyFile]
                .compactMap(\.self)
        )
        if tls.has("cert_file") != tls.has("key_file") {
            let (present, absent) =
                tls.has("cert_file") ? ("cert_file", "key_file") : ("key_file", "cert_file")
            reading.error("\(present) needs \(absent)", at: tls.place(ofKey: present))
        }
        settings.insecureSkipVerify = tls.flag("insecure_skip_verify") ?? false
        if settings.insecureSkipVerify {
            reading.warning(
                "certificates are not checked, so anybody on the way can read \(risk)",
                at: tls.place(of: "insecure_skip_verify"),
                remedy: "name your own authority in ca_file instead"
            )
        }
    }

    /// `HOST:PORT:CONNECT-HOST:CONNECT-PORT`, each of which may be empty; IPv6 in brackets.
    private func check(connectTo text: String, at place: Place) {
        var depth = 0
        var parts = [""]
        for character in text {
            depth += character == "[" ? 1 : character == "]" ? -1 : 0
            if character == ":" && depth == 0 {
                parts.append("")
            } else {
                parts[parts.count - 1].append(character)
            }
        }
        let ports = [1, 3].compactMap { parts.indices.contains($0) ? parts[$0] : nil }
        let fits =
            parts.count == 4
            && ports.allSatisfy { $0.isEmpty || Int($0).map((1...65_535).contains) ?? false }
        guard !fits else { return }
        reading.error(
            "\"connect_to\" in http_client lists \(section.shown(text, "connect_to"))",
            at: place,
            remedy: "write it as HOST:PORT:CONNECT-HOST:CONNECT-PORT, as in \":443:127.0.0.1:8443\""
        )
    }
}
