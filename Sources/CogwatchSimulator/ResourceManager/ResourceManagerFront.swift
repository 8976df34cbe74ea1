import CogwatchCore
import Foundation

/// Azure Resource Manager of one cloud: who may ask, and how often.
///
/// What there is to know stands in ``ResourceManagerAnswers``.
struct ResourceManagerFront {
    let visit: ManagementVisit
    let cloud: Cloud

    func reply() -> ManagementReply {
        var reply = checked()
        // Resource Manager's own ids, by which Microsoft's support finds a request.
        reply.response = reply.response
            .adding("x-ms-request-id", visit.id(1))
            .adding("x-ms-correlation-request-id", visit.id(2))
            .adding("Vary", "Accept-Encoding")
        return reply
    }

    private func checked() -> ManagementReply {
        // Asked for before anything else, a token included.
        guard let version = visit.query["api-version"] else {
            return ManagementReply(ResourceManagerTexts.missingVersion)
        }
        let principal: SimulatedPrincipal
        switch caller() {
        case .success(let known): principal = known
        case .failure(let refusal):
            return ManagementReply(refusal.response, isUnknown: refusal.came)
        }
        guard let route = ManagementRoute(visit.request.method, visit.segments) else {
            return ManagementReply(ResourceManagerTexts.noSuchPath(visit), from: principal)
        }
        guard route.versions.contains(version.lowercased()) else {
            let refusal = ResourceManagerTexts.unknownVersion(version, route.versions)
            return ManagementReply(refusal, from: principal)
        }
        return counted(route, principal)
    }

    // MARK: Who asks

    private struct Refusal: Error {
        let response: SimulatedResponse
        let came: Bool
    }

    private func caller() -> Result<SimulatedPrincipal, Refusal> {
        guard let text = visit.bearer else {
            return .failure(Refusal(response: ResourceManagerTexts.noToken(cloud), came: false))
        }
        guard let token = AccessToken.read(text, signedWith: visit.world.tokenSigningKey),
            let principal = visit.management.principal(ofObject: token.claims.oid)
        else {
            return .failure(Refusal(response: ResourceManagerTexts.badToken(cloud), came: true))
        }
        guard token.isFor(KnownAudience.resourceManager(cloud)) else {
            let response = ResourceManagerTexts.wrongAudience(token.claims.aud, cloud)
            return .failure(Refusal(response: response, came: true))
        }
        guard token.expires > visit.now else {
            let response = ResourceManagerTexts.expired(token.expires, at: visit.now, cloud)
            return .failure(Refusal(response: response, came: true))
        }
        return .success(principal)
    }

    // MARK: How often

    private func counted(
        _ route: ManagementRoute,
        _ principal: SimulatedPrincipal
    ) -> ManagementReply {
        let key = BucketKey(
            subscription: route.subscription?.lowercased() ?? "",
            principal: principal.name,
            isWrite: route.isWrite
        )
        let size = visit.management.size(key)
        let bucket = visit.management.bucket(key, at: visit.now)
        guard bucket.level >= 1 else {
            let refusal = ResourceManagerTexts.throttled(
                isWrite: route.isWrite,
                subscription: key.subscription,
                principal: principal.objectID,
                seconds: bucket.wait(size)
            )
            return ManagementReply(refusal, from: principal)
        }
        var reply = allowed(route, principal)
        reply.trace = ManagementTrace(bucket: key, deed: reply.trace?.deed)
        reply.response = Self.counting(reply.response, key, left: bucket.level - 1, size)
        return reply
    }

    private static func counting(
        _ response: SimulatedResponse,
        _ key: BucketKey,
        left: Double,
        _ size: BucketSize
    ) -> SimulatedResponse {
        let kind = key.isWrite ? "writes" : "reads"
        let prefix = "x-ms-ratelimit-remaining-"
        guard !key.subscription.isEmpty else {
            return response.adding("\(prefix)tenant-\(kind)", "\(Int(left))")
        }
        // All principals of a subscription together may ask fifteen times as often.
        let everybody = Int(15 * size.burst - (size.burst - left))
        return
            response
            .adding("\(prefix)subscription-\(kind)", "\(Int(left))")
            .adding("\(prefix)subscription-global-\(kind)", "\(everybody)")
    }

    // MARK: Whether it may

    private func allowed(
        _ route: ManagementRoute,
        _ principal: SimulatedPrincipal
    ) -> ManagementReply {
        let answers = ResourceManagerAnswers(visit: visit, cloud: cloud, principal: principal)
        guard let id = route.subscription else { return answers.reply(to: route) }
        guard UUID(uuidString: id) != nil else {
            return ManagementReply(ResourceManagerTexts.badSubscription(id), from: principal)
        }
        guard let subscription = visit.world.subscription(id) else {
            return ManagementReply(ResourceManagerTexts.noSubscription(id), from: principal)
        }
        guard subscription.tenant.lowercased() == principal.tenant.lowercased() else {
            let refusal = ResourceManagerTexts.wrongTenant(principal.tenant, subscription.tenant)
            return ManagementReply(refusal, from: principal)
        }
        guard principal.may(route.action) else {
            let refusal = ResourceManagerTexts.notAllowed(principal, route.action, over: scope)
            return ManagementReply(refusal, from: principal)
        }
        if route.isWrite, visit.world.state(of: subscription) == .disabled {
            return ManagementReply(ResourceManagerTexts.disabled(id), from: principal)
        }
        return answers.reply(to: route)
    }

    /// What the path is about, without the question at its end.
    private var scope: String {
        let ends = ["listkeys", "usages", "availabilitystatuses", "current", "values"]
        let parts = visit.segments
        let kept = parts.reversed().drop { ends.contains($0.lowercased()) }.reversed()
        return "/" + kept.joined(separator: "/")
    }
}
