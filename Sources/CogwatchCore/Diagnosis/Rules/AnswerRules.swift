/// Rules about what the answer itself says.
enum AnswerRules {
    static let auth: [Rule] = [spokenOut, accessToken, notFound, gone]
    static let limit: [Rule] = [quota, rate]
    static let unexpected: [Rule] = [stranger, badRequest]

    private static let spokenOut: Rule = { file in
        file.signatures.lazy.compactMap(hypothesis).first
    }

    // The text about access tokens never says which of its reasons applies; what was sent does.
    private static let accessToken: Rule = { file in
        guard file.signatures.contains(.accessTokenInvalid) else { return nil }
        let evidence = ["the answer speaks of an access token"]
        return switch file.credential {
        case .key: Hypothesis(.keyInWrongHeader, .likely, evidence + ["but a key was sent"])
        case .issuedToken: Hypothesis(.tokenScopeMismatch, .possible, evidence)
        case .entraToken: Hypothesis(.entraAudience, .possible, evidence)
        case .none: Hypothesis(.missingKey, .possible, evidence)
        }
    }

    /// What a known text means, where it means one thing.
    static func hypothesis(for signature: AnswerSignature) -> Hypothesis? {
        switch signature {
        case .missingKey:
            Hypothesis(.missingKey, .likely, ["the answer says that no key arrived"])
        case .authenticationTypeDisabled:
            Hypothesis(.localAuthDisabled, .certain, ["the answer says that keys are switched off"])
        case .virtualNetworkRules:
            Hypothesis(.networkRules, .certain, ["the answer names the network rules"])
        case .useCorrectEndpoint:
            Hypothesis(
                .wrongEndpointKind, .likely,
                ["the resource is behind network rules and wants its own host"])
        case .publicAccessDisabled, .notFromApprovedPrivateEndpoint:
            Hypothesis(
                .publicAccessDisabled, .certain, ["the answer says that public access is off"])
        case .lacksDataAction, .principalWithoutAccess:
            Hypothesis(.entraPermission, .certain, ["the answer names the missing data role"])
        case .unsupportedFeature:
            Hypothesis(
                .featureNotApproved, .certain, ["the answer says that the feature is gated"])
        case .provideAuthenticationKey, .provideCustomSubdomain:
            Hypothesis(
                .customSubdomainRequired, .certain,
                ["the answer asks for a custom domain or a key"])
        case .translator401015:
            Hypothesis(.wrongService, .certain, ["the answer says that this is a Speech key"])
        case .luisCannotBeAccessed:
            Hypothesis(.luisKeyNotAssigned, .certain, ["the answer says so in these words"])
        case .readOnlyDisabledSubscription:
            Hypothesis(.subscriptionDisabled, .certain, ["the answer names the subscription"])
        case .deploymentNotFound:
            Hypothesis(
                .wrongPathOrVersion, .certain,
                ["the key is accepted; the deployment's name is not known"])
        case .invalidKeyOrEndpoint, .invalidKeyLegacy, .translatorInvalid401000,
            .outOfCallVolumeQuota, .rateLimit, .translatorFreeQuota403001, .resourceNotFound,
            .frontDoorUnavailable, .accessTokenInvalid:
            nil
        }
    }

    private static let notFound: Rule = { file in
        guard file.failures.contains(where: { $0.status == 404 }) else { return nil }
        return Hypothesis(
            .wrongPathOrVersion, .possible, ["the host does not know the path that was asked for"])
    }

    private static let gone: Rule = { file in
        guard file.failures.contains(where: { $0.status == 410 }) else { return nil }
        return Hypothesis(.serviceRetired, .likely, ["status 410: this API is gone for good"])
    }

    private static let quota: Rule = { file in
        for reading in file.failures where reading.observation == .throttled {
            if let signature = reading.body?.signature, signature.isQuota {
                return Hypothesis(.quotaExceeded, .certain, ["the answer says that the quota is used up"])
            }
        }
        return nil
    }

    private static let rate: Rule = { file in
        guard let reading = file.failures.first(where: { $0.status == 429 }) else { return nil }
        let wait = reading.retryAfter.map { Narration.age($0.seconds) }
        return Hypothesis(
            .rateLimited, .certain, wait.map { ["Azure asks to wait for \($0)"] } ?? [])
    }

    private static let stranger: Rule = { file in
        let isStrange = file.failures.contains { reading in
            switch reading.observation {
            case .htmlInstead, .notAToken, .notAVoicesList, .redirected: true
            case .silence(.bodyTooLarge), .silence(.notHTTP): true
            case .accepted, .refused, .throttled, .serverError, .silence: false
            }
        }
        return isStrange ? Hypothesis(.unexpectedResponse, .certain) : nil
    }

    private static let badRequest: Rule = { file in
        guard file.failures.contains(where: { $0.observation == .refused }) else { return nil }
        return Hypothesis(.badRequest, .likely)
    }
}
