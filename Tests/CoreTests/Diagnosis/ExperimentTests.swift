import CogwatchCore
import Foundation
import Testing
import TestSupport

/// An Azure in which a key is good in one region and nowhere else.
private func goodIn(_ region: String, _ attempt: Attempt) -> Answer {
    guard attempt.host.hasPrefix("\(region)."), attempt.experiment != .bogusKey,
        let operation = attempt.operation
    else { return Answers.refusal() }
    return accepted(operation)
}

private func refused(_ attempt: Attempt) -> Answer { Answers.refusal() }

@Suite("Experiments")
struct ExperimentTests {
    /// A stage on which the key in use was just refused.
    private func refusedStage(
        _ account: Account = .sample(keys: [TestKeys.hex(1)]),
        _ prepare: (inout Stage) -> Void = { _ in }
    ) -> Stage {
        var stage = Stage(account)
        stage.policy.confirmations = 0
        prepare(&stage)
        _ = stage.play { _, _ in Answers.refusal() }
        return stage
    }

    @Test("find the region in which the key is good, and prove it with what failed here")
    func otherRegion() throws {
        var stage = refusedStage()
        let found = stage.experiment { goodIn("westeurope", $0) }
        let conclusion = try #require(found)
        let diagnosis = try #require(conclusion.verdict.diagnosis)
        #expect(diagnosis.cause == .wrongRegion)
        #expect(diagnosis.confidence == .certain)
        #expect(diagnosis.nextSteps.first?.contains("`region: westeurope`") == true)
        #expect(diagnosis.evidence.contains { $0.text.contains("westeurope") })
        let last = stage.attempts.suffix(2).map(\.attempt)
        #expect(last.map(\.operation) == [.token, .voices])
        #expect(last.allSatisfy { $0.subject == "westeurope" })
    }

    @Test("contradict a favourite: a key that worked here may have moved with its resource")
    func moved() throws {
        var stage = refusedStage { $0.worked(keys: ["key1"], ago: .seconds(90)) }
        let found = stage.experiment { goodIn("uksouth", $0) }
        let favourite = try #require(found)
        #expect(favourite.verdict.diagnosis?.cause == .wrongRegion)
        #expect(favourite.verdict.diagnosis?.confidence == .certain)
    }

    @Test("take a token in another region for a hint only, where voices are refused there, too")
    func tokenElsewhere() throws {
        var stage = refusedStage()
        let found = stage.experiment { attempt in
            attempt.operation == .token ? goodIn("westeurope", attempt) : Answers.refusal()
        }
        let conclusion = try #require(found)
        #expect(conclusion.verdict.diagnosis?.cause == .wrongService)
        #expect(conclusion.verdict.diagnosis?.confidence == .likely)
    }

    @Test(
        "begin with the region that is most likely",
        arguments: [
            ("a region with accounts of ours", Surroundings(regions: ["ukwest": 3]), "ukwest"),
            (
                "the region of the key's mark", Surroundings(regionOfCode: "qatarcentral"),
                "qatarcentral"
            ),
        ]
    )
    func order(_ row: (name: String, surroundings: Surroundings, first: String)) throws {
        var stage = refusedStage { $0.surroundings = row.surroundings }
        _ = stage.experiment(refused)
        let first = stage.attempts.first { $0.attempt.experiment == .otherRegion }
        #expect(first?.attempt.subject == row.first)
    }

    @Test("begin with the former region when the region was just changed")
    func formerRegion() {
        var stage = Stage(.sample(keys: [TestKeys.hex(1)]))
        stage.policy.confirmations = 0
        stage.worked(keys: ["key1"], ago: .seconds(600))
        stage.reconfigured(.sample(keys: [TestKeys.hex(1)], region: "eastus"), ago: .seconds(60))
        _ = stage.play { _, _ in Answers.refusal() }
        _ = stage.experiment(refused)
        #expect(stage.attempts.first?.attempt.subject == "japanwest")
    }

    @Test(
        "show a key to hosts of its own cloud only, unless another is asked for",
        arguments: Cloud.allCases,
        [false, true]
    )
    func ownCloud(_ cloud: Cloud, _ asksOthers: Bool) {
        let region = Regions.regions(in: cloud)[0].id
        var stage = refusedStage(.sample(keys: [TestKeys.hex(1)], cloud: cloud, region: region)) {
            $0.policy.maximumRequests = 200
            if asksOthers { $0.policy.experiments.append(.otherCloud) }
        }
        _ = stage.experiment(refused)
        let clouds = Set(stage.attempts.compactMap { AzureHost($0.attempt.host).cloud })
        #expect(clouds == (asksOthers ? Set(Cloud.allCases) : [cloud]))
        #expect(stage.attempts.allSatisfy { AzureHost($0.attempt.host).cloud != nil })
    }

