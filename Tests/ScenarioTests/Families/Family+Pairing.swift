import CogwatchCore
import CogwatchSimulator
import Foundation

extension Family {
    /// Stories about key, region, cloud and service that do not fit together.
    static let pairing: [Family] = [
        Family("the region is changed in the file", count: 18, arrange: { $0.goRegional() }) {
            stage in
            stage.beginWell()
            stage.configure(stage.account.changed(region: stage.circumstances.otherRegion))
            stage.endBadly()
            return .plain(.wrongRegion)
        },
        Family("the region was wrong from the start", count: 24, arrange: { $0.goRegional() }) {
            stage in
            stage.peopleTheWorld()
            stage.create(Stage.main, region: stage.circumstances.otherRegion)
            stage.beginBadly(stage.stanza().changed(region: stage.circumstances.region))
            return stage.circumstances.mayExperiment
                ? .plain(.wrongRegion)
                : .hidden(
                    .wrongRegion,
                    among: [.invalidKey],
                    because: "nothing was asked in other regions"
                )
        },
        Family("the resource is made anew in another region", arrange: { $0.goRegional() }) {
            stage in
            stage.beginWell()
            stage.change(.move(account: Stage.main, region: stage.circumstances.otherRegion))
            stage.endBadly()
            return stage.circumstances.mayExperiment
                ? .plain(.wrongRegion)
                : .hidden(
                    .wrongRegion,
                    among: Truth.endsOfAccounts.union([.keyRegenerated]),
                    because: "nothing was asked in other regions"
                )
        },
        Family("the region is a word that is none", count: 18, arrange: { $0.goRegional() }) {
            stage in
            stage.peopleTheWorld()
            stage.create(Stage.main)
            let words = [
                "en-us", "de-de", "undefined", "your-region", "my-speech-resource", misspelt(stage),
                "westatlantis",
            ]
            let word = words.randomElement(using: &stage.dice) ?? "en-us"
            stage.beginBadly(stage.stanza().changed(region: word))
            let isOddInItself = !["my-speech-resource", "westatlantis"].contains(word)
            return isOddInItself || stage.mayCompareNames
                ? .plain(.wrongRegion)
                : .hidden(
                    .wrongRegion,
                    among: [.dnsFailure],
                    because: "it may be a new region, and nobody looked whether names resolve"
                )
        },
        Family("the region belongs to another cloud", arrange: { $0.goRegional() }) { stage in
            let home = stage.circumstances.cloud
            let cloud = another(than: home, on: &stage)
            stage.peopleTheWorld()
            stage.create(Stage.main)
            stage.beginBadly(stage.stanza().changed(cloud: cloud))
            return .plain(.wrongCloud)
        },
        Family("the account is moved to another cloud in the file") { stage in
            stage.circumstances.goRegional()
            let cloud = another(than: stage.circumstances.cloud, on: &stage)
            let region = someRegion(of: cloud, on: &stage)
            stage.beginWell()
            stage.configure(stage.account.changed(cloud: cloud, region: region))
            stage.endBadly()
            return .plain(.wrongCloud)
        },
        Family("the key is of another cloud, from the start", count: 18) { stage in
            stage.circumstances.goRegional()
            if stage.circumstances.mayExperiment && !stage.dice.one(in: 3) {
                stage.circumstances.experiments.append(.otherCloud)
            }
            let cloud = another(than: stage.circumstances.cloud, on: &stage)
            stage.peopleTheWorld()
            stage.create(Stage.main, cloud: cloud, region: someRegion(of: cloud, on: &stage))
            stage.beginBadly(
                stage.stanza().changed(
                    cloud: stage.circumstances.cloud,
                    region: stage.circumstances.region
                )
            )
            return stage.circumstances.experiments.contains(.otherCloud)
                ? .plain(.wrongCloud)
                : .hidden(
                    .wrongCloud,
                    among: [.invalidKey],
                    because: "nobody allowed to ask in other clouds"
                )
        },
    ]

    private static func another(than cloud: Cloud, on stage: inout Stage) -> Cloud {
        Cloud.allCases.filter { $0 != cloud }.randomElement(using: &stage.dice) ?? .public
    }

    private static func someRegion(of cloud: Cloud, on stage: inout Stage) -> String {
        Regions.regions(in: cloud).filter(\.offersSpeech).map(\.id)
            .randomElement(using: &stage.dice) ?? ""
    }

    /// The region's id with two letters swapped.
    private static func misspelt(_ stage: Stage) -> String {
        var letters = Array(stage.circumstances.region)
        letters.swapAt(1, 2)
        let word = String(letters)
        return word == stage.circumstances.region ? word + "s" : word
    }
}
