import CogwatchCore
import Foundation
import Testing
import TestSupport

@Suite("What Resource Manager says of a refused key")
struct ManagementEvidenceTests {
    static let now = Stage.now
    static let others = (TestKeys.hex(7), TestKeys.hex(8))
    static let regeneration = ManagementBodies.event(at: now.addingTimeInterval(-300))
    static let notFound = Answers.response(404, body: ManagementBodies.error("ResourceNotFound"))
    static let forbidden = Answers.response(
        403,
        body: ManagementBodies.error("AuthorizationFailed")
    )
    static let listKeys =
        "Grant Microsoft.CognitiveServices/accounts/listKeys/action to cogwatch's identity to prove this."

    @Test("proves, refutes, or is missed", arguments: ManagementStory.all)
    func story(_ story: ManagementStory) throws {
        var stage = Self.stage(story)
        let before = stage.play { _, _ in Self.refusal(story) }
        #expect(before.verdict.diagnosis != nil)
        let after = try #require(
            stage.manage { question in
                story.refuses(question)
                    ?? story.says(question).map { Answers.response(200, body: $0) }
                    ?? Self.forbidden
            }
        )
        let diagnosis = try #require(after.verdict.diagnosis)
        #expect(diagnosis.cause == story.cause)
        #expect(diagnosis.confidence == story.confidence)
        let text = diagnosis.evidence.map(\.text).joined(separator: "\n")
        for line in story.evidence { #expect(text.contains(line), "\(text)") }
        for step in story.steps { #expect(diagnosis.nextSteps.contains(step)) }
        for cause in story.without {
            #expect(!diagnosis.candidates.contains { $0.cause == cause })
            #expect(!text.contains(cause.rawValue))
        }
        let all = text + diagnosis.nextSteps.joined()
        #expect(!all.contains("contoso") && !all.contains(ManagementBodies.subscription))
        // What was said still counts in the next round.
        stage.now.addTimeInterval(60)
        let next = stage.play { _, _ in Self.refusal(story) }
        #expect(next.verdict.diagnosis?.cause == story.cause)
    }

    @Test("names who did it only where that is allowed", arguments: [true, false])
    func caller(isShown: Bool) throws {
        var stage = Self.stage(ManagementStory(name: "", cause: .unknown, confidence: .possible))
        _ = stage.play { _, _ in Answers.refusal() }
        let end = stage.manage(showsCaller: isShown) { question in
            Answers.response(
                200,
                body: Healthy.says(question, keys: Self.others, events: [Self.regeneration])
            )
        }
        let text = try #require(end?.verdict.diagnosis?.evidence).map(\.text).joined()
        #expect(text.contains("operator@contoso.example") == isShown)
    }

    @Test("asks in the best order, and nothing where the answer has said it all")
    func order() {
        var stage = Self.stage(ManagementStory(name: "", cause: .unknown, confidence: .possible))
        _ = stage.play { _, _ in Answers.refusal() }
        _ = stage.manage { Answers.response(200, body: Healthy.says($0)) }
        #expect(stage.managed == [.account, .keys, .subscription, .activity, .health])

        var spoken = Self.stage(ManagementStory(name: "", cause: .unknown, confidence: .possible))
        _ = spoken.play { _, _ in
            Answers.refusal(403, message: "Access denied due to Virtual Network/Firewall rules.")
        }
        #expect(spoken.manage { _ in Self.forbidden } == nil)

        var silent = Self.stage(ManagementStory(name: "", cause: .unknown, confidence: .possible))
        _ = silent.play { _, _ in Answers.response(503, body: "") }
        _ = silent.manage { Answers.response(200, body: Healthy.says($0)) }
        #expect(silent.managed == [.health])
    }

    @Test("is not asked without an id, or while all is well")
    func notAsked() {
        var nameless = Stage(Account.sample())
        _ = nameless.play { _, _ in Answers.refusal() }
        #expect(nameless.manage { _ in Self.forbidden } == nil)
        var well = Self.stage(ManagementStory(name: "", cause: .unknown, confidence: .possible))
        _ = well.play { probe, _ in accepted(probe.operation) }
        #expect(well.manage { _ in Self.forbidden } == nil)
    }

    @Test("tells why a spare is refused, asks the log no oftener for it, and leaves the rest")
    func spare() throws {
        var stage = Stage(
            Account.sample(
                keys: [Healthy.key1, Healthy.key2],
                resourceID: ManagementBodies.accountID
            )
        )
        stage.worked(keys: ["key1", "key2"], ago: .seconds(600))
        let answer: (Probe, Int) -> Answer = { probe, _ in
            probe.key == "key2" ? Answers.refusal() : accepted(probe.operation)
        }
        _ = stage.play(answer)
        let end = try #require(
            stage.manage {
                Answers.response(
                    200,
                    body: Healthy.says($0, keys: (Healthy.key1, TestKeys.hex(9)))
                )
            }
        )
        #expect(stage.managed == [.account, .keys, .activity])
        let diagnosis = try #require(end.verdict.refusedSpares["key2"])
        #expect(diagnosis.cause == .keyRegenerated && diagnosis.confidence == .certain)
        #expect(end.verdict.diagnosis == nil && end.verdict.driftedKeys.isEmpty)
        stage.now.addTimeInterval(60)
        let next = stage.play(answer)
        #expect(next.verdict.refusedSpares["key2"]?.confidence == .certain)
        #expect(stage.manage { _ in Self.forbidden } == nil)
    }