    @Test("ask no host twice within a second")
    func pace() {
        var stage = refusedStage()
        _ = stage.experiment(refused)
        for (host, times) in Dictionary(grouping: stage.attempts, by: \.attempt.host) {
            for (one, next) in zip(times, times.dropFirst()) {
                #expect(next.at.timeIntervalSince(one.at) >= 1, "\(host)")
            }
        }
        #expect(stage.attempts.count > 30)
    }

    @Test("stay within their budget", arguments: [1, 2, 7, 40])
    func budget(_ requests: Int) {
        var stage = refusedStage { $0.policy.maximumRequests = requests }
        _ = stage.experiment(refused)
        #expect(stage.attempts.count <= requests)
        #expect(stage.attempts.count >= min(requests, 30))
    }

    @Test("are made only where they are allowed", arguments: Experiment.allCases)
    func allowed(_ experiment: Experiment) {
        let domain = "my-speech.cognitiveservices.azure.com"
        var stage = refusedStage(.sample(keys: [TestKeys.hex(1)], customDomain: domain)) {
            $0.policy.experiments = [experiment]
        }
        _ = stage.experiment(refused)
        let made = Set(stage.attempts.map(\.attempt.experiment))
        #expect(made.isSubset(of: [experiment, .domainRedirect]))
        // The rest needs a token, a spare or a name service instead of a request.
        let requests: Set<Experiment> = [
            .otherRegion, .otherService, .bogusKey, .otherCloud, .domainRedirect,
        ]
        #expect(made.contains(experiment) == requests.contains(experiment))
        var none = refusedStage(.sample(keys: [TestKeys.hex(1)], customDomain: domain)) {
            $0.policy.experiments = []
        }
        let nothing = none.experiment(refused)
        #expect(nothing == nil)
    }

    @Test("show no key where none is needed, and never the true one as a made-up one")
    func credentials() {
        let domain = "my-speech.cognitiveservices.azure.com"
        let key = TestKeys.hex(1)
        var stage = refusedStage(.sample(keys: [key], customDomain: domain))
        _ = stage.experiment(refused)
        for (attempt, _) in stage.attempts {
            let secrets = attempt.request.headers.compactMap { header -> Secret? in
                if case .secret(_, let secret) = header.value { secret } else { nil }
            }
            switch attempt.experiment {
            case .domainRedirect: #expect(secrets.isEmpty)
            case .bogusKey: #expect(secrets.count == 1 && secrets != [key])
            default: #expect(secrets == [key])
            }
        }
        #expect(stage.attempts.contains { $0.attempt.experiment == .domainRedirect })
        #expect(stage.attempts.contains { $0.attempt.experiment == .bogusKey })
    }

