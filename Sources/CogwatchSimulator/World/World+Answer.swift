import CogwatchCore
package import Foundation

extension World {
    /// What Azure does about a request, decided from the world as it stands.
    package func answer(to request: SimulatedRequest, at now: Date) -> SimulatedAnswer {
        if let host = ManagementHost(request.host) { return answer(to: request, on: host, at: now) }
        guard let host = SimulatedHost(request.host), !isDead(request.host) else {
            return SimulatedAnswer(.hangUp)
        }
        let caller = caller(of: request)
        guard let fault = faults[request.host] else {
            return SimulatedAnswer(
                .response(response(to: request, from: caller, on: host, at: now)),
                credential: caller.seen
            )
        }
        let visit = Visit(request: request, host: host, caller: caller, now: now)
        let outcome = outcome(under: fault, of: visit) {
            response(to: request, from: caller, on: host, at: now)
        }
        return SimulatedAnswer(outcome, credential: caller.seen)
    }

    private func outcome(
        under fault: HostFault,
        of visit: Visit,
        ordinary: () -> SimulatedResponse
    ) -> SimulatedAnswer.Outcome {
        switch fault {
        case .dead: return .hangUp
        case .hang: return .noResponse
        case .serverError(let status): return .response(GatewayTexts.serverError(status))
        case .frontDoorPage: return .response(GatewayTexts.frontDoorPage)
        case .refuseEverybody: return .response(stamped(Gateway.refusal(of: visit), visit.host))
        case .refuseTokens:
            guard case .token = visit.caller.proof else { return .response(ordinary()) }
            return .response(stamped(Gateway(world: self).badToken(visit), visit.host))
        case .clientError(let status):
            return .response(stamped(GatewayTexts.clientError(status), visit.host))
        case .throttled(let seconds):
            return .response(stamped(GatewayTexts.throttled(seconds: seconds), visit.host))
        case .captivePortal: return .response(GatewayTexts.captivePortal)
        case .bigBody(let count): return .response(Self.nonsense(.filler(count)))
        case .invalidUTF8: return .response(Self.nonsense(.bytes([0x5B, 0xC3, 0x28, 0xFF, 0xFE])))
        case .truncatedBody:
            var response = ordinary()
            response.cutAfter = response.body.count / 2
            return .response(response)
        case .slow(let delay):
            var response = ordinary()
            response.delay = delay
            return .response(response)
        }
    }

    static func nonsense(_ body: SimulatedResponse.Body) -> SimulatedResponse {
        SimulatedResponse(200, "OK", headers: [("Content-Type", "application/json")], body: body)
    }

    private func response(
        to request: SimulatedRequest,
        from caller: Caller,
        on host: SimulatedHost,
        at now: Date
    ) -> SimulatedResponse {
        if case .translator = host {
            return TranslatorFront.response(to: request, from: caller, on: host, at: now)
        }
        let visit = Visit(request: request, host: host, caller: caller, now: now)
        return stamped(Gateway(world: self).response(to: visit), host)
    }

    // Only the gateway stamps its responses; nobody reported the header from the voices host.
    private func stamped(
        _ response: SimulatedResponse,
        _ host: SimulatedHost
    ) -> SimulatedResponse {
        guard case .textToSpeech = host else {
            return response.adding("apim-request-id", RequestStamp.text(served))
        }
        return response
    }
}

/// The id under which Azure's support finds a request.
enum RequestStamp {
    /// A GUID that is the same for the same number.
    static func text(_ number: Int) -> String {
        let high = mix(UInt64(truncatingIfNeeded: number))
        let low = mix(high)
        let digits = [high, low].map { value in
            let text = String(value, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }
        .joined()
        var groups: [Substring] = []
        var rest = digits[...]
        for length in [8, 4, 4, 4, 12] {
            groups.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return groups.joined(separator: "-")
    }

    // SplitMix64: a counter goes in, well-spread bits come out.
    private static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
