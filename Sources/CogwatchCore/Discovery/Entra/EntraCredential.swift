/// How cogwatch proves to Entra who it is.
package enum EntraCredential: Sendable, Equatable {
    /// An app registration and its password.
    case clientSecret(tenantID: String, clientID: String, secret: Secret)
    /// A token that Kubernetes writes into a file, exchanged for one of Entra.
    case workloadIdentity(WorkloadIdentity)
    /// An identity that the platform lends.
    case managedIdentity(ManagedIdentity)
}

/// A federated identity, without any secret of its own.
package struct WorkloadIdentity: Sendable, Equatable {
    package let tenantID: String
    package let clientID: String
    /// To be read anew for every exchange: Kubernetes replaces it.
    package let assertionFile: String
    /// Where it is exchanged; nil for the usual host of the cloud.
    package let authority: EntraAuthority?

    package init(
        tenantID: String,
        clientID: String,
        assertionFile: String,
        authority: EntraAuthority? = nil
    ) {
        self.tenantID = tenantID
        self.clientID = clientID
        self.assertionFile = assertionFile
        self.authority = authority
    }

    /// Takes what the configuration does not say from the variables that Azure's webhook sets in pods.
    ///
    /// - Parameters:
    ///   - tenantID: Overrides `AZURE_TENANT_ID`.
    ///   - clientID: Overrides `AZURE_CLIENT_ID`.
    ///   - environment: The process's environment.
    /// - Throws: A ``Fault`` that names the variables that are missing, or says that
    ///   `AZURE_AUTHORITY_HOST` is no host of Entra.
    package init(
        tenantID: String? = nil,
        clientID: String? = nil,
        environment: [String: String]
    ) throws(Fault) {
        let tenant = tenantID ?? environment["AZURE_TENANT_ID"]
        let client = clientID ?? environment["AZURE_CLIENT_ID"]
        let file = environment["AZURE_FEDERATED_TOKEN_FILE"]
        guard let tenant, let client, let file, !tenant.isEmpty, !client.isEmpty, !file.isEmpty
        else {
            let missing = [
                (tenant, "AZURE_TENANT_ID"), (client, "AZURE_CLIENT_ID"),
                (file, "AZURE_FEDERATED_TOKEN_FILE"),
            ].filter { $0.0?.isEmpty ?? true }.map(\.1)
            throw Fault(
                what: "workload identity",
                why: "not set: \(missing.joined(separator: ", "))",
                remedy: "Label the pod azure.workload.identity/use: \"true\" and annotate its "
                    + "service account with the client id, so that AKS sets them."
            )
        }
        var authority: EntraAuthority?
        if let host = environment["AZURE_AUTHORITY_HOST"], !host.isEmpty {
            authority = try EntraAuthority(parsing: host)
        }
        self.init(
            tenantID: tenant,
            clientID: client,
            assertionFile: file,
            authority: authority
        )
    }
}

/// An identity of the machine or the app, handed out by an endpoint beside it.
package struct ManagedIdentity: Sendable, Equatable {
    /// Who hands it out.
    package enum Source: Sendable, Equatable {
        /// The Instance Metadata Service of virtual machines and AKS nodes.
        case instanceMetadata
        /// App Service and Functions.
        case appService(endpoint: String, header: Secret)
        /// Container Apps, which speak as App Service does.
        case containerApps(endpoint: String, header: Secret)
    }

    package let source: Source
    /// Of a user-assigned identity; needed where there is no other.
    package let clientID: String?

    package init(source: Source, clientID: String? = nil) {
        self.source = source
        self.clientID = clientID
    }

    /// Finds out where the process runs.
    ///
    /// - Parameters:
    ///   - clientID: Of a user-assigned identity.
    ///   - environment: The process's environment.
    package init(clientID: String? = nil, environment: [String: String]) {
        self.init(source: Source(environment: environment), clientID: clientID)
    }
}

extension ManagedIdentity.Source {
    // Variables: Microsoft's pages on managed identities in App Service and in Container Apps.
    init(environment: [String: String]) {
        guard let endpoint = environment["IDENTITY_ENDPOINT"], !endpoint.isEmpty,
            let header = environment["IDENTITY_HEADER"], !header.isEmpty
        else {
            self = .instanceMetadata
            return
        }
        self =
            environment["CONTAINER_APP_NAME"] == nil
            ? .appService(endpoint: endpoint, header: Secret(header))
            : .containerApps(endpoint: endpoint, header: Secret(header))
    }

    /// What people call it.
    package var name: String {
        switch self {
        case .instanceMetadata: "the Instance Metadata Service (169.254.169.254)"
        case .appService: "App Service's identity endpoint"
        case .containerApps: "Container Apps' identity endpoint"
        }
    }
}

extension EntraCredential {
    /// The file whose content has to be given to ``request(for:in:assertion:through:)``.
    package var assertionFile: String? {
        if case .workloadIdentity(let identity) = self { identity.assertionFile } else { nil }
    }

    /// What people call it, without ids.
    package var name: String {
        switch self {
        case .clientSecret: "client secret"
        case .workloadIdentity: "workload identity"
        case .managedIdentity(let identity): "managed identity by \(identity.source.name)"
        }
    }
}
