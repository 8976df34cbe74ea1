import CogwatchCore
import Foundation

/// The simulated Azure as JSON.
enum ControlView {
    static func world(_ world: World) -> JSONValue {
        let accounts = world.accounts.values.sorted { $0.name < $1.name }
        return [
            "accounts": .list(accounts.map(account)),
            "faults": .object(world.faults.mapValues(fault)),
            "management": ManagementView.management(of: world),
            "requests_served": .number(Double(world.served)),
        ]
    }

    /// An account without its keys.
    static func account(_ account: SimulatedAccount) -> JSONValue {
        [
            "name": .text(account.name),
            "kind": .text(account.kind.rawValue),
            "cloud": .text(account.cloud.rawValue),
            "region": .text(account.region),
            "custom_domain": text(account.customDomain),
            "sku": .text(account.sku),
            "created": time(account.created),
            "keys": .list(KeySlot.allCases.map { key($0, of: account) }),
            "trial_expires": account.trialExpires.map(time) ?? .null,
            "key_access": .text(account.keyAccess.rawValue),
            "network_rules": .flag(account.networkRules),
            "public_access": .flag(account.publicAccess),
            "private_endpoint": .flag(account.privateEndpoint),
            "approved": .flag(account.isApproved),
            "subscription_enabled": .flag(account.subscriptionEnabled),
            "retry_after": account.retryAfter.map { .number(Double($0)) } ?? .null,
            "quota_replenished": account.quotaReplenished.map(time) ?? .null,
            "deleted": .flag(account.deleted),
            "subscription": .text(account.subscription),
            "resource_group": .text(account.resourceGroup),
            "tags": .object(account.tags.mapValues(JSONValue.text)),
            "read_only_lock": .flag(account.readOnlyLock),
            "provisioning_state": .text(account.provisioningState),
            "health": text(account.health?.state.rawValue),
        ]
    }

    /// An account's keys in the open: to hand them out is what a simulator is for.
    static func keys(_ account: SimulatedAccount) -> JSONValue {
        var fields: [String: JSONValue] = ["account": .text(account.name)]
        for (slot, key) in account.keys { fields[slot.rawValue] = open(key.secret) }
        return .object(fields)
    }

    static func open(_ key: Secret) -> JSONValue { key.reveal { .text($0) } }

    static func requests(_ requests: [ReceivedRequest]) -> JSONValue {
        let list = requests.map { request -> JSONValue in
            [
                "time": time(request.time),
                "method": .text(request.method),
                "host": .text(request.host),
                "path": .text(request.path),
                "status": request.status.map { .number(Double($0)) } ?? .null,
                "credential": .text(request.credential.description),
            ]
        }
        return ["requests": .list(list)]
    }

    private static func key(_ slot: KeySlot, of account: SimulatedAccount) -> JSONValue {
        guard let key = account.keys[slot] else { return .null }
        return [
            "name": .text(slot.rawValue),
            "issued": time(key.issued),
            "known_everywhere": time(key.knownEverywhere),
        ]
    }

    private static func fault(_ fault: HostFault) -> JSONValue {
        switch fault {
        case .serverError(let status):
            ["kind": "server_error", "status": .number(Double(status))]
        case .hang: ["kind": "hang"]
        case .dead: ["kind": "dead"]
        case .frontDoorPage: ["kind": "front_door_page"]
        case .refuseEverybody: ["kind": "refuse_everybody"]
        case .refuseTokens: ["kind": "refuse_tokens"]
        case .clientError(let status):
            ["kind": "client_error", "status": .number(Double(status))]
        case .throttled(let seconds):
            ["kind": "throttled", "retry_after": .number(Double(seconds))]
        case .captivePortal: ["kind": "captive_portal"]
        case .bigBody(let bytes): ["kind": "big_body", "bytes": .number(Double(bytes))]
        case .invalidUTF8: ["kind": "invalid_utf8"]
        case .truncatedBody: ["kind": "truncated_body"]
        case .slow(let delay): ["kind": "slow", "seconds": .number(delay.seconds)]
        }
    }

    private static func text(_ text: String?) -> JSONValue { text.map(JSONValue.text) ?? .null }

    static func time(_ date: Date) -> JSONValue { .text(Timestamp.text(date)) }
}
