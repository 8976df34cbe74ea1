import CogwatchCore
import CogwatchSimulator
import Foundation

extension Family {
    /// Stories about hosts and paths.
    static let endpoints: [Family] = [
        Family("the endpoint is changed to another resource's", count: 18) { stage in
            stage.beginWell()
            stage.create("other", hasDomain: true)
            let domain = stage.domain(of: "other")
            stage.configure(stage.account.changed(customDomain: .some(domain)))
            stage.endBadly()
            return .plain(.wrongEndpointKind)
        },
        Family("the endpoint was another resource's from the start", count: 18) { stage in
            stage.circumstances.hasSpare = false
            stage.circumstances.goRegional()
            stage.peopleTheWorld()
            stage.create(Stage.main)
            stage.create("other", hasDomain: true)
            let domain = stage.domain(of: "other")
            stage.beginBadly(stage.stanza().changed(customDomain: .some(domain)))
            return stage.circumstances.mayExperiment
                ? .plain(.wrongEndpointKind)
                : .hidden(
                    .wrongEndpointKind,
                    among: [.invalidKey, .wrongRegion],
                    because: "the regional hosts were not asked"
                )
        },
        Family("the endpoint is a resource's in another region") { stage in
            stage.circumstances.hasSpare = false
            stage.circumstances.goRegional()
            stage.peopleTheWorld()
            stage.create(Stage.main)
            stage.create(
                "other",
                region: stage.circumstances.otherRegion,
                hasDomain: true
            )
            let domain = stage.domain(of: "other")
            stage.beginBadly(stage.stanza().changed(customDomain: .some(domain)))
            return .hidden(
                .wrongEndpointKind,
                among: [.wrongRegion, .invalidKey],
                because: "both the endpoint and its region are not the key's"
            )
        },
        Family("the custom domain does not know the path", count: 12) { stage in
            stage.circumstances.usesDomain = true
            stage.beginWell()
            stage.fault(.clientError(404), on: stage.ownHosts)
            stage.endBadly()
            return .hidden(
                .wrongEndpointKind,
                among: [.wrongPathOrVersion],
                because: "the path is missing on this host, or everywhere"
            )
        },
        Family("the regional host does not know the path") { stage in
            stage.circumstances.goRegional()
            stage.beginWell()
            let isOfVoices = stage.account.kind.servesSpeech && stage.dice.coin()
            stage.fault(.clientError(404), on: isOfVoices ? [stage.voicesHost] : stage.ownHosts)
            stage.endBadly()
            return .plain(.wrongPathOrVersion)
        },
        Family("tokens are refused on the voices host") { stage in
            stage.circumstances.speakRegionally()
            stage.circumstances.triesBearer = true
            stage.beginWell()
            stage.fault(.refuseTokens, on: [stage.voicesHost])
            stage.endBadly()
            return .plain(.tokenScopeMismatch)
        },
        Family("the API is gone for good") { stage in
            stage.beginWell()
            stage.fault(.clientError(410), on: stage.ownHosts)
            stage.endBadly()
            return .plain(.serviceRetired)
        },
        Family("a request that is refused as such") { stage in
            stage.beginWell()
            stage.fault(.clientError(stage.dice.coin() ? 400 : 415), on: stage.ownHosts)
            stage.endBadly()
            return .plain(.badRequest)
        },
    ]
}
