import CogwatchCore
import CogwatchSimulator
import Foundation

extension Family {
    /// Stories about a service that fails by itself.
    static let outages: [Family] = [
        Family("the region's hosts fail with 5xx") { stage in
            stage.beginWell()
            let status = [500, 502, 503, 504].randomElement(using: &stage.dice) ?? 500
            stage.fault(.serverError(status), on: stage.hostsOfRegion)
            stage.endBadly()
            return .plain(.serviceOutage)
        },
        Family("Front Door shows its page") { stage in
            stage.beginWell()
            stage.fault(.frontDoorPage, on: stage.hostsOfRegion)
            stage.endBadly()
            return .plain(.serviceOutage)
        },
        Family("an outage refuses everybody in the region", count: 24) { stage in
            stage.circumstances.neighbours = max(2, stage.circumstances.neighbours)
            stage.beginWell()
            stage.fault(.refuseEverybody, on: stage.hostsOfRegion)
            stage.endBadly()
            return .plain(.serviceOutage)
        },
        Family("an outage refuses the one account there is") { stage in
            stage.circumstances.neighbours = Int.random(in: 0...1, using: &stage.dice)
            stage.beginWell()
            stage.fault(.refuseEverybody, on: stage.hostsOfRegion)
            stage.endBadly()
            return .hidden(
                .serviceOutage,
                among: Truth.endsOfAccounts.union([.keyRegenerated]),
                because: "one or two refused accounts may be anybody's doing"
            )
        },
        Family("an outage refuses everybody on the voices host") { stage in
            stage.circumstances.speakRegionally()
            stage.circumstances.neighbours = max(2, stage.circumstances.neighbours)
            stage.beginWell()
            stage.fault(.refuseEverybody, on: [stage.voicesHost])
            stage.endBadly()
            return .plain(.serviceOutage)
        },
        Family("an outage comes and goes", count: 12) { stage in
            stage.circumstances.neighbours = max(2, stage.circumstances.neighbours)
            stage.beginWell()
            for _ in 0..<3 {
                stage.fault(.refuseEverybody, on: stage.hostsOfRegion)
                stage.minutes(1)
                stage.fault(nil, on: stage.hostsOfRegion)
                stage.minutes(1)
            }
            stage.fault(.refuseEverybody, on: stage.hostsOfRegion)
            stage.endBadly(minutes: 3)
            return .plain(.serviceOutage)
        },
        Family("an old key is refused by turns") { stage in
            stage.circumstances.neighbours = 0
            stage.beginWell()
            for _ in 0..<3 {
                stage.fault(.refuseEverybody, on: stage.hostsOfRegion)
                stage.minutes(1)
                stage.fault(nil, on: stage.hostsOfRegion)
                stage.minutes(1)
            }
            stage.fault(.refuseEverybody, on: stage.hostsOfRegion)
            stage.minutes(1)
            return .hidden(
                .serviceOutage,
                among: [.propagationDelay, .localAuthDisabled],
                because: "switched off keys fade out, and front ends fail, in the same way"
            )
        },
    ]

    /// Stories about what lies between.
    static let network: [Family] = [
        interfered("names are not resolved", .dnsFailure) { stage in
            stage.circumstances.goRegional()
            return .nameNotResolved(detail: "no name server answered")
        },
        Family("names are not resolved, a custom domain's among them") { stage in
            stage.circumstances.usesDomain = true
            stage.beginWell()
            stage.azure.interferenceEverywhere = .noResponse(
                .nameNotResolved(detail: "no name server answered")
            )
            stage.endBadly()
            return stage.mayCompareNames
                ? .plain(.dnsFailure)
                : .hidden(
                    .dnsFailure,
                    among: [.resourceDeleted],
                    because: "nobody looked whether other names resolve"
                )
        },
        interfered("connections are refused", .connectFailure) { _ in
            .notConnected(detail: "connection refused")
        },
        interfered("connections are closed", .connectFailure) { _ in
            .connectionClosed(detail: "connection reset by peer")
        },
        interfered("certificates are not trusted", .tlsFailure) { _ in
            .untrustedCertificate(detail: "self-signed certificate in certificate chain")
        },
        interfered("TLS fails", .tlsFailure) { _ in .tlsFailed(detail: "wrong version number") },
        interfered("the proxy refuses", .proxyFailure) { _ in
            .proxyFailed(detail: "CONNECT tunnel failed, response 407")
        },
        interfered("nothing is answered", .timeout) { stage in
            .timedOut([.connect, .tls, .processing].randomElement(using: &stage.dice) ?? .connect)
        },
        Family("a host is dead") { stage in
            stage.beginWell()
            stage.fault(.dead, on: [stage.ownHosts.randomElement(using: &stage.dice) ?? ""])
            stage.endBadly()
            return .plain(.connectFailure)
        },
        Family("a host hangs") { stage in
            stage.beginWell()
            stage.fault(.hang, on: [stage.ownHosts.randomElement(using: &stage.dice) ?? ""])
            stage.endBadly()
            return .plain(.timeout)
        },
    ]

    private static func interfered(
        _ name: String,
        _ cause: Cause,
        _ noResponse: @escaping @Sendable (inout Stage) -> NoResponse
    ) -> Family {
        Family(name) { stage in
            let noResponse = noResponse(&stage)
            stage.beginWell()
            if stage.dice.coin() {
                stage.azure.interferenceEverywhere = .noResponse(noResponse)
            } else {
                for host in stage.ownHosts {
                    stage.azure.interferences[host] = .noResponse(noResponse)
                }
            }
            stage.endBadly()
            return .plain(cause)
        }
    }

    /// Stories about answers that are none of Azure's.
    static let strangers: [Family] = [
        Family("a captive portal stands before everything") { stage in
            stage.beginWell()
            stage.azure.interferenceEverywhere = .portal
            stage.endBadly()
            return .plain(.unexpectedResponse)
        },
        odd("a sign-in page in a host's place") { _ in .captivePortal },
        odd("bytes that are no text") { _ in .invalidUTF8 },
        odd("answers that end in their middle") { _ in .truncatedBody },
        odd("far too much of nothing") { stage in
            .bigBody(stage.dice.coin() ? 2_000 : 9_000_000)
        },
    ]

    private static func odd(
        _ name: String,
        _ fault: @escaping @Sendable (inout Stage) -> HostFault
    ) -> Family {
        Family(name) { stage in
            let fault = fault(&stage)
            stage.beginWell()
            stage.fault(fault, on: stage.dice.coin() ? stage.ownHosts : [stage.ownHosts[0]])
            stage.endBadly()
            return .plain(.unexpectedResponse)
        }
    }
}