    @Test("ask for the names behind a custom domain before anything else")
    func names() throws {
        let domain = "my-speech.cognitiveservices.azure.com"
        var stage = refusedStage(.sample(keys: [TestKeys.hex(1)], customDomain: domain))
        let alias = "uksouth.api.cognitive.microsoft.com"
        let conclusion = stage.experiment(
            names: { _ in .found(aliases: [alias], addresses: ["203.0.113.7"]) },
            refused
        )
        let diagnosis = try #require(conclusion?.verdict.diagnosis)
        #expect(stage.lookedUp == [domain])
        #expect(diagnosis.cause == .wrongRegion)
        #expect(diagnosis.confidence == .likely)
        #expect(
            stage.attempts.first { $0.attempt.experiment == .otherRegion }?.attempt.subject
                == "uksouth"
        )
    }

    @Test("believe a custom domain's own word on its region")
    func redirect() {
        let domain = "my-speech.cognitiveservices.azure.com"
        var stage = refusedStage(.sample(keys: [TestKeys.hex(1)], customDomain: domain))
        let conclusion = stage.experiment { attempt in
            attempt.experiment == .domainRedirect
                ? Answers.response(
                    200,
                    body:
                        "https://eastus.tts.speech.microsoft.com/cognitiveservices/websocket/v1?x=1"
                ) : Answers.refusal()
        }
        #expect(conclusion?.verdict.diagnosis?.cause == .wrongRegion)
        #expect(
            conclusion?.history.experiments?.findings.contains { $0.region == "eastus" } == true
        )
    }

    @Test("tell an endpoint of another resource from a wrong key")
    func foreignEndpoint() {
        let domain = "other-speech.cognitiveservices.azure.com"
        var stage = refusedStage(.sample(keys: [TestKeys.hex(1)], customDomain: domain))
        let conclusion = stage.experiment { goodIn("japanwest", $0) }
        #expect(conclusion?.verdict.diagnosis?.cause == .wrongEndpointKind)
        #expect(conclusion?.verdict.diagnosis?.confidence == .likely)
    }

    @Test("take a custom domain that is gone for a deleted resource")
    func goneDomain() {
        let domain = "my-speech.cognitiveservices.azure.com"
        var stage = Stage(.sample(keys: [TestKeys.hex(1)], customDomain: domain))
        stage.policy.confirmations = 0
        stage.worked(keys: ["key1"], ago: .seconds(60))
        _ = stage.play { _, _ in Answers.noResponse(.nameNotResolved(detail: "no such host")) }
        let conclusion = stage.experiment(names: { _ in .notFound }, refused)
        #expect(stage.attempts.isEmpty)
        #expect(conclusion?.verdict.diagnosis?.cause == .resourceDeleted)
        #expect(conclusion?.verdict.diagnosis?.confidence == .likely)
    }

    /// Key and region were changed in one reload, after another key had worked in Japan West.
    private func bothChanged() -> Stage {
        var stage = Stage(.sample(keys: [TestKeys.hex(1)]), watchedFor: .seconds(864_000))
        stage.policy.confirmations = 0
        stage.worked(keys: ["key1"], ago: .seconds(120))
        stage.reconfigured(.sample(keys: [TestKeys.hex(9)], region: "eastus"), ago: .seconds(60))
        _ = stage.play { _, _ in Answers.refusal() }
        return stage
    }

    @Test("of two changes at once blame the region, where the new key is good in the old one")
    func regionOfTwoChanges() {
        var stage = bothChanged()
        let conclusion = stage.experiment { goodIn("japanwest", $0) }
        #expect(conclusion?.verdict.diagnosis?.cause == .wrongRegion)
        #expect(conclusion?.verdict.diagnosis?.confidence == .certain)
        #expect(stage.attempts.first?.attempt.subject == "japanwest")
    }

    @Test("of two changes at once blame neither for certain, where the new key is good nowhere")
    func keyOfTwoChanges() throws {
        var stage = bothChanged()
        let first = stage.experiment(refused)
        let fresh = try #require(first?.verdict.diagnosis)
        #expect(fresh.confidence != .certain)
        #expect(fresh.candidates.map(\.cause).contains(.propagationDelay))
        // Once the grace of a new key is over, the key is what is left.
        stage.now.addTimeInterval(700)
        let later = stage.play { _, _ in Answers.refusal() }
        let diagnosis = try #require(later.verdict.diagnosis)
        #expect(diagnosis.cause == .invalidKey)
        #expect(diagnosis.confidence == .possible)
    }

    @Test("change nothing of a verdict on answers that come and go")
    func flapping() {
        var stage = Stage(.sample(keys: [TestKeys.hex(1)]), watchedFor: .seconds(120))
        stage.policy.confirmations = 1
        var (calls, failures) = (0, 0)
        for _ in 0..<6 {
            stage.now.addTimeInterval(10)
            let conclusion = stage.play { probe, _ in
                calls += 1
                return calls % 3 == 0 ? accepted(probe.operation) : Answers.refusal()
            }
            guard let diagnosis = conclusion.verdict.diagnosis else { continue }
            failures += 1
            #expect(diagnosis.cause == .propagationDelay)
            #expect(diagnosis.confidence < .certain)
        }
        #expect(failures > 0)
    }

    @Test("try the token where the key gets one and voices are refused")
    func bearer() {
        var stage = Stage(.sample(keys: [TestKeys.hex(1)]))
        stage.policy.confirmations = 0
        let refusal: (Probe, Int) -> Answer = { probe, _ in
            probe.operation == .token ? accepted(.token) : Answers.refusal()
        }
        _ = stage.play(refusal)
        let conclusion = stage.experiment(refused)
        #expect(stage.attempts.first?.attempt.experiment == .bearer)
        #expect(conclusion?.verdict.diagnosis?.cause == .wrongService)
        #expect(conclusion?.verdict.diagnosis?.confidence == .likely)
    }

    @Test("rule wrong_region out once every region has refused the key")
    func exhausted() throws {
        var stage = refusedStage { $0.policy.maximumRequests = 200 }
        let found = stage.experiment(refused)
        let conclusion = try #require(found)
        let diagnosis = try #require(conclusion.verdict.diagnosis)
        #expect(diagnosis.cause == .invalidKey)
        #expect(!diagnosis.candidates.map(\.cause).contains(.wrongRegion))
        #expect(diagnosis.evidence.contains { $0.text.contains("other regions, too") })
        #expect(diagnosis.evidence.contains { $0.text.contains("made-up key") })
    }

    @Test("are made once for a failure, and again when its picture has changed for a while")
    func once() {
        var stage = refusedStage()
        let first = stage.experiment(refused)
        #expect(first != nil)
        _ = stage.play { _, _ in Answers.refusal() }
        let again = stage.experiment(refused)
        #expect(again == nil)
        let otherPicture: (Probe, Int) -> Answer = { probe, _ in
            probe.operation == .token ? accepted(.token) : Answers.refusal()
        }
        _ = stage.play(otherPicture)
        let soon = stage.experiment(refused)
        #expect(soon == nil)
        stage.now.addTimeInterval(601)
        _ = stage.play(otherPicture)
        let later = stage.experiment(refused)
        #expect(later != nil)
    }

    @Test("are remembered over a restart, and forgotten when the key works again")
    func remembered() throws {
        var stage = refusedStage()
        _ = stage.experiment { goodIn("westeurope", $0) }
        let written = try JSONEncoder().encode(stage.history)
        stage.history = try JSONDecoder().decode(AccountHistory.self, from: written)
        stage.belief = Investigation.Belief()
        let after = stage.play { _, _ in Answers.refusal() }
        #expect(after.verdict.diagnosis?.cause == .wrongRegion)
        #expect(after.verdict.diagnosis?.confidence == .certain)
        let well = stage.play { probe, _ in accepted(probe.operation) }
        #expect(well.history.experiments == nil)
    }

    @Test("are forgotten when the stanza changes")
    func reconfigured() {
        var stage = refusedStage()
        _ = stage.experiment { goodIn("westeurope", $0) }
        stage.reconfigured(.sample(keys: [TestKeys.hex(2)]), ago: .zero)
        #expect(stage.history.experiments == nil)
    }

    @Test("are not made on what is certain already")
    func certain() {
        var stage = Stage(.sample(keys: [TestKeys.hex(1)]))
        stage.policy.confirmations = 0
        _ = stage.play { _, _ in
            Answers.refusal(403, message: "Access denied due to Virtual Network/Firewall rules.")
        }
        let nothing = stage.experiment(refused)
        #expect(nothing == nil)
    }
}

