import CogwatchCore
import CogwatchSimulator
import Foundation

extension Family {
    /// Stories about kinds of services.
    static let services: [Family] = [
        Family("the key says that it is of another service", count: 33) { stage in
            stage.circumstances.shape = .annotated
            stage.peopleTheWorld()
            playStranger(among: AzureService.annotated, on: &stage)
            return .plain(.wrongService)
        },
        Family("an old key is of another service", count: 33) { stage in
            stage.circumstances.shape = .hex32
            stage.peopleTheWorld()
            let kind = playStranger(among: listed, on: &stage)
            // A Translator key gets a token, and the token says whose it is.
            let isTold = kind == .textTranslation && stage.account.operations.contains(.token)
            return isTold || stage.circumstances.experiments.contains(.otherService)
                ? .plain(.wrongService)
                : .hidden(
                    .wrongService,
                    among: [.invalidKey],
                    because: "nothing was asked of other services"
                )
        },
        Family("the service ended years ago", count: 12) { stage in
            stage.peopleTheWorld()
            let kind = ended.randomElement(using: &stage.dice) ?? .bingSearchV7
            stage.circumstances.usesDomain = false
            stage.create(Stage.main, kind: kind)
            stage.beginBadly(stage.stanza())
            return .plain(.serviceRetired)
        },
        Family("the service ended on a day that nobody wrote down") { stage in
            stage.peopleTheWorld()
            stage.circumstances.usesDomain = false
            stage.create(Stage.main, kind: stage.dice.coin() ? .speechTranslation : .academic)
            stage.beginBadly(stage.stanza())
            return .plain(.serviceRetired)
        },
        Family("a LUIS key is tried in the other role") { stage in
            // Shortly before LUIS ended.
            stage.travel(to: Date(timeIntervalSince1970: 1_772_000_000))
            stage.circumstances.usesDomain = false
            stage.circumstances.hasSpare = false
            stage.circumstances.shape = .annotated
            stage.peopleTheWorld()
            stage.create("other", kind: .luis)
            stage.create(Stage.main, kind: .luisAuthoring)
            stage.beginBadly(stage.stanza().changed(first: stage.key(of: "other")))
            return .plain(.luisKeyRole)
        },
        Family("a global Translator's key is tried in a region", arrange: translate) { stage in
            stage.peopleTheWorld()
            stage.create(Stage.main, region: Regions.global)
            stage.beginBadly(stage.stanza().changed(region: stage.circumstances.region))
            return elsewhere(on: stage)
        },
        Family("a regional Translator's key is tried without a region", arrange: translate) {
            stage in
            stage.peopleTheWorld()
            stage.create(Stage.main)
            stage.beginBadly(stage.stanza().changed(region: Regions.global))
            return elsewhere(on: stage)
        },
    ]

    /// Services that a key can be tried on without cost.
    private static let listed: [AzureService] = [
        .speechServices, .textTranslation, .face, .textAnalytics, .computerVision,
        .contentSafety, .formRecognizer,
    ]

    private static let ended: [AzureService] = [
        .bingSearchV7, .bingSearch, .bingSpellCheckV7, .bingSpeech, .luis, .luisAuthoring,
    ]

    /// The stanza is one of the story's kind, and its key is of another service in the region.
    ///
    /// - Returns: The other service.
    @discardableResult
    private static func playStranger(
        among kinds: [AzureService],
        on stage: inout Stage
    ) -> AzureService {
        stage.circumstances.hasSpare = false
        stage.circumstances.goRegional()
        let own = stage.circumstances.kind
        // Speech keys get Translator's token, which is all that Translator is asked for.
        let kinds = kinds.filter {
            $0.reach(into: own) == .none && !($0 == .speechServices && own == .textTranslation)
        }
        let kind = kinds.randomElement(using: &stage.dice) ?? .face
        stage.create("other", kind: kind)
        stage.create(Stage.main)
        let key = stage.key(of: "other")
        stage.beginBadly(stage.stanza().changed(first: key))
        return kind
    }

    @Sendable
    private static func translate(_ circumstances: inout Circumstances) {
        // Only the public cloud has resources without a region.
        if circumstances.cloud != .public {
            circumstances.cloud = .public
            (circumstances.region, circumstances.otherRegion) = ("westeurope", "japanwest")
        }
        circumstances.kind = .textTranslation
        circumstances.usesDomain = false
    }

    private static func elsewhere(on stage: Stage) -> Truth {
        stage.circumstances.mayExperiment
            ? .plain(.wrongRegion)
            : .hidden(
                .wrongRegion,
                among: [.invalidKey],
                because: "nothing was asked in other regions"
            )
    }
}
