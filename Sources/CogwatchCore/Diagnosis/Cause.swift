/// Why a call was refused or failed.
///
/// The raw values are stable label values.
package enum Cause: String, Sendable, CaseIterable, Codable {
    case missingKey = "missing_key"
    case keyMalformed = "key_malformed"
    case keyInWrongHeader = "key_in_wrong_header"
    case invalidKey = "invalid_key"
    case keyRegenerated = "key_regenerated"
    case propagationDelay = "propagation_delay"

    case wrongRegion = "wrong_region"
    case wrongCloud = "wrong_cloud"
    case wrongService = "wrong_service"
    case wrongEndpointKind = "wrong_endpoint_kind"
    case wrongPathOrVersion = "wrong_path_or_version"
    case customSubdomainRequired = "custom_subdomain_required"
    case luisKeyRole = "luis_key_role"
    case luisKeyNotAssigned = "luis_key_not_assigned"

    case issuedTokenExpired = "issued_token_expired"
    case tokenScopeMismatch = "token_scope_mismatch"
    case entraPermission = "entra_permission"
    case entraAudience = "entra_audience"
    case entraTokenExpired = "entra_token_expired"
    case entraTokenFormat = "entra_token_format"

    case trialExpired = "trial_expired"
    case subscriptionDisabled = "subscription_disabled"
    case resourceDeleted = "resource_deleted"
    case localAuthDisabled = "local_auth_disabled"
    case featureNotApproved = "feature_not_approved"
    case serviceRetired = "service_retired"

    case networkRules = "network_rules"
    case publicAccessDisabled = "public_access_disabled"

    case quotaExceeded = "quota_exceeded"
    case rateLimited = "rate_limited"

    case serviceOutage = "service_outage"
    case dnsFailure = "dns_failure"
    case connectFailure = "connect_failure"
    case tlsFailure = "tls_failure"
    case proxyFailure = "proxy_failure"
    case timeout

    case badRequest = "bad_request"
    case unexpectedResponse = "unexpected_response"

    case unknown
}

/// The families of causes, each with an alert of its own.
///
/// The raw values are label values.
package enum CauseCategory: String, Sendable, CaseIterable, Codable {
    case auth, limit, unreachable, unexpected
}

/// How far the evidence carries a verdict.
///
/// The raw values are label values.
package enum Confidence: String, Sendable, CaseIterable, Codable, Comparable {
    /// The evidence fits, and so do others.
    case possible
    /// The evidence fits one cause clearly better than its rivals.
    case likely
    /// Something proves it.
    case certain

    private var rank: Int {
        switch self {
        case .possible: 0
        case .likely: 1
        case .certain: 2
        }
    }

    package static func < (left: Confidence, right: Confidence) -> Bool {
        left.rank < right.rank
    }
}

extension Cause {
    /// The family; nil for ``unknown``, which goes with what was seen.
    package var category: CauseCategory? {
        switch self {
        case .missingKey, .keyMalformed, .keyInWrongHeader, .invalidKey, .keyRegenerated,
            .propagationDelay, .wrongRegion, .wrongCloud, .wrongService, .wrongEndpointKind,
            .wrongPathOrVersion, .customSubdomainRequired, .luisKeyRole, .luisKeyNotAssigned,
            .issuedTokenExpired, .tokenScopeMismatch, .entraPermission, .entraAudience,
            .entraTokenExpired, .entraTokenFormat, .trialExpired, .subscriptionDisabled,
            .resourceDeleted, .localAuthDisabled, .featureNotApproved, .serviceRetired,
            .networkRules, .publicAccessDisabled:
            .auth
        case .quotaExceeded, .rateLimited: .limit
        case .serviceOutage, .dnsFailure, .connectFailure, .tlsFailure, .proxyFailure, .timeout:
            .unreachable
        case .badRequest, .unexpectedResponse: .unexpected
        case .unknown: nil
        }
    }