    @Test("carries a key that is current around no other regions")
    func noSweep() {
        var stage = Self.stage(ManagementStory(name: "", cause: .unknown, confidence: .possible))
        _ = stage.play { _, _ in Answers.refusal() }
        _ = stage.manage { Answers.response(200, body: Healthy.says($0)) }
        _ = stage.experiment { _ in Answers.refusal() }
        #expect(stage.attempts.allSatisfy { $0.attempt.experiment == .bogusKey })
    }

    @Test(
        "asks the log for the time in which the key stopped",
        arguments: [
            (nil, -3600.0), (-60, -3600), (-7200, -7800), (-200 * 86_400, -89 * 86_400),
        ] as [(Double?, Double)]
    )
    func window(success: Double?, from: Double) {
        let window = LookAgain.window(
            beforeRefusalAt: Self.now,
            lastSuccess: success.map { Self.now.addingTimeInterval($0) },
            at: Self.now
        )
        #expect(window.from.timeIntervalSince(Self.now) == from && window.to == Self.now)
    }

    @Test("is forgotten once the failure is over")
    func forgotten() {
        var stage = Self.stage(ManagementStory(name: "", cause: .unknown, confidence: .possible))
        _ = stage.play { _, _ in Answers.refusal() }
        _ = stage.manage { Answers.response(200, body: Healthy.says($0, keys: Self.others)) }
        #expect(stage.history.management != nil)
        _ = stage.play { probe, _ in accepted(probe.operation) }
        #expect(stage.history.management == nil)
    }

