import CogwatchCore

/// Reads how an entry of `azure_sd_configs`, or a `key_vault`, proves to Entra who it is.
struct CredentialReading {
    /// As Prometheus spells them.
    enum Method: String, CaseIterable {
        case oAuth = "OAuth"
        case managedIdentity = "ManagedIdentity"
        case workloadIdentity = "WorkloadIdentity"
    }

    let section: Section
    private var reading: Reading { section.reading }

    init(_ section: Section) {
        self.section = section
    }

    /// The credential, or what this machine lacks for it.
    ///
    /// - Parameter usual: The method where none is written.
    /// - Returns: Who asks.
    func credential(usually usual: Method = .oAuth) -> Result<EntraCredential, Fault> {
        switch method(usually: usual) {
        case .oAuth: .success(clientSecret())
        case .managedIdentity:
            .success(managedIdentity())
        case .workloadIdentity: workloadIdentity()
        }
    }

    private func method(usually usual: Method) -> Method {
        if section.text("authentication_method") == "SDK" {
            reading.error(
                "\"authentication_method\" in \(section.vocabulary.name) cannot be \"SDK\", which "
                    + "guesses who asks",
                at: section.place(of: "authentication_method"),
                remedy: "write OAuth, ManagedIdentity or WorkloadIdentity"
            )
            return .oAuth
        }
        return section.choice("authentication_method") ?? usual
    }

    private func clientSecret() -> EntraCredential {
        // Whoever wrote another method wrongly is told that alone.
        let isMeant = ["OAuth", nil].contains(section.text("authentication_method"))
        let secret = section.secret("client_secret", orFile: "client_secret_file")
        if isMeant, !section.has("client_secret"), !section.has("client_secret_file") {
            reading.error(
                "\(section.vocabulary.name) has no \"client_secret_file\"",
                at: section.place,
                remedy: "name the file with the app registration's secret, or another "
                    + "authentication_method"
            )
        }
        if section.has("client_secret") {
            reading.warning(
                "a client secret stands in the configuration file itself",
                at: section.place(of: "client_secret"),
                remedy: "move it to a file that fewer people can read, named in client_secret_file"
            )
        }
        return .clientSecret(
            tenantID: (isMeant ? section.required("tenant_id") : nil) ?? "",
            clientID: (isMeant ? section.required("client_id") : nil) ?? "",
            secret: secret ?? Secret("")
        )
    }

    private func managedIdentity() -> EntraCredential {
        refuse(["tenant_id", "client_secret", "client_secret_file"], because: "the platform")
        let identity = ManagedIdentity(
            clientID: section.text("client_id"),
            environment: reading.environment
        )
        return .managedIdentity(identity)
    }

    private func workloadIdentity() -> Result<EntraCredential, Fault> {
        refuse(["client_secret", "client_secret_file"], because: "Kubernetes")
        do throws(Fault) {
            let identity = try WorkloadIdentity(
                tenantID: section.text("tenant_id"),
                clientID: section.text("client_id"),
                environment: reading.environment
            )
            return .success(.workloadIdentity(identity))
        } catch {
            // As with a key that is not there: the rest is watched all the same.
            reading.error(
                "no \(error.what): \(error.why)",
                at: section.place(of: "authentication_method"),
                remedy: error.remedy,
                isKeySource: true
            )
            return .failure(error)
        }
    }

    private func refuse(_ keys: [String], because giver: String) {
        for key in keys where section.has(key) {
            reading.error(
                "\"\(key)\" means nothing here, because \(giver) lends the identity",
                at: section.place(ofKey: key),
                remedy: "leave it out, or write authentication_method: OAuth"
            )
        }
    }
}
