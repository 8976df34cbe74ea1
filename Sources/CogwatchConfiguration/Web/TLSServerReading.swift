import CogwatchCore

/// Reads `tls_server_config`.
struct TLSServerReading {
    let section: Section
    private var reading: Reading { section.reading }

    init(_ section: Section) {
        self.section = section
    }

    func settings() -> WebSettings.TLS? {
        let certificate = contents("cert_file")
        let key = secretFile("key_file")
        let authorities = section.has("client_ca_file") ? contents("client_ca_file") : nil
        let client: WebSettings.ClientCertificate = section.choice("client_auth_type") ?? .none
        check(client)
        let suites = choices("cipher_suites", WebSettings.CipherSuite.self)
        let curves = choices("curve_preferences", WebSettings.Curve.self)
        notePreference()
        let minimum = version("min_version")
        let maximum = version("max_version")
        let least = leastVersion(minimum, for: suites)
        if let maximum, maximum < least {
            reading.error(
                "\"max_version\" in tls_server_config leaves no version",
                at: section.place(of: "max_version"),
                remedy: "leave it out, or write TLS13"
            )
        }
        guard let certificate, let key else { return nil }
        return WebSettings.TLS(
            certificateChain: certificate,
            privateKey: key,
            clientCertificate: client,
            clientAuthorities: authorities,
            minimum: least,
            maximum: maximum,
            cipherSuites: suites,
            curves: curves
        )
    }

    private func contents(_ key: String) -> [UInt8]? {
        guard let path = section.required(key) else { return nil }
        switch reading.contents(of: path) {
        case .success(let bytes): return bytes
        case .failure(let failure):
            section.noteUnreadable(key, path, failure)
            return nil
        }
    }

    private func secretFile(_ key: String) -> Secret? {
        contents(key).map { Secret(String(decoding: $0, as: UTF8.self)) }
    }

    private func check(_ client: WebSettings.ClientCertificate) {
        let hasAuthorities = section.has("client_ca_file")
        if client.isVerified && !hasAuthorities {
            reading.error(
                "\(client.rawValue) needs client_ca_file",
                at: section.place(of: "client_auth_type"),
                remedy: "name the file with the certificates of whoever vouches for clients"
            )
        }
        if client == .none && hasAuthorities {
            reading.error(
                "client_ca_file has no effect without client_auth_type",
                at: section.place(ofKey: "client_ca_file"),
                remedy: "add client_auth_type: RequireAndVerifyClientCert"
            )
        }
    }

    private func version(_ key: String) -> WebSettings.Version? {
        if let text = section.text(key), ["TLS10", "TLS11"].contains(text) {
            reading.error(
                "\"\(key)\" in tls_server_config cannot be \(text), which is broken",
                at: section.place(of: key),
                remedy: "write TLS12 or TLS13"
            )
            return nil
        }
        return section.choice(key)
    }

    /// With suites of TLS 1.3 alone, no older version could agree on one.
    private func leastVersion(
        _ written: WebSettings.Version?,
        for suites: [WebSettings.CipherSuite]
    ) -> WebSettings.Version {
        guard !suites.isEmpty, suites.allSatisfy(\.isOfTLS13) else { return written ?? .tls12 }
        return .tls13
    }

    private func choices<Choice: CaseIterable & RawRepresentable<String>>(
        _ key: String,
        _: Choice.Type
    ) -> [Choice] {
        section.choices(key) ?? []
    }

    private func notePreference() {
        guard section.flag("prefer_server_cipher_suites") != nil else { return }
        reading.hint(
            "prefer_server_cipher_suites has no effect, as in Prometheus since Go 1.17",
            at: section.place(ofKey: "prefer_server_cipher_suites"),
            remedy: "leave it out"
        )
    }
}
