import Foundation

/// Rules about what Resource Manager says: the only proof of some causes.
enum ManagementRules {
    static let auth: [Rule] = [
        deleted, subscriptionDisabled, keysSwitchedOff, publicAccessOff, otherRegion, otherKind,
        otherEndpoint, regenerated, regeneratedPerhaps, stillBeingMade, notItsKey, unhealthy,
    ]

    static let unreachable: [Rule] = [deleted, otherRegion, publicAccessOff, unhealthy]

    private static let says = "Azure Resource Manager says that"

    private static let deleted: Rule = { file in
        guard let evidence = file.management, isUnexplained(file) else { return nil }
        guard file.managed == nil else {
            return isBeingDeleted(file)
                ? Hypothesis(.resourceDeleted, .likely, ["\(says) the resource is being deleted"])
                : nil
        }
        if let found = evidence.deleted.value?.first {
            let time = found.deleted.map { " at \(Timestamp.text($0))" } ?? ""
            let end = found.purged.map { " until \(Timestamp.text($0))" } ?? " within 48 hours"
            return Hypothesis(
                .resourceDeleted,
                .certain,
                ["\(says) the resource was deleted\(time)"],
                steps: ["Restore it\(end): \"Manage deleted resources\" in the portal."]
            )
        }
        guard evidence.isAccountGone else { return nil }
        // Of what never worked the id may as well be misspelt.
        let worked = file.lastSuccessHere != nil
        let doubt = worked ? "" : "; `resource_id` may be misspelt"
        let isPurged = evidence.deleted.value?.isEmpty ?? false
        return Hypothesis(
            .resourceDeleted,
            worked ? .certain : .likely,
            ["\(says) there is no such resource\(doubt)"]
                + (isPurged ? ["it is not among the deleted ones that can be restored"] : [])
        )
    }

    private static let subscriptionDisabled: Rule = { file in
        guard isUnexplained(file), let state = file.management?.subscription.value else {
            return nil
        }
        let text = ["\(says) the subscription's state is \(state.rawValue)"]
        switch state {
        case .disabled, .deleted: return Hypothesis(.subscriptionDisabled, .certain, text)
        case .warned, .pastDue: return Hypothesis(.subscriptionDisabled, .possible, text)
        case .enabled, .other: return nil
        }
    }

    private static let keysSwitchedOff: Rule = { file in
        guard file.refusesWithoutReason, file.managed?.localAuthDisabled == true else {
            return nil
        }
        return Hypothesis(
            .localAuthDisabled,
            .certain,
            ["\(says) keys are switched off for the resource (disableLocalAuth)"]
        )
    }

    // The gateway answers 403 to whom the network's settings keep out, and 401 to keys.
    private static let publicAccessOff: Rule = { file in
        guard isUnexplained(file), let access = file.managed?.publicAccess else { return nil }
        let isForbidden = file.failures.contains { $0.status == 403 }
        switch access {
        case .enabled: return nil
        case .disabled:
            return Hypothesis(
                .publicAccessDisabled,
                isForbidden ? .certain : .possible,
                ["\(says) public network access to the resource is disabled"]
            )
        case .restricted:
            return Hypothesis(
                .networkRules,
                isForbidden ? .certain : .possible,
                ["\(says) the resource's network rules deny all but the machines they name"]
            )
        }
    }

    private static let otherRegion: Rule = { file in
        guard let account = file.managed, let region = file.setting.region,
            isUnexplained(file), !account.region.isEmpty, account.region != region,
            // The resource's own host is the right one whatever its region is called.
            file.setting.customDomain == nil
        else { return nil }
        let confidence: Confidence =
            file.lastSuccessHere != nil
            ? .possible : file.mayBeOfOtherResource ? .likely : .certain
        return Hypothesis(
            .wrongRegion,
            confidence,
            ["\(says) the resource is in \(account.region), the stanza says \(region)"],
            steps: ["Set `region: \(account.region)`."]
        )
    }

    private static let otherKind: Rule = { file in
        guard file.refusesWithoutReason, let kind = file.setting.kind,
            let actual = file.managed?.service, actual != kind
        else { return nil }
        let confidence: Confidence
        switch actual.reach(into: kind) {
        case .none: confidence = file.lastSuccessHere == nil ? .certain : .possible
        case .some: confidence = .possible
        case .all: return nil
        }
        return Hypothesis(
            .wrongService,
            confidence,
            [
                "\(says) the resource is of kind \(actual.rawValue), the stanza says \(kind.rawValue)"
            ],
            steps: ["Set `kind: \(actual.rawValue)`, or name another resource and its key."]
        )
    }

    private static let otherEndpoint: Rule = { file in
        guard let domain = file.setting.customDomain, let actual = file.managed?.customDomain,
            // One resource may have hosts under several suffixes.
            file.refusesWithoutReason, AzureHost(domain).label != AzureHost(actual).label
        else { return nil }
        return Hypothesis(
            .wrongEndpointKind,
            file.lastSuccessHere == nil ? .likely : .possible,
            ["\(says) the resource's host is \(actual), the stanza says \(domain)"],
            steps: ["Set `endpoint: https://\(actual)`."]
        )
    }

    private static let unhealthy: Rule = { file in
        guard let health = file.management?.health.value, !health.isByCustomer, !health.isOfQuota,
            isUnexplained(file), let confidence = confidence(in: health, file)
        else { return nil }
        let since = health.since.map { " since \(Timestamp.text($0))" } ?? ""
        return Hypothesis(
            .serviceOutage,
            confidence,
            ["Azure's resource health says that the resource is \(health.state.rawValue)\(since)"]
        )
    }

    private static func confidence(in health: ResourceHealth, _ file: CaseFile) -> Confidence? {
        switch health.state {
        case .available, .unknown: return nil
        case .degraded: return file.category == .unreachable ? .likely : .possible
        case .unavailable: break
        }
        // A refusal is an answer, and an outage seldom gives one.
        guard file.category == .unreachable else {
            return file.lastSuccessHere == nil ? .possible : .likely
        }
        return file.failures.contains { $0.observation == .serverError } ? .certain : .likely
    }

    /// Whether the answer leaves room for what Resource Manager says: where it names its reason, it
    /// knows better.
    private static func isUnexplained(_ file: CaseFile) -> Bool {
        file.refusesWithoutReason || file.category == .unreachable
            || file.failures.contains { [404, 409].contains($0.status) }
    }
}
