/// Rules about what the answer itself says.
enum AnswerRules {
    static let auth: [Rule] = [spokenOut, accessToken, translator, notFound, gone]
    static let limit: [Rule] = [quota, rate]
    static let unexpected: [Rule] = [proxyWantsLogin, stranger, badRequest]

    private static let spokenOut: Rule = { file in
        guard let spoken = file.signatures.lazy.compactMap(hypothesis).first else { return nil }
        // What is said of a token's owner proves nothing where a key was sent.
        let ofEntra: Set<Cause> = [.entraPermission, .entraAudience, .entraTokenExpired]
        if file.credential == .key, ofEntra.contains(spoken.cause) { return spoken.with(.possible) }
        // "Please provide an authentication key" is true of a call without any credential too.
        if spoken.cause == .customSubdomainRequired, file.credential != .entraToken {
            return spoken.with(min(spoken.confidence, .likely))
        }
        // "Invalid request" is a gated feature with 403 alone.
        if spoken.cause == .featureNotApproved, !file.failures.contains(where: { $0.status == 403 })
        {
            return spoken.with(.possible)
        }
        return spoken
    }

    /// What a known text means, where it means one thing.
    static func hypothesis(for signature: AnswerSignature) -> Hypothesis? {
        switch signature {
        case .invalidKeyOrEndpoint, .invalidKeyLegacy, .invalidKeyOfFace, .accessDeniedReason,
            .permissionDeniedReason, .speechSDKAuthenticationError, .accessTokenInvalid,
            .translatorInvalid401000, .translator401001, .bingInvalidAuthorization,
            .resourceNotFound, .frontDoorUnavailable:
            // Said of many causes, or of a cause that other rules know better.
            nil
        case .outOfCallVolumeQuota, .rateLimit, .quotaExceeded, .speechSDK4429,
            .speechSDK1007, .translatorFreeQuota403001:
            nil
        case .missingKey:
            Hypothesis(.missingKey, .likely, ["the answer says that no key arrived"])
        case .authenticationTypeDisabled:
            Hypothesis(.localAuthDisabled, .certain, ["the answer says that keys are switched off"])
        case .virtualNetworkRules:
            Hypothesis(.networkRules, .certain, ["the answer names the network rules"])
        case .useCorrectEndpoint:
            Hypothesis(
                .wrongEndpointKind,
                .likely,
                ["the resource is behind network rules and wants its own host"]
            )
        case .publicAccessDisabled, .notFromApprovedPrivateEndpoint:
            Hypothesis(
                .publicAccessDisabled,
                .certain,
                ["the answer says that public access is off"]
            )
        case .unsupportedFeature:
            Hypothesis(
                .featureNotApproved,
                .certain,
                ["the answer says that the feature is gated"]
            )
        case .readOnlyDisabledSubscription, .translatorV2Inactive:
            Hypothesis(.subscriptionDisabled, .likely, ["the answer speaks of the subscription"])
        case .softDeleted:
            Hypothesis(.resourceDeleted, .certain, ["the answer says that the account is deleted"])
        case .deploymentNotFound:
            Hypothesis(
                .wrongPathOrVersion,
                .certain,
                ["the key is accepted; the deployment's name is not known"]
            )
        case .luisCannotBeAccessed:
            Hypothesis(.luisKeyNotAssigned, .certain, ["the answer says so in these words"])
        case .translator401015:
            Hypothesis(.wrongService, .certain, ["the answer says that this is a Speech key"])
        case .bingHTTPNotAllowed:
            Hypothesis(.serviceRetired, .possible, ["the answer refuses plain HTTP"])
        case .bingInsufficientAuthorization, .translatorNotAllowed403000:
            Hypothesis(.subscriptionDisabled, .possible, ["the key is known and may not be used"])
        case .proxyRefusedTunnel:
            Hypothesis(.proxyFailure, .certain, ["the answer is the proxy's, not Azure's"])
        case .lacksDataAction, .principalWithoutAccess, .authorizationFailed, .scopeLocked:
            Hypothesis(.entraPermission, .certain, ["the answer names the missing right"])
        case .provideAuthenticationKey, .provideCustomSubdomain:
            Hypothesis(
                .customSubdomainRequired,
                .certain,
                ["the answer asks for a custom domain or a key"]
            )
        case .tokenNotSupportedByAPI:
            Hypothesis(.wrongPathOrVersion, .likely, ["this API version knows no Entra tokens"])
        case .audienceNotSupported:
            Hypothesis(.entraAudience, .certain, ["the answer names the audience"])
        case .authenticationTokenExpired:
            Hypothesis(.entraTokenExpired, .certain, ["the answer says that the token is expired"])
        case .entraError(let number): EntraErrors.hypothesis(for: number)
        case .vaultWantsToken:
            Hypothesis(.missingKey, .likely, ["the vault says that no token arrived"])
        case .vaultWantsRole:
            Hypothesis(.entraPermission, .likely, ["the vault says that a role is missing"])
        case .vaultFirewall:
            Hypothesis(.networkRules, .likely, ["the vault's firewall refuses this machine"])
        case .secretNotFound:
            Hypothesis(.wrongPathOrVersion, .likely, ["the vault has no secret of this name"])
        case .resourceGone:
            Hypothesis(.resourceDeleted, .likely, ["Resource Manager does not know the resource"])
        }
    }

