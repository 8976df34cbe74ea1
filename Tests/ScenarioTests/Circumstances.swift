import CogwatchCore
import CogwatchSimulator
import Foundation

/// What stands beside a story's cause, and makes it easy or hard to see.
struct Circumstances: Sendable {
    var cloud: Cloud
    var kind: AzureService
    var region: String
    /// Another region of the cloud.
    var otherRegion: String
    var shape: KeyShape
    var usesDomain: Bool
    var hasSpare: Bool
    /// Other accounts in the region.
    var neighbours: Int
    /// Accounts in other regions of the cloud.
    var elsewhere: Int
    var experiments: [Experiment]
    var triesBearer: Bool
    /// How long the account has been watched when the story turns.
    var watched: Duration
    /// Whether the agent is started anew while the account fails.
    var restarts: Bool
    /// Whether other accounts are probed before the one of the story.
    var comesLast: Bool

    var mayExperiment: Bool { !experiments.isEmpty }

    /// All kinds that can be asked something; Speech more often than others.
    private static let kinds: [AzureService] = [
        .speechServices, .textTranslation, .aiServices, .face, .cognitiveServices, .openAI,
        .speechServices, .textAnalytics, .computerVision, .contentSafety, .formRecognizer,
    ]

    /// The number-th of a family's circumstances: cloud and kind go round, the rest is drawn.
    ///
    /// - Parameters:
    ///   - number: Counts a family's stories.
    ///   - start: Where the family begins among the kinds.
    ///   - dice: For the rest.
    init(number: Int, from start: Int, using dice: inout SeededDice) {
        // Two of four are in the public cloud, where most accounts are.
        cloud = [Cloud.public, .china, .public, .usgov][number % 4]
        kind = Self.kinds[(number + start) % Self.kinds.count]
        // No page names a host for Azure OpenAI in China.
        if kind == .openAI && cloud == .china { kind = .formRecognizer }
        let regions = Regions.regions(in: cloud).filter(\.offersSpeech).map(\.id)
            .shuffled(using: &dice)
        region = regions[0]
        otherRegion = regions[1]
        shape = dice.coin() ? .annotated : .hex32
        usesDomain = dice.one(in: 3)
        hasSpare = dice.coin()
        neighbours = Int.random(in: 0...3, using: &dice)
        elsewhere = Int.random(in: 0...2, using: &dice)
        experiments = dice.one(in: 3) ? [] : Experiment.standard
        triesBearer = dice.one(in: 4)
        watched = .seconds([3600, 86_400, 40 * 86_400].randomElement(using: &dice) ?? 3600)
        restarts = dice.one(in: 4)
        comesLast = dice.coin()
        usesDomain = usesDomain || kind.offer.needsEndpoint
    }

    /// The account uses the hosts that a region's accounts share.
    mutating func goRegional() {
        usesDomain = false
        if kind.offer.needsEndpoint { kind = .computerVision }
    }

    /// The account is one of Speech, on the region's hosts.
    mutating func speakRegionally() {
        usesDomain = false
        if !kind.servesSpeech { kind = .speechServices }
    }

    /// All of it in a line.
    var text: String {
        let words: [String?] = [
            cloud.rawValue, kind.rawValue, "\(region)/\(otherRegion)", shape.rawValue,
            usesDomain ? "domain" : "regional", hasSpare ? "spare" : "one key",
            "\(neighbours) near", "\(elsewhere) far",
            mayExperiment ? "experiments" : "no experiments", triesBearer ? "bearer" : nil,
            "watched \(Int(watched.seconds / 3600)) h", restarts ? "restart" : nil,
            comesLast ? "probed last" : "probed first",
        ]
        return words.compactMap(\.self).joined(separator: ", ")
    }
}
