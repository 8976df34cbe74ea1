/// What a refusal can mean, by who was asked and with what.
extension RequestRules {
    static func unauthorized(_ asked: AskedFor, _ reading: Reading) -> [Hypothesis] {
        let signature = reading.body?.signature
        if let expired = expiredToken(asked) { return expired }
        if case .accessTokenInvalid(let audience) = signature {
            return accessToken(asked, audience: audience)
        }
        if signature == .translator401001 {
            // Undocumented: seen for a used-up free tier and for a missing region header.
            return possible(.quotaExceeded, .wrongEndpointKind, .subscriptionDisabled)
        }
        guard reading.isPlain401 else { return [] }
        switch asked.credential {
        case .some(.none):
            return likely(.missingKey, "no credential was sent", or: .invalidKey)
        case .entraToken: return refusedEntraToken(asked, signature)
        case .issuedToken: return refusedToken(asked)
        case .key, nil: return refusedKey(asked, signature)
        }
    }

    // By the answer's own clock: by ours every token in an old paste is past its end.
    private static func expiredToken(_ asked: AskedFor) -> [Hypothesis]? {
        guard let end = asked.tokenEnd, let answered = asked.answeredAt, end <= answered else {
            return nil
        }
        let evidence = "the token ended at \(Timestamp.text(end)), before the answer was given"
        return asked.credential == .entraToken
            ? likely(.entraTokenExpired, evidence, or: .entraAudience)
            : likely(.issuedTokenExpired, evidence, or: .tokenScopeMismatch, .wrongRegion)
    }

    // The text never says which of its reasons applies; what was sent does. Of thirteen reports
    // seven were keys sent as Bearer, three wrong audiences, two expired.
    private static func accessToken(_ asked: AskedFor, audience: String?) -> [Hypothesis] {
        switch asked.credential {
        case .key:
            return likely(
                .keyInWrongHeader,
                "the answer speaks of an access token, but a key was sent",
                or: .entraAudience,
                .entraTokenExpired
            )
        case .issuedToken:
            // `urn:ms.scopedToken` is what services say that take no issued tokens.
            let isScoped = audience?.lowercased().contains("urn:ms.") == true
            let evidence = "the answer speaks of an access token of another scope"
            return isScoped
                ? likely(.tokenScopeMismatch, evidence, or: .issuedTokenExpired, .keyInWrongHeader)
                : possible(.tokenScopeMismatch, .issuedTokenExpired, .keyInWrongHeader)
        case .entraToken:
            return possible(.entraAudience, .entraTokenExpired, .entraTokenFormat)
        case nil: return possible(.keyInWrongHeader, .entraAudience, .entraTokenExpired)
        case .some(.none): return possible(.missingKey, .keyInWrongHeader, .entraAudience)
        }
    }

    private static func refusedEntraToken(
        _ asked: AskedFor,
        _ signature: AnswerSignature?
    ) -> [Hypothesis] {
        // The gateway speaks of subscription keys where it found the token in the key's header.
        if signature?.speaksOfKeys == true {
            return possible(.entraTokenFormat, .missingKey, .invalidKey)
        }
        // Speech's regional hosts take `aad#<resource>#<token>` alone.
        if asked.service == .speech {
            return possible(.entraTokenFormat, .entraAudience, .customSubdomainRequired)
        }
        // Each cloud has an audience of its own, and libraries default to the public one.
        if let cloud = asked.host?.cloud, cloud != .public {
            return possible(.entraAudience, .wrongCloud, .entraTokenExpired)
        }
        return possible(.entraAudience, .entraPermission, .entraTokenExpired)
    }

    // Tokens live for ten minutes, belong to a region and to the host that issued them; only
    // Speech and Translator take them at all (Microsoft's page on authentication, 2025-05-19).
    private static func refusedToken(_ asked: AskedFor) -> [Hypothesis] {
        switch (asked.service, asked.reach) {
        case (.bingSpeech, _):
            possible(.wrongService, .tokenScopeMismatch, .invalidKey)
        case (.speech, .own):
            possible(.issuedTokenExpired, .tokenScopeMismatch, .wrongEndpointKind)
        case (.speech, _), (nil, _):
            possible(.issuedTokenExpired, .wrongRegion, .tokenScopeMismatch)
        case (.translator, _):
            possible(.issuedTokenExpired, .tokenScopeMismatch, .wrongEndpointKind)
        default:
            possible(.tokenScopeMismatch, .issuedTokenExpired, .wrongRegion)
        }
    }

