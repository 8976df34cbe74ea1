import CogwatchCore
import Foundation

/// The words for changes, in URLs of the control API and in timelines.
enum ControlCommand: String, CaseIterable {
    case create, regenerate, move, propagation, trial, throttle, quota, network
    case publicAccess = "public-access"
    case localAuth = "local-auth"
    case privateEndpoint = "private-endpoint"
    case approval, subscription
    case delete, fault, mend

    /// The commands that are given to one account.
    static let forAccounts = allCases.filter { ![.create, .delete, .fault, .mend].contains($0) }

    /// The fields of the command's JSON object, account and host aside.
    var fields: [String] {
        switch self {
        case .create:
            [
                "name", "kind", "cloud", "region", "custom_domain", "sku", "key_shape", "key1",
                "key2", "created", "trial_expires", "trial_expires_in_seconds",
                "subscription", "resource_group", "tags",
            ]
        case .regenerate: ["key", "propagation_seconds"]
        case .move: ["region"]
        case .propagation: ["seconds"]
        case .trial: ["expires", "expires_in_seconds", "clear"]
        case .throttle: ["retry_after", "clear"]
        case .quota: ["replenished_in_seconds", "clear"]
        case .network: ["rules"]
        case .publicAccess: ["enabled"]
        case .localAuth: ["disabled", "silently"]
        case .privateEndpoint: ["present"]
        case .approval: ["granted"]
        case .subscription: ["enabled"]
        case .delete, .mend: []
        case .fault: ["kind", "status", "bytes", "seconds", "retry_after"]
        }
    }

    /// Whether the command is given to a host, not to an account.
    var isForHost: Bool { self == .fault || self == .mend }

    /// Reads the change of an account or host from fields that ``fields`` allows.
    ///
    /// A new account's name stands in the fields.
    func change(of target: String, _ fields: JSONFields) throws(ControlProblem) -> WorldChange {
        switch self {
        case .create: .create(try Self.plan(fields))
        case .regenerate:
            .regenerate(
                account: target,
                key: try fields.choice("key", of: KeySlot.self) ?? .key1,
                propagation: try fields.seconds("propagation_seconds") ?? .zero
            )
        case .move: .move(account: target, region: try fields.requiredText("region"))
        case .propagation:
            .propagation(account: target, try fields.seconds("seconds") ?? .seconds(600))
        case .trial: .trial(account: target, expires: try Self.trialEnd(fields))
        case .throttle: .throttle(account: target, retryAfter: try fields.retryAfter())
        case .quota: .quota(account: target, replenishedIn: try Self.quotaWait(fields))
        case .network: .network(account: target, rules: try fields.flag("rules") ?? true)
        case .publicAccess:
            .publicAccess(account: target, enabled: try fields.flag("enabled") ?? false)
        case .localAuth: .localAuth(account: target, try Self.keyAccess(fields))
        case .privateEndpoint:
            .privateEndpoint(account: target, present: try fields.flag("present") ?? true)
        case .approval: .approval(account: target, granted: try fields.flag("granted") ?? false)
        case .subscription:
            .subscription(account: target, enabled: try fields.flag("enabled") ?? false)
        case .delete: .delete(account: target)
        case .fault: .fault(host: target.lowercased(), try Self.fault(fields))
        case .mend: .mend(host: target.lowercased())
        }
    }

    private static func plan(_ fields: JSONFields) throws(ControlProblem) -> AccountPlan {
        var plan = AccountPlan(
            name: try fields.requiredText("name"),
            kind: try fields.choice("kind", of: AzureService.self) ?? .speechServices,
            cloud: try fields.choice("cloud", of: Cloud.self) ?? .public,
            region: try fields.requiredText("region"),
            customDomain: try fields.text("custom_domain")?.lowercased(),
            sku: try fields.text("sku") ?? "S0",
            keyShape: try fields.choice("key_shape", of: KeyShape.self) ?? .annotated,
            created: try fields.date("created"),
            subscription: try fields.text("subscription") ?? SimulatedSubscription.defaultID,
            resourceGroup: try fields.text("resource_group")
                ?? SimulatedSubscription.defaultGroup,
            tags: try fields.texts("tags")
        )
        for slot in KeySlot.allCases {
            plan.keys[slot] = try fields.text(slot.rawValue).map(Secret.init)
        }
        if let wait = try fields.seconds("trial_expires_in_seconds") {
            plan.trialExpires = .after(wait)
        }
        if let date = try fields.date("trial_expires") { plan.trialExpires = .at(date) }
        return plan
    }

    private static func trialEnd(_ fields: JSONFields) throws(ControlProblem) -> WorldChange.Moment?
    {
        if try fields.flag("clear") == true { return nil }
        if let date = try fields.date("expires") { return .at(date) }
        return .after(try fields.seconds("expires_in_seconds") ?? .zero)
    }

    private static func quotaWait(_ fields: JSONFields) throws(ControlProblem) -> Duration? {
        if try fields.flag("clear") == true { return nil }
        return try fields.seconds("replenished_in_seconds") ?? .seconds(9 * 86_400)
    }

    private static func keyAccess(
        _ fields: JSONFields
    ) throws(ControlProblem) -> SimulatedAccount.KeyAccess {
        guard try fields.flag("disabled") ?? true else { return .enabled }
        return try fields.flag("silently") == true ? .disabledSilently : .disabled
    }

    private enum FaultKind: String, CaseIterable {
        case serverError = "server_error"
        case hang, dead
        case frontDoorPage = "front_door_page"
        case refuseEverybody = "refuse_everybody"
        case refuseTokens = "refuse_tokens"
        case clientError = "client_error"
        case throttled
        case captivePortal = "captive_portal"
        case bigBody = "big_body"
        case invalidUTF8 = "invalid_utf8"
        case truncatedBody = "truncated_body"
        case slow
    }

    private static func fault(_ fields: JSONFields) throws(ControlProblem) -> HostFault {
        guard let kind = try fields.choice("kind", of: FaultKind.self) else {
            let known = FaultKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw .malformed("fault: the field \"kind\" is missing; write one of: \(known)")
        }
        return switch kind {
        case .serverError: .serverError(try fields.whole("status", in: 500...599) ?? 500)
        case .hang: .hang
        case .dead: .dead
        case .frontDoorPage: .frontDoorPage
        case .refuseEverybody: .refuseEverybody
        case .refuseTokens: .refuseTokens
        case .clientError: .clientError(try fields.whole("status", in: 400...499) ?? 400)
        case .throttled: .throttled(try fields.whole("retry_after", in: 0...86_400) ?? 30)
        case .captivePortal: .captivePortal
        case .bigBody: .bigBody(try fields.whole("bytes", in: 1...1_000_000_000) ?? 10_000_000)
        case .invalidUTF8: .invalidUTF8
        case .truncatedBody: .truncatedBody
        case .slow: .slow(try fields.seconds("seconds") ?? .seconds(5))
        }
    }
}