    // The text about access tokens never says which of its reasons applies; what was sent does.
    private static let accessToken: Rule = { file in
        // Of somebody else's request more is known, and RequestRules judges it; our own bearer probe
        // sends a token indeed.
        guard file.asked == nil, file.credentialOfFailures == .key else { return nil }
        let isSaid = file.signatures.contains {
            if case .accessTokenInvalid = $0 { true } else { false }
        }
        guard isSaid else { return nil }
        let evidence = ["the answer speaks of an access token"]
        return Hypothesis(.keyInWrongHeader, .likely, evidence + ["but a key was sent"])
    }

    // Eleven of seventeen reports of this text wanted the region's header or the resource's own host.
    private static let translator: Rule = { file in
        guard file.asked == nil, file.signatures.contains(.translatorInvalid401000) else {
            return nil
        }
        return Hypothesis(
            .wrongEndpointKind,
            .possible,
            ["Translator's shared host wants a region beside the key of a regional resource"],
            steps: ["Send Ocp-Apim-Subscription-Region, or call the resource's own host."]
        )
    }

    private static let notFound: Rule = { file in
        guard file.failures.contains(where: { $0.status == 404 }) else { return nil }
        return Hypothesis(
            .wrongPathOrVersion,
            .possible,
            ["the host does not know the path that was asked for"]
        )
    }

    private static let gone: Rule = { file in
        guard file.failures.contains(where: { $0.status == 410 }) else { return nil }
        return Hypothesis(.serviceRetired, .likely, ["status 410: this API is gone for good"])
    }

    private static let quota: Rule = { file in
        guard file.signatures.contains(where: \.isQuota) else { return nil }
        let when = file.signatures.lazy.compactMap(\.replenishedIn).first
        return Hypothesis(
            .quotaExceeded,
            file.signatures.contains(where: \.isProofOfQuota) ? .certain : .possible,
            ["the answer says that the quota is used up"]
                + (when.map { ["it is replenished in \($0)"] } ?? [])
        )
    }

    private static let rate: Rule = { file in
        guard let reading = file.failures.first(where: { $0.status == 429 }) else { return nil }
        guard !file.signatures.contains(where: \.isQuota) else {
            return Hypothesis(.rateLimited, .possible)
        }
        let wait = reading.retryAfter.map { "Azure asks to wait for \(Narration.age($0.seconds))" }
        return Hypothesis(.rateLimited, .certain, wait.map { [$0] } ?? [])
    }

    private static let proxyWantsLogin: Rule = { file in
        guard file.failures.contains(where: { $0.status == 407 }) else { return nil }
        return Hypothesis(.proxyFailure, .certain, ["status 407: a proxy on the way wants a login"])
    }

    private static let stranger: Rule = { file in
        let isStrange = file.failures.contains { reading in
            switch reading.observation {
            case .htmlInstead, .notUTF8, .notAToken, .notAVoicesList, .notAList, .redirected: true
            case .noResponse(.bodyCutOff), .noResponse(.bodyTooLarge), .noResponse(.notHTTP): true
            case .accepted, .refused, .throttled, .serverError, .noResponse: false
            }
        }
        return isStrange ? Hypothesis(.unexpectedResponse, .certain) : nil
    }

    private static let badRequest: Rule = { file in
        guard let refusal = file.failures.first(where: { $0.observation == .refused }) else {
            return nil
        }
        // 408 blames time, not the request.
        return Hypothesis(.badRequest, refusal.status == 408 ? .possible : .likely)
    }
}

extension AnswerSignature {
    /// Whether the text speaks of a quota that is used up, not of a rate.
    var isQuota: Bool {
        if case .outOfCallVolumeQuota = self { return true }
        return [.quotaExceeded, .translatorFreeQuota403001, .speechSDK4429, .speechSDK1007]
            .contains(self)
    }

    /// Whether the text speaks of nothing else: some are said of rates as well.
    var isProofOfQuota: Bool {
        if case .outOfCallVolumeQuota = self { return true }
        return self == .translatorFreeQuota403001
    }

    var replenishedIn: String? {
        if case .outOfCallVolumeQuota(let time) = self { time } else { nil }
    }
}
