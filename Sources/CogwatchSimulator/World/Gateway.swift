import CogwatchCore
import Foundation

/// A request that reached a living host.
struct Visit {
    let request: SimulatedRequest
    let host: SimulatedHost
    let caller: Caller
    let now: Date
}

/// The checks between a request and its answer, in the gateway's order.
///
/// A wrong path is 404 before any key is looked at; an unknown key is 401 before the state of an
/// account can show.
struct Gateway {
    let world: World

    func response(to visit: Visit) -> SimulatedResponse {
        guard let route = Route(visit.request, on: visit.host), !route.isOver(at: visit.now) else {
            return GatewayTexts.notFound
        }
        if visit.request.method == "POST" && !visit.request.tellsLength {
            return GatewayTexts.lengthRequired
        }
        if route == .redirect { return redirect(visit) }
        switch visit.caller.proof {
        case .nothing: return Self.refusal(of: visit)
        case .token(let text): return answerToken(text, visit, route)
        case .key(let key): return answerKey(key, visit, route)
        }
    }

    private func answerKey(_ key: Secret, _ visit: Visit, _ route: Route) -> SimulatedResponse {
        guard let account = visit.caller.account, opens(key, of: account, visit, route) else {
            return Self.refusal(of: visit)
        }
        switch account.keyAccess {
        case .enabled: break
        case .disabled: return GatewayTexts.keysDisabled
        case .disabledSilently: return Self.refusal(of: visit)
        }
        return obstacle(account, at: visit.now) ?? content(of: route, for: account, visit)
    }

    private func answerToken(_ text: String, _ visit: Visit, _ route: Route) -> SimulatedResponse {
        guard route == .voices, let account = visit.caller.account,
            let token = IssuedToken.read(text, signedWith: world.tokenSigningKey),
            token.isGood(on: visit.host, at: visit.now),
            account.isAlive(at: visit.now), account.serves(route.services)
        else { return badToken(visit) }
        return obstacle(account, at: visit.now) ?? content(of: route, for: account, visit)
    }

    private func opens(
        _ key: Secret,
        of account: SimulatedAccount,
        _ visit: Visit,
        _ route: Route
    ) -> Bool {
        guard lives(account, on: visit.host), account.isAlive(at: visit.now),
            account.serves(route.services),
            let slot = account.slot(of: key), let record = account.keys[slot]
        else { return false }
        return record.isKnown(at: visit.now, request: account.requests)
    }

    private func lives(_ account: SimulatedAccount, on host: SimulatedHost) -> Bool {
        switch host {
        case .gateway(let region, let cloud), .textToSpeech(let region, let cloud),
            .speechToText(let region, let cloud):
            account.region == region && account.cloud == cloud
        case .customDomain(let domain): account.customDomain == domain
        case .translator: false
        }
    }

    private func obstacle(_ account: SimulatedAccount, at now: Date) -> SimulatedResponse? {
        if !account.publicAccess { return GatewayTexts.publicAccessDisabled }
        if account.networkRules { return GatewayTexts.firewall }
        if !account.isApproved { return GatewayTexts.notApproved }
        if let replenished = account.quotaReplenished, replenished > now {
            // Far dates are cut at a year: a Double of unknown size must not become an Int.
            let seconds = min(replenished.timeIntervalSince(now), 31_536_000)
            return GatewayTexts.outOfQuota(seconds: Int(seconds.rounded(.up)))
        }
        return account.retryAfter.map { GatewayTexts.tooManyRequests(account, seconds: $0) }
    }

    func badToken(_ visit: Visit) -> SimulatedResponse {
        GatewayTexts.badToken(in: cloud(of: visit))
    }

    static func refusal(of visit: Visit) -> SimulatedResponse {
        // No report of a 401 from the voices host ever showed a body.
        if case .textToSpeech = visit.host { return SimulatedResponse(401, "Unauthorized") }
        let folder = visit.request.path.split(separator: "/").dropLast().joined(separator: "/")
        return GatewayTexts.accessDenied(realm: "https://\(visit.request.host)/\(folder)")
    }

    private func cloud(of visit: Visit) -> Cloud {
        switch visit.host {
        case .gateway(_, let cloud), .textToSpeech(_, let cloud), .speechToText(_, let cloud),
            .translator(let cloud):
            cloud
        case .customDomain(let domain): world.owner(ofDomain: domain)?.cloud ?? .public
        }
    }

    private func content(
        of route: Route,
        for account: SimulatedAccount,
        _ visit: Visit
    ) -> SimulatedResponse {
        switch route {
        case .issueToken:
            let token = IssuedToken(for: account, on: visit.host, at: visit.now)
            return SimulatedResponse(
                200,
                "OK",
                headers: [("Content-Type", "text/plain; charset=utf-8")],
                text: token.signed(with: world.tokenSigningKey)
            )
        case .voices:
            return SimulatedResponse(
                200,
                "OK",
                headers: [("Content-Type", "application/json; charset=utf-8")],
                body: .bytes(world.voices(in: account.region))
            )
        case .list(_, let body): return GatewayTexts.json(200, "OK", body)
        case .redirect, .translate, .languages: return GatewayTexts.notFound
        }
    }

    private func redirect(_ visit: Visit) -> SimulatedResponse {
        guard case .customDomain(let domain) = visit.host,
            visit.request.query.contains("GenerateRedirectResponse=true"),
            let account = world.owner(ofDomain: domain)
        else { return GatewayTexts.notFound }
        return SimulatedResponse(
            200,
            "OK",
            headers: [("Content-Type", "text/plain; charset=utf-8")],
            text: "https://\(account.region).tts.\(account.cloud.speechSuffix)"
                + "/cognitiveservices/websocket/v1?Ocp-Apim-Custom-Domain-Name=\(domain)"
        )
    }
}