    @Test("holds for half an hour, each part by its own age")
    func refreshed() throws {
        var stage = Self.stage(ManagementStory(name: "", cause: .unknown, confidence: .possible))
        _ = stage.play { _, _ in Answers.refusal() }
        let disabled = stage.manage {
            Answers.response(200, body: Healthy.says($0, state: "Disabled"))
        }
        #expect(disabled?.verdict.diagnosis?.cause == .subscriptionDisabled)
        stage.now = Self.now.addingTimeInterval(1700)
        _ = stage.play { _, _ in Answers.refusal() }
        #expect(stage.manage { _ in Self.forbidden } == nil)

        stage.now = Self.now.addingTimeInterval(1900)
        _ = stage.play { _, _ in Answers.refusal() }
        let unheard = stage.manage { _ in Answers.noResponse(.timedOut(.connect)) }
        #expect(stage.managed == [.account, .keys, .subscription])
        #expect(unheard?.verdict.diagnosis?.confidence == .certain)

        stage.now = Self.now.addingTimeInterval(3800)
        _ = stage.play { _, _ in Answers.refusal() }
        let enabled = try #require(
            stage.manage { Answers.response(200, body: Healthy.says($0)) }
        )
        #expect(stage.managed.starts(with: [.account, .keys, .subscription]))
        #expect(enabled.verdict.diagnosis?.cause != .subscriptionDisabled)
        let coded = try JSONEncoder().encode(stage.history)
        #expect(try JSONDecoder().decode(AccountHistory.self, from: coded) == stage.history)
    }

    @Test("looks at the log again until 25 minutes after the refusal")
    func lookAgain() {
        let first = Self.now
        var looks: [Double] = []
        var last: Date?
        while let next = LookAgain.next(afterRefusalAt: first, lookedAt: last), looks.count < 20 {
            looks.append(next.timeIntervalSince(first) / 60)
            last = next
        }
        #expect(looks == [0, 3, 5, 8, 12, 16, 20, 25])
        #expect(
            !LookAgain.isConclusive(lookedAt: first.addingTimeInterval(1499), afterRefusalAt: first)
        )
        #expect(
            LookAgain.isConclusive(lookedAt: first.addingTimeInterval(1500), afterRefusalAt: first)
        )
    }

    @Test("finds out late who did it")
    func lateEntry() throws {
        var stage = Self.stage(ManagementStory(name: "", cause: .unknown, confidence: .possible))
        _ = stage.play { _, _ in Answers.refusal() }
        let refused = try #require(stage.belief.failingSince)
        _ = stage.manage { Answers.response(200, body: Healthy.says($0, keys: Self.others)) }
        #expect(stage.nextLook == refused.addingTimeInterval(180))
        stage.now = refused.addingTimeInterval(100)
        _ = stage.play { _, _ in Answers.refusal() }
        #expect(stage.manage { _ in Self.forbidden } == nil)
        stage.now = refused.addingTimeInterval(185)
        _ = stage.play { _, _ in Answers.refusal() }
        let end = stage.manage {
            Answers.response(200, body: Healthy.says($0, events: [Self.regeneration]))
        }
        #expect(stage.managed == [.activity])
        let text = try #require(end?.verdict.diagnosis?.evidence).map(\.text).joined()
        #expect(text.contains("was regenerated at"))
        #expect(stage.nextLook == nil)
    }

    @Test("does not take the regeneration of the other key, or of long ago, for the reason")
    func otherRegeneration() throws {
        let second = #"{"requestbody":{"keyName":"Key2"}}"#
        let events = [
            ManagementBodies.event(
                at: Self.now.addingTimeInterval(-100),
                correlation: "a",
                properties: second
            ),
            ManagementBodies.event(at: Self.now.addingTimeInterval(-3000), correlation: "b"),
        ]
        var stage = Self.stage(ManagementStory(name: "", cause: .unknown, confidence: .possible))
        _ = stage.play { _, _ in Answers.refusal() }
        let end = stage.manage { question in
            question == .keys
                ? Self.forbidden
                : Answers.response(200, body: Healthy.says(question, events: events))
        }
        let diagnosis = try #require(end?.verdict.diagnosis)
        let text = diagnosis.evidence.map(\.text).joined()
        #expect(text.contains("key 2 of the resource was regenerated"))
        #expect(!text.contains("key 1 of the resource was regenerated"))
    }

    @Test("does not take a key that worked elsewhere for one that was regenerated here")
    func workedElsewhere() throws {
        let there = Account.sample(keys: [Healthy.key1], region: "japaneast")
        var stage = Stage(there)
        stage.worked(keys: ["key1"], ago: .seconds(600))
        stage.reconfigured(
            Account.sample(keys: [Healthy.key1], resourceID: ManagementBodies.accountID),
            ago: .seconds(300)
        )
        _ = stage.play { _, _ in Answers.refusal() }
        let end = stage.manage {
            Answers.response(200, body: Healthy.says($0, keys: Self.others))
        }
        let diagnosis = try #require(end?.verdict.diagnosis)
        #expect(diagnosis.cause != .keyRegenerated && diagnosis.confidence == .likely)
    }

    @Test("tells that a custom domain without a name was deleted")
    func missingName() throws {
        let domain = "mine.cognitiveservices.azure.com"
        var story = ManagementStory(name: "", cause: .resourceDeleted, confidence: .certain)
        story.domain = domain
        var stage = Self.stage(story)
        _ = stage.play { _, _ in Answers.noResponse(.nameNotResolved(detail: "no such name")) }
        let end = stage.manage { question in
            question == .account
                ? Self.notFound
                : Answers.response(
                    200,
                    body: Healthy.says(question, deleted: [ManagementBodies.deleted])
                )
        }
        #expect(stage.managed == [.account, .deletedAccounts])
        let diagnosis = try #require(end?.verdict.diagnosis)
        #expect(diagnosis.cause == .resourceDeleted && diagnosis.confidence == .certain)
        #expect(diagnosis.nextSteps.first?.hasPrefix("Restore it until 2027-01-17") == true)
    }

    @Test("asks anew what was proven half an hour ago")
    func stale() {
        let off = ManagementBodies.account(properties: #""disableLocalAuth":true"#)
        var stage = Self.stage(ManagementStory(name: "", cause: .unknown, confidence: .possible))
        _ = stage.play { _, _ in Answers.refusal() }
        _ = stage.manage { Answers.response(200, body: Healthy.says($0, account: off)) }
        stage.now.addTimeInterval(1900)
        _ = stage.play { _, _ in Answers.refusal() }
        let end = stage.manage { Answers.response(200, body: Healthy.says($0, keys: Self.others)) }
        #expect(end?.verdict.diagnosis?.cause == .keyRegenerated)
    }

    @Test("survives being written down, and holds no key")
    func encoded() throws {
        var stage = Self.stage(ManagementStory(name: "", cause: .unknown, confidence: .possible))
        _ = stage.play { _, _ in Answers.refusal() }
        _ = stage.manage {
            $0 == .health
                ? Self.forbidden
                : Answers.response(200, body: Healthy.says($0, events: [Self.regeneration]))
        }
        let data = try JSONEncoder().encode(stage.history)
        #expect(try JSONDecoder().decode(AccountHistory.self, from: data) == stage.history)
        let text = String(decoding: data, as: UTF8.self)
        for key in [Healthy.key1, Healthy.key2] {
            #expect(!key.reveal { text.contains($0) })
        }
    }

    @Test("reads histories that were written before there was any of this")
    func oldHistory() throws {
        let history = Self.stage(ManagementStory(name: "", cause: .unknown, confidence: .possible))
            .history
        let data = try JSONEncoder().encode(history)
        #expect(!String(decoding: data, as: UTF8.self).contains("listedKeys"))
        #expect(try JSONDecoder().decode(AccountHistory.self, from: data) == history)
    }

    private static func refusal(_ story: ManagementStory) -> Answer {
        story.status == 503
            ? Answers.response(503, body: "")
            : story.status == 403
                ? Answers.refusal(403, code: "403", message: "Forbidden") : Answers.refusal()
    }

    static func stage(_ story: ManagementStory) -> Stage {
        var stage = Stage(
            Account.sample(
                keys: [Healthy.key1],
                kind: story.kind,
                region: story.region,
                customDomain: story.domain,
                resourceID: ManagementBodies.accountID
            )
        )
        if story.worked { stage.worked(keys: ["key1"], ago: .seconds(600)) }
        return stage
    }
}
