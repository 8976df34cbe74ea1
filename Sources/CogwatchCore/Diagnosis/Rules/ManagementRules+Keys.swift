import Foundation

/// Rules about the keys that Resource Manager lists.
extension ManagementRules {
    static let regenerated: Rule = { file in
        guard file.refusesWithoutReason, file.keyMatch == .neither else { return nil }
        let name = neither(file)
        let event = file.regeneration
        // Where it worked elsewhere alone, it may be another resource's.
        guard let worked = file.lastSuccessHere else {
            return event.map { event in
                Hypothesis(.keyRegenerated, .likely, [name, Narration.regeneration(event)])
            }
        }
        var evidence = ["\(name), and it worked until \(Timestamp.text(worked))"]
        if let event { evidence.append(Narration.regeneration(event)) }
        if let created = file.managed?.created, created > worked {
            evidence.append("the resource was created anew at \(Timestamp.text(created))")
        }
        return Hypothesis(.keyRegenerated, .certain, evidence)
    }

    private static func neither(_ file: CaseFile) -> String {
        "Azure Resource Manager says that \(file.key.name) is neither of the resource's two "
            + "current keys"
    }

    // Where keys cannot be compared, the log alone fits the story and does not prove it.
    static let regeneratedPerhaps: Rule = { file in
        guard file.refusesWithoutReason, file.keyMatch == nil, !file.isAcceptedElsewhere,
            let event = file.regeneration
        else { return nil }
        // By its name it may be the other key that was made anew.
        let isOfOther = event.key != nil && file.numberOfKey != nil && event.key != file.numberOfKey
        return Hypothesis(
            .keyRegenerated,
            file.lastSuccessHere != nil && !isOfOther ? .likely : .possible,
            ["\(Narration.regeneration(event)); whether it was this key is not known"]
        )
    }

    static let notItsKey: Rule = { file in
        guard file.refusesWithoutReason, file.keyMatch == .neither, file.lastSuccessHere == nil
        else { return nil }
        return Hypothesis(
            .invalidKey,
            .likely,
            [neither(file), "\(file.key.name) never worked here"],
            steps: ["Check that key and `resource_id` are of the same resource."]
        )
    }

    static let stillBeingMade: Rule = { file in
        guard file.refusesWithoutReason, let account = file.managed else { return nil }
        let state = account.provisioningState?.lowercased() ?? ""
        if ["accepted", "creating", "moving", "resolvingdns"].contains(state) {
            return Hypothesis(
                .propagationDelay,
                .likely,
                ["Azure Resource Manager says that the resource's state is \(state)"]
            )
        }
        guard file.isCurrentKey else { return nil }
        let changes = [account.created, file.regeneration?.at].compactMap(\.self)
        guard let change = changes.max(),
            (-60..<file.propagationGrace.seconds).contains(file.now.timeIntervalSince(change))
        else { return nil }
        let age = Narration.age(file.now.timeIntervalSince(change))
        return Hypothesis(
            .propagationDelay,
            .likely,
            ["\(file.key.name) is current, and key or resource were made \(age) ago"]
        )
    }

    /// What is left where the key is current and nothing else speaks.
    static let leftovers: [Rule] = [currentAndRefused, currentInOutage, currentAndSpreading]

    private static let currentAndRefused: Rule = { file in
        guard isCurrentAndRefused(file) else { return nil }
        return Hypothesis(
            .unknown,
            .possible,
            ["Azure lists \(file.key.name) as current, and refuses it all the same"],
            steps: [
                "Look for a proxy that changes headers on the way, and give Microsoft's support the "
                    + "apim-request-id of the answers."
            ]
        )
    }

    private static let currentInOutage: Rule = { file in
        isCurrentAndRefused(file) ? Hypothesis(.serviceOutage, .possible) : nil
    }

    private static let currentAndSpreading: Rule = { file in
        isCurrentAndRefused(file) ? Hypothesis(.propagationDelay, .possible) : nil
    }

    private static func isCurrentAndRefused(_ file: CaseFile) -> Bool {
        file.refusesWithoutReason && file.isCurrentKey
    }

    /// Takes away, or makes less of, what Resource Manager speaks against.
    ///
    /// What is proven otherwise stays.
    static func tempered(_ proposed: [Hypothesis], in file: CaseFile) -> [Hypothesis] {
        guard file.management != nil else { return proposed }
        let kept = proposed.compactMap { hypothesis -> Hypothesis? in
            guard hypothesis.confidence != .certain else { return hypothesis }
            switch objection(to: hypothesis.cause, in: file) {
            case nil: return hypothesis
            case .refuted: return nil
            case .weakened: return hypothesis.with(.possible)
            }
        }
        return kept.isEmpty ? proposed : kept
    }

    private enum Objection { case refuted, weakened }

    private static func objection(to cause: Cause, in file: CaseFile) -> Objection? {
        switch cause {
        case .keyRegenerated, .invalidKey, .wrongCloud: file.isCurrentKey ? .refuted : nil
        case .wrongRegion: objectionToRegion(file)
        case .wrongService:
            file.isCurrentKey && file.managed?.service == file.setting.kind ? .refuted : nil
        case .resourceDeleted:
            file.managed == nil || isBeingDeleted(file) ? nil : .refuted
        case .subscriptionDisabled:
            file.management?.subscription.value == .enabled ? .weakened : nil
        case .serviceOutage: isHealthy(file) ? .weakened : nil
        case .missingKey, .keyMalformed, .keyInWrongHeader, .propagationDelay, .wrongEndpointKind,
            .wrongPathOrVersion, .customSubdomainRequired, .luisKeyRole, .luisKeyNotAssigned,
            .issuedTokenExpired, .tokenScopeMismatch, .entraPermission, .entraAudience,
            .entraTokenExpired, .entraTokenFormat, .trialExpired, .featureNotApproved,
            .serviceRetired, .localAuthDisabled, .networkRules, .publicAccessDisabled,
            .quotaExceeded, .rateLimited,
            .dnsFailure, .connectFailure, .tlsFailure, .proxyFailure, .timeout, .badRequest,
            .unexpectedResponse, .unknown:
            nil
        }
    }

    private static func objectionToRegion(_ file: CaseFile) -> Objection? {
        guard let account = file.managed else { return nil }
        // On the resource's own host no region is asked for.
        if let domain = file.setting.customDomain {
            let own = account.customDomain.flatMap { AzureHost($0).label }
            return file.isCurrentKey && AzureHost(domain).label == own ? .refuted : nil
        }
        guard account.region == file.setting.region else { return nil }
        return file.isCurrentKey ? .refuted : .weakened
    }

    static func isBeingDeleted(_ file: CaseFile) -> Bool {
        file.managed?.provisioningState?.lowercased() == "deleting"
    }

    /// Health that was looked at after the key last worked, against an outage that refuses.
    private static func isHealthy(_ file: CaseFile) -> Bool {
        guard let health = file.management?.health.value, health.state == .available,
            file.category == .auth, let reported = health.reported
        else { return false }
        return reported > file.lastSuccessAnywhere ?? .distantPast
    }
}