    /// One sentence for a person who has never heard of this cause.
    package var meaning: String {
        switch self {
        case .missingKey: "No key was sent: its file, variable or vault secret is empty or missing."
        case .keyMalformed: "What is configured is not an Azure AI key."
        case .keyInWrongHeader: "A key was sent where a token belongs, or the reverse."
        case .invalidKey: "The key is refused, and nothing yet says why."
        case .keyRegenerated: "This key worked here and is no longer a current key."
        case .propagationDelay: "A new key or account is not known everywhere yet."
        case .wrongRegion: "The key belongs to the same service in another region."
        case .wrongCloud: "The key belongs to another Azure cloud than the hosts it is sent to."
        case .wrongService: "The key belongs to another Azure AI service."
        case .wrongEndpointKind:
            "The resource's own host is needed and the regional one is used, or the reverse."
        case .wrongPathOrVersion: "The path or API version is not offered to this key."
        case .customSubdomainRequired: "A Microsoft Entra token was sent to a regional host."
        case .luisKeyRole: "A LUIS authoring key was used for prediction, or the reverse."
        case .luisKeyNotAssigned: "The LUIS key is valid, but the app is not assigned to it."
        case .issuedTokenExpired: "The issued token is older than its ten minutes."
        case .tokenScopeMismatch: "A token was used on a host that did not issue it."
        case .entraPermission: "The Entra token is good, but its owner lacks the data role."
        case .entraAudience: "The Entra token was issued for another audience."
        case .entraTokenExpired: "The Entra token is past its end."
        case .entraTokenFormat: "The Entra token is not in the form that Speech wants."
        case .trialExpired: "The trial is over, and its key is refused."
        case .subscriptionDisabled: "The Azure subscription is disabled."
        case .resourceDeleted: "The resource no longer exists."
        case .localAuthDisabled: "Keys are switched off for this resource."
        case .featureNotApproved: "The feature needs Microsoft's approval; the key is good."
        case .serviceRetired: "The API no longer exists."
        case .networkRules: "The resource's network rules refuse this machine."
        case .publicAccessDisabled: "The resource answers private endpoints only."
        case .quotaExceeded: "The quota of the pricing tier is used up."
        case .rateLimited: "Calls come faster than the pricing tier allows."
        case .serviceOutage: "The service itself fails."
        case .dnsFailure: "The host's name does not resolve."
        case .connectFailure: "No connection to the host could be made or kept."
        case .tlsFailure: "TLS with the host failed."
        case .proxyFailure: "The proxy could not be reached or refused the connection."
        case .timeout: "The answer did not come in time."
        case .badRequest: "The request itself is refused."
        case .unexpectedResponse: "The answer is not what the service gives."
        case .unknown: "The failure is of a kind that cogwatch does not know."
        }
    }

    /// What to do, in order, where nothing more specific is known.
    package var remedy: [String] {
        switch self {
        case .missingKey:
            ["Put the key into the file, variable or vault secret named above, and reload."]
        case .keyMalformed, .invalidKey:
            [
                "In the Azure portal open the resource, then \"Keys and Endpoint\".",
                "Copy KEY 1 again, without quotes or blanks, and compare region and resource name "
                    + "with the configuration.",
            ]
        case .keyInWrongHeader:
            ["Send keys as Ocp-Apim-Subscription-Key, and tokens as Authorization: Bearer."]
        case .keyRegenerated:
            [
                "Copy the current key from the resource's \"Keys and Endpoint\" page, and reload.",
                "The activity log of the resource says who ran \"Regenerate Keys\", and when.",
            ]
        case .propagationDelay: ["Wait up to ten minutes; this alert escalates by itself after."]
        case .wrongRegion:
            ["Set `region` to the location shown on the resource's \"Keys and Endpoint\" page."]
        case .wrongCloud: ["Set `cloud` to the cloud in which the resource was created."]
        case .wrongService: ["Use a key of a resource of the kind that is configured."]
        case .wrongEndpointKind:
            ["Copy the endpoint from the resource's \"Keys and Endpoint\" page."]
        case .wrongPathOrVersion: ["Compare path and API version with the service's reference."]
        case .customSubdomainRequired: ["Give the resource a custom domain and call that host."]
        case .luisKeyRole:
            ["Use the prediction key for prediction and the authoring key for authoring."]
        case .luisKeyNotAssigned: ["Assign the prediction resource to the app in the portal."]
        case .issuedTokenExpired: ["Ask for a new token at least every nine minutes."]
        case .tokenScopeMismatch: ["Use a token only on hosts of the region that issued it."]
        case .entraPermission:
            ["Assign the role \"Cognitive Services Speech User\", and wait five minutes."]
        case .entraAudience:
            ["Ask Entra for the scope https://cognitiveservices.azure.com/.default."]
        case .entraTokenExpired: ["Ask Entra for a new token before the old one ends."]
        case .entraTokenFormat: ["Send `Bearer aad#<resource id>#<Entra token>`."]
        case .trialExpired: ["Create a paid or free-tier resource, and configure its key."]
        case .subscriptionDisabled: ["Re-enable the subscription's billing."]
        case .resourceDeleted: ["Restore the resource within 48 hours of its deletion."]
        case .localAuthDisabled:
            ["Use Entra ID, or allow keys again in the resource's settings."]
        case .featureNotApproved: ["Apply to Microsoft for access to the feature."]
        case .serviceRetired: ["Move to the successor that Microsoft names."]
        case .networkRules: ["Add this machine's address to the resource's network rules."]
        case .publicAccessDisabled:
            ["Probe from inside the network, and check that DNS gives the private address."]
        case .quotaExceeded: ["Wait for the quota to be replenished, or choose a larger tier."]
        case .rateLimited: ["Call less often, or choose a larger tier."]
        case .serviceOutage: ["Look at Azure's status page and the resource's health."]
        case .dnsFailure: ["Check the region's spelling and this machine's name servers."]
        case .connectFailure: ["Check routes and firewalls between this machine and the host."]
        case .tlsFailure:
            ["Check who intercepts TLS here, and set `http_client.tls_config.ca_file` to its CA."]
        case .proxyFailure: ["Check `http_client.proxy_url` and what the proxy allows."]
        case .timeout: ["Check the network's latency and `probe_timeout`."]
        case .badRequest: ["Report this with the evidence: cogwatch sent a bad request."]
        case .unexpectedResponse:
            ["Look for a proxy or captive portal between this machine and Azure."]
        case .unknown: ["Read the evidence, and report it so that cogwatch can learn it."]
        }
    }
}
