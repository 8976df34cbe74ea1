import CogwatchCore
import Foundation

extension World {
    /// What a host of Azure's management does about a request.
    func answer(
        to request: SimulatedRequest,
        on host: ManagementHost,
        at now: Date
    ) -> SimulatedAnswer {
        if case .vault(let name, _) = host, management.vaults[name] == nil {
            return SimulatedAnswer(.hangUp)
        }
        let visit = ManagementVisit(world: self, request: request, host: host, now: now)
        guard let fault = faults[request.host] else { return Self.told(Self.reply(to: visit)) }
        switch fault {
        case .dead: return SimulatedAnswer(.hangUp)
        case .hang: return SimulatedAnswer(.noResponse)
        case .slow(let delay):
            var reply = Self.reply(to: visit)
            reply.response.delay = delay
            return Self.told(reply)
        case .truncatedBody:
            var reply = Self.reply(to: visit)
            reply.response.cutAfter = reply.response.body.count / 2
            return Self.told(reply)
        case .serverError(let status), .clientError(let status):
            return SimulatedAnswer(.response(ManagementTexts.failure(status, on: host)))
        case .throttled(let seconds):
            let refusal = ManagementTexts.failure(429, on: host)
            return SimulatedAnswer(.response(refusal.adding("Retry-After", "\(seconds)")))
        case .refuseEverybody, .refuseTokens:
            return SimulatedAnswer(.response(ManagementTexts.failure(401, on: host)))
        case .frontDoorPage: return SimulatedAnswer(.response(GatewayTexts.frontDoorPage))
        case .captivePortal: return SimulatedAnswer(.response(GatewayTexts.captivePortal))
        case .bigBody(let count): return SimulatedAnswer(.response(Self.nonsense(.filler(count))))
        case .invalidUTF8:
            return SimulatedAnswer(
                .response(Self.nonsense(.bytes([0x5B, 0xC3, 0x28, 0xFF, 0xFE])))
            )
        }
    }

    private static func reply(to visit: ManagementVisit) -> ManagementReply {
        switch visit.host {
        case .resourceManager(let cloud):
            ResourceManagerFront(visit: visit, cloud: cloud).reply()
        case .entra(let cloud): EntraFront(visit: visit, cloud: cloud).reply()
        case .vault(let name, let cloud):
            KeyVaultFront(visit: visit, name: name, cloud: cloud).reply()
        case .metadata: MetadataFront(visit: visit).reply()
        }
    }

    private static func told(_ reply: ManagementReply) -> SimulatedAnswer {
        SimulatedAnswer(
            .response(reply.response),
            credential: reply.credential,
            trace: reply.trace
        )
    }

    /// A subscription that was given, or that accounts are in; nil where there is none.
    func subscription(_ id: String) -> SimulatedSubscription? {
        let wanted = id.lowercased()
        if let given = management.subscriptions[wanted] { return given }
        let isUsed =
            wanted == SimulatedSubscription.defaultID
            || accounts.values.contains { $0.subscription.lowercased() == wanted }
        return isUsed ? SimulatedSubscription(id: wanted) : nil
    }

    /// What Resource Manager calls the subscription's state.
    func state(of subscription: SimulatedSubscription) -> SimulatedSubscription.State {
        if let state = subscription.state { return state }
        let stopped = accounts.values.contains {
            !$0.subscriptionEnabled && !$0.deleted
                && $0.subscription.lowercased() == subscription.id.lowercased()
        }
        return stopped ? .disabled : .enabled
    }

    /// All subscriptions, in the order of their ids.
    var subscriptions: [SimulatedSubscription] {
        let ids =
            accounts.values.map { $0.subscription.lowercased() } + [
                SimulatedSubscription.defaultID
            ]
        return Set(ids + management.subscriptions.keys).sorted().compactMap(subscription)
    }
}