    private static func refusedKey(
        _ asked: AskedFor,
        _ signature: AnswerSignature?
    ) -> [Hypothesis] {
        switch asked.service {
        case .translator where !asked.isTokenCall && asked.reach == .other:
            translatorKey(asked)
        // LUIS has an authoring key, endpoint keys and external keys; each opens its own paths.
        case .luisAuthoring: possible(.luisKeyRole, .wrongRegion, .serviceRetired)
        case .luisPrediction: possible(.wrongRegion, .luisKeyRole, .serviceRetired)
        // Keys of one version were refused by the other, and newer resources have other hosts.
        case .bing: possible(.wrongPathOrVersion, .serviceRetired, .wrongService)
        // Its keys do not work with Speech, nor the reverse (guide to migrate from Bing Speech).
        case .bingSpeech: possible(.wrongService, .serviceRetired, .invalidKey)
        // Training and prediction are resources of their own, each with its keys; QnA Maker's
        // resource key and its endpoint key are confused likewise.
        case .customVision, .qnaMaker: possible(.wrongService, .wrongRegion, .invalidKey)
        case .academic: possible(.serviceRetired, .wrongRegion, .wrongService)
        // A secret that is refused by Entra, a vault or Resource Manager is a token there.
        case .entra, .resourceManager, .keyVault:
            possible(.entraAudience, .entraTokenExpired, .entraPermission)
        default: keyByHost(asked, signature)
        }
    }

    // Of seventeen reports eleven wanted a region beside the key, two were keys of other services.
    private static func translatorKey(_ asked: AskedFor) -> [Hypothesis] {
        let step = "Send Ocp-Apim-Subscription-Region, or call the resource's own host."
        let text = "Translator's shared host wants a region beside the key of a regional resource"
        switch asked.regionHeader {
        case .absent:
            return likely(
                .wrongEndpointKind,
                text + ", and none was sent",
                steps: [step],
                or: .wrongRegion,
                .wrongService
            )
        case .sent: return possible(.wrongRegion, .wrongService, .invalidKey)
        case .unknown:
            return [Hypothesis(.wrongEndpointKind, .possible, [text], steps: [step])]
                + possible(.wrongService, .wrongRegion)
        }
    }

    private static func keyByHost(
        _ asked: AskedFor,
        _ signature: AnswerSignature?
    ) -> [Hypothesis] {
        // A gateway of somebody's own has keys of its own.
        if asked.host?.family == .apiManagement {
            return possible(.invalidKey, .missingKey, .wrongService)
        }
        // The hosts of the preview moved in 2016 and 2017, and its keys were trial keys.
        if asked.host?.family == .projectOxford {
            return possible(.wrongPathOrVersion, .serviceRetired, .trialExpired)
        }
        switch asked.reach {
        case .own: return keyOnOwnHost(asked)
        case .shared: return keyOnSharedHost(signature)
        case .regional, .other: return keyOnRegionalHost(asked, signature)
        }
    }

    // The host names the resource, so the key is of another resource, or was replaced; a version
    // that is not offered is refused in the same words.
    private static func keyOnOwnHost(_ asked: AskedFor) -> [Hypothesis] {
        possible(.invalidKey, .wrongPathOrVersion, .keyRegenerated, .propagationDelay)
    }

    // It knows the keys of global resources. Trials ended before the newer text came.
    private static func keyOnSharedHost(_ signature: AnswerSignature?) -> [Hypothesis] {
        signature == .invalidKeyOrEndpoint
            ? possible(.wrongRegion, .wrongService, .invalidKey)
            : possible(.wrongRegion, .wrongService, .trialExpired)
    }

    // Of 49 bare refusals sixteen were keys of another region and seven of another service.
    private static func keyOnRegionalHost(
        _ asked: AskedFor,
        _ signature: AnswerSignature?
    ) -> [Hypothesis] {
        // `PermissionDenied` as a reason phrase was proven by a deliberately wrong key.
        if signature == .permissionDeniedReason {
            return possible(.invalidKey, .wrongRegion, .keyMalformed)
        }
        // A key of any service gets a token in its own region, so the service is beyond doubt.
        if asked.isTokenCall { return possible(.wrongRegion, .invalidKey, .keyMalformed) }
        if signature == .invalidKeyOrEndpoint, asked.service != .speech, asked.reach == .regional {
            return possible(.wrongRegion, .invalidKey, .wrongEndpointKind)
        }
        if signature == .invalidKeyOfFace || signature == .invalidKeyLegacy {
            return possible(.wrongRegion, .wrongService, .invalidKey)
        }
        return possible(.wrongRegion, .invalidKey, .wrongService)
    }
}

