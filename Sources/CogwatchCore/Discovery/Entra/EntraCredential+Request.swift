extension EntraCredential {
    /// The request for a token.
    ///
    /// Sources: Microsoft's pages on the client credentials flow, on tokens of virtual machines
    /// (2025-02-27), and on managed identities in App Service and Container Apps.
    ///
    /// - Parameters:
    ///   - audience: Whom the token is for.
    ///   - cloud: The cloud in which both live.
    ///   - assertion: What ``assertionFile`` holds now; unused where there is none.
    ///   - client: How requests leave; a managed identity is never asked through its proxy.
    /// - Returns: A request to be answered to ``EntraToken/read(_:for:of:at:)``.
    /// - Throws: A ``Fault`` where the credential is no complete one.
    package func request(
        for audience: TokenAudience,
        in cloud: Cloud,
        assertion: Secret? = nil,
        through client: HTTPClientSettings = HTTPClientSettings()
    ) throws(Fault) -> Request {
        switch self {
        case .clientSecret(let tenant, let id, let secret):
            guard !secret.isEmpty else {
                throw .noToken(
                    for: audience,
                    "the client secret is empty",
                    "Put the app registration's secret into client_secret_file."
                )
            }
            return try Self.exchange(
                (tenant, id),
                [("client_secret", secret)],
                for: audience,
                in: cloud,
                at: cloud.entraHost
            )
        case .workloadIdentity(let identity):
            guard let assertion, !assertion.isEmpty else {
                throw .noToken(
                    for: audience,
                    "the file \(Labels.quoted(identity.assertionFile)) has no token",
                    "Check the projected service account token of the pod."
                )
            }
            let type = Secret("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
            return try Self.exchange(
                (identity.tenantID, identity.clientID),
                [("client_assertion_type", type), ("client_assertion", assertion)],
                for: audience,
                in: cloud,
                at: identity.authority?.host(for: audience, in: cloud) ?? cloud.entraHost
            )
        case .managedIdentity(let identity):
            return try identity.request(for: audience, in: cloud, through: client)
        }
    }

    private static func exchange(
        _ app: (tenantID: String, clientID: String),
        _ proof: [(name: String, value: Secret)],
        for audience: TokenAudience,
        in cloud: Cloud,
        at host: String
    ) throws(Fault) -> Request {
        // A tenant is a GUID or a domain; anything else would be another path.
        let isTenant =
            !app.tenantID.isEmpty
            && app.tenantID.utf8.allSatisfy {
                Base64Digit.isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
            } && !app.tenantID.contains("..")
        guard isTenant, !app.clientID.isEmpty else {
            throw .noToken(
                for: audience,
                "tenant_id or client_id is none",
                "Copy both from the app registration's overview page."
            )
        }
        let open = FormText.fields([
            ("client_id", app.clientID), ("scope", audience.scope(in: cloud)),
            ("grant_type", "client_credentials"),
        ])
        let secret = proof.map { field in
            field.value.reveal { "&\(field.name)=\(FormText.encoded($0))" }
        }
        return Request(
            method: .post,
            address: .open("https://\(host)/\(app.tenantID)/oauth2/v2.0/token"),
            headers: [
                Request.Header("Content-Type", "application/x-www-form-urlencoded"),
                Request.Header("Accept", "application/json"),
            ],
            body: Array((open + secret.joined()).utf8),
            timeout: .seconds(20)
        )
    }
}

extension ManagedIdentity {
    fileprivate func request(
        for audience: TokenAudience,
        in cloud: Cloud,
        through client: HTTPClientSettings
    ) throws(Fault) -> Request {
        var fields = [("resource", audience.resource(in: cloud))]
        if let clientID { fields.append(("client_id", clientID)) }
        var direct = client
        direct.proxyURL = nil
        direct.proxyFromEnvironment = false
        let (base, version, header): (String, String, Request.Header)
        switch source {
        case .instanceMetadata:
            base = "http://169.254.169.254/metadata/identity/oauth2/token"
            version = "2018-02-01"
            header = Request.Header("Metadata", "true")
        case .appService(let endpoint, let secret), .containerApps(let endpoint, let secret):
            base = try Self.checked(endpoint, for: audience)
            version = "2019-08-01"
            header = Request.Header("X-IDENTITY-HEADER", secret: secret)
        }
        return Request(
            method: .get,
            address: .open("\(base)?api-version=\(version)&\(FormText.fields(fields))"),
            headers: [header, Request.Header("Accept", "application/json")],
            timeout: .seconds(10),
            door: direct
        )
    }

    private static func checked(
        _ endpoint: String,
        for audience: TokenAudience
    ) throws(Fault) -> String {
        let lowercased = endpoint.lowercased()
        let isAddress = lowercased.hasPrefix("http://") || lowercased.hasPrefix("https://")
        guard isAddress, !endpoint.utf8.contains(where: { $0 <= 0x20 || $0 >= 0x7F }),
            !endpoint.contains(where: { "?#@\\".contains($0) })
        else {
            throw .noToken(
                for: audience,
                "IDENTITY_ENDPOINT is no web address",
                "The platform sets it; take your own value out of the environment."
            )
        }
        return endpoint
    }
}

extension Fault {
    static func noToken(for audience: TokenAudience, _ why: String, _ remedy: String) -> Fault {
        let reader =
            switch audience {
            case .resourceManager: "Azure Resource Manager"
            case .keyVault: "Key Vault"
            }
        return Fault(what: "token for \(reader)", why: why, remedy: remedy)
    }
}