@Suite("The neighbours")
struct NeighbourTests {
    @Test(
        "tell an outage that refuses everybody from a key of one's own",
        arguments: [
            (Neighbours(refusedTogether: 3), Cause.serviceOutage),
            (Neighbours(working: 1, refusedTogether: 3), .keyRegenerated),
            (Neighbours(refusedTogether: 1), .keyRegenerated),
            (Neighbours(refusedTogether: 2, unknown: 7), .keyRegenerated),
            (Neighbours(), .keyRegenerated),
        ]
    )
    func outage(_ row: (neighbours: Neighbours, cause: Cause)) {
        var stage = Stage(.sample(keys: [TestKeys.hex(1)]))
        stage.worked(keys: ["key1"], ago: .seconds(60))
        stage.surroundings = Surroundings(neighbours: row.neighbours)
        let conclusion = stage.play { _, _ in Answers.refusal() }
        #expect(conclusion.verdict.diagnosis?.cause == row.cause)
    }

    @Test("leave no doubt in a key that is regenerated soon after the outage")
    func afterOutage() {
        var stage = Stage(.sample(keys: [TestKeys.hex(1)]), watchedFor: .seconds(120))
        stage.worked(keys: ["key1"], ago: .seconds(60))
        stage.surroundings = Surroundings(neighbours: Neighbours(refusedTogether: 5))
        _ = stage.play { _, _ in Answers.refusal() }
        stage.surroundings = Surroundings(neighbours: Neighbours(working: 5))
        stage.now.addTimeInterval(30)
        _ = stage.play { probe, _ in accepted(probe.operation) }
        stage.now.addTimeInterval(30)
        let conclusion = stage.play { _, _ in Answers.refusal() }
        #expect(conclusion.verdict.diagnosis?.cause == .keyRegenerated)
    }

    @Test("are no excuse for a key whose spare still works")
    func spare() {
        var stage = Stage(.sample())
        stage.worked(keys: ["key1", "key2"], ago: .seconds(60))
        stage.surroundings = Surroundings(neighbours: Neighbours(refusedTogether: 5))
        let conclusion = stage.play { probe, _ in
            probe.key == "key1" ? Answers.refusal() : accepted(probe.operation)
        }
        #expect(conclusion.verdict.diagnosis?.cause != .serviceOutage)
    }

    @Test("keep a fleet in an outage from sweeping the world with its keys")
    func noSweep() {
        var stage = Stage(.sample(keys: [TestKeys.hex(1)]))
        stage.policy.confirmations = 0
        stage.worked(keys: ["key1"], ago: .seconds(60))
        stage.surroundings = Surroundings(neighbours: Neighbours(refusedTogether: 9))
        _ = stage.play { _, _ in Answers.refusal() }
        _ = stage.experiment(refused)
        #expect(stage.attempts.map(\.attempt.experiment) == [.bogusKey])
    }
}