extension RequestRules {
    /// A 403 without a known text.
    static func forbidden(_ asked: AskedFor) -> [Hypothesis] {
        if asked.credential == .entraToken {
            return possible(.entraPermission, .networkRules, .publicAccessDisabled)
        }
        switch asked.service {
        // That host answered 403 where others answer 401, in outages too.
        case .bingSpeech: return possible(.invalidKey, .serviceRetired, .serviceOutage)
        // Recognition of persons is gated since the summer of 2022.
        case .face: return possible(.featureNotApproved, .networkRules, .quotaExceeded)
        case .vision where Self.isGated(asked):
            return likely(
                .featureNotApproved,
                "what was asked for needs Microsoft's approval",
                or: .networkRules,
                .quotaExceeded
            )
        case .vision: return possible(.networkRules, .quotaExceeded, .featureNotApproved)
        // LUIS and Translator say 403 of a used-up month.
        case .luisAuthoring, .luisPrediction, .translator:
            return possible(.quotaExceeded, .networkRules, .subscriptionDisabled)
        // Short audio answers 403 where no key arrived (Speech's REST page on short audio).
        case .speech where asked.path.contains("/speech/recognition/"):
            return possible(.missingKey, .networkRules, .publicAccessDisabled)
        default: return possible(.networkRules, .publicAccessDisabled, .quotaExceeded)
        }
    }

    /// Celebrities is the gated model of Computer Vision (Microsoft's limited access page).
    private static func isGated(_ asked: AskedFor) -> Bool {
        asked.query.contains("celebrities") || asked.path.contains("celebrities")
    }

    static func notFound(_ asked: AskedFor) -> [Hypothesis] {
        if asked.service == .resourceManager {
            return possible(.resourceDeleted, .wrongPathOrVersion, .subscriptionDisabled)
        }
        // A custom domain wants `/tts` or `/stt` before Speech's paths, and may not serve the list
        // of voices at all (Microsoft's page on private links, and the Speech SDK's source).
        if asked.service == .speech, asked.reach == .own, !asked.isTokenCall {
            return likely(
                .wrongEndpointKind,
                "a custom domain serves Speech under other paths than the regional hosts",
                or: .wrongPathOrVersion
            )
        }
        // The path is right there, and the method is not.
        if asked.isTokenCall, asked.method == "GET" {
            return [
                Hypothesis(
                    .wrongPathOrVersion,
                    .possible,
                    ["a token is asked for with POST, and this was a GET"]
                )
            ] + possible(.badRequest)
        }
        return likely(
            .wrongPathOrVersion,
            asked.repeatsItself
                ? "the path holds the same part twice"
                : "the host answers, and does not know the path",
            or: .wrongEndpointKind,
            asked.retirement == nil ? .resourceDeleted : .serviceRetired
        )
    }
}

extension AskedFor {
    /// Whether a base URL was put before a path that had it already.
    fileprivate var repeatsItself: Bool {
        if path.contains("//") { return true }
        let parts = path.split(separator: "/")
        return zip(parts, parts.dropFirst()).contains(where: ==)
            || parts.first.map { parts.dropFirst().contains($0) } == true
    }
}

extension AnswerSignature {
    /// Whether the gateway speaks of a subscription key.
    fileprivate var speaksOfKeys: Bool {
        [.invalidKeyOrEndpoint, .invalidKeyLegacy, .invalidKeyOfFace, .missingKey].contains(self)
    }
}

extension Reading {
    /// Whether the text is one that a dozen causes share.
    fileprivate var isPlain401: Bool {
        switch body?.signature {
        case nil, .invalidKeyOrEndpoint, .invalidKeyLegacy, .invalidKeyOfFace,
            .accessDeniedReason, .permissionDeniedReason, .speechSDKAuthenticationError,
            .translatorInvalid401000, .bingInvalidAuthorization:
            true
        default: false
        }
    }
}
