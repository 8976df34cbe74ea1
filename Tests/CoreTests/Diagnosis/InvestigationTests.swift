import CogwatchCore
import Foundation
import Testing
import TestSupport

@Suite("An investigation")
struct InvestigationTests {
    @Test("asks every operation with every key, and nothing twice, when all is well")
    func healthyRound() {
        var stage = Stage(.sample())
        let conclusion = stage.play { probe, _ in accepted(probe.operation) }
        #expect(
            stage.asked.map { "\($0.key) \($0.operation)" } == [
                "key1 token", "key1 voices", "key2 token", "key2 voices",
            ]
        )
        #expect(stage.pauses.isEmpty)
        #expect(conclusion.verdict.diagnosis == nil)
        #expect(conclusion.state == .ok)
        #expect(conclusion.keyValidity == ["key1": true, "key2": true])
    }

    @Test("believes a failure only after the confirmations", arguments: [0, 1, 2, 5])
    func confirmations(_ count: Int) {
        var stage = Stage(.sample(keys: [TestKeys.hex(1)], operations: [.token]))
        stage.policy = DiagnosisPolicy(confirmations: count, confirmInterval: .seconds(2))
        let conclusion = stage.play { _, _ in Answers.refusal() }
        #expect(stage.asked.count == count + 1)
        #expect(stage.pauses == Array(repeating: .seconds(2), count: count))
        #expect(conclusion.state == .authFailing)
        #expect(conclusion.verdict.failingSince == Stage.now)
    }

    @Test("believes an end as slowly as a beginning", arguments: [0, 1, 2])
    func endConfirmed(_ count: Int) {
        var stage = Stage(.sample(keys: [TestKeys.hex(1)], operations: [.token]))
        stage.policy = DiagnosisPolicy(confirmations: count, confirmInterval: .seconds(2))
        _ = stage.play { _, _ in Answers.refusal() }
        let before = stage.asked.count
        let end = stage.play { probe, _ in accepted(probe.operation) }
        #expect(stage.asked.count == before + 1 + count)
        #expect(end.verdict.diagnosis == nil)
        #expect(end.belief.failingSince == nil)
    }

    @Test("does not take one good answer in a failure for its end")
    func falseEnd() {
        var stage = Stage(.sample(keys: [TestKeys.hex(1)], operations: [.token]))
        let first = stage.play { _, _ in Answers.refusal() }
        let before = stage.asked.count
        let second = stage.play { probe, number in
            number == before + 1 ? accepted(probe.operation) : Answers.refusal()
        }
        #expect(second.verdict.diagnosis != nil)
        #expect(second.verdict.failingSince == first.verdict.failingSince)
    }

    @Test("takes a hiccup for a hiccup")
    func hiccup() {
        var stage = Stage(.sample(keys: [TestKeys.hex(1)], operations: [.token]))
        let conclusion = stage.play { _, count in
            count == 1 ? Answers.refusal() : accepted(.token)
        }
        #expect(conclusion.verdict.diagnosis == nil)
        #expect(stage.asked.count == 2)
    }

    @Test("confirms only what failed")
    func onlyFailures() {
        var stage = Stage(.sample())
        _ = stage.play { probe, _ in
            probe.key == "key2" && probe.operation == .voices
                ? Answers.refusal() : accepted(probe.operation)
        }
        #expect(stage.asked.dropFirst(4).allSatisfy { $0.key == "key2" && $0.operation == .voices })
        #expect(stage.asked.count == 6)
    }

    @Test("does not confirm again what is believed already")
    func belief() {
        var stage = Stage(.sample())
        _ = stage.play { _, _ in Answers.refusal() }
        let before = stage.asked.count
        let again = stage.play { _, _ in Answers.refusal() }
        #expect(stage.asked.count == before + 4)
        #expect(again.verdict.failingSince == Stage.now)
    }

    @Test(
        "waits as long as Azure asks before it asks again, or takes its word for it",
        arguments: [
            (asked: "4", pause: 4.0), (asked: "5.5", pause: nil), (asked: "86400", pause: nil),
            (asked: "0", pause: 2.0),
        ]
    )
    func retryAfter(_ row: (asked: String, pause: Double?)) {
        var stage = Stage(.sample(keys: [TestKeys.hex(1)], operations: [.token]))
        stage.policy.confirmations = 1
        let conclusion = stage.play { _, _ in
            Answers.refusal(
                429,
                code: "429",
                message: "Slow down.",
                headers: [.init(name: "Retry-After", value: row.asked)]
            )
        }
        #expect(stage.pauses == (row.pause.map { [.seconds($0)] } ?? []))
        #expect(conclusion.verdict.diagnosis?.category == .limit)
        let wish = stage.now.addingTimeInterval(min(Double(row.asked) ?? 0, 600))
        #expect(conclusion.pacing.notBefore == wish)
    }

    @Test("keeps a refusal while nothing answers, for silence says nothing of the key")
    func refusalInSilence() {
        var stage = Stage(.sample(keys: [TestKeys.hex(1)]))
        let refused = stage.play { _, _ in Answers.refusal() }
        let silent = stage.play { _, _ in Answers.noResponse(.notConnected(detail: "no route")) }
        #expect(silent.verdict.diagnosis == refused.verdict.diagnosis)
        #expect(silent.verdict.failingSince == refused.verdict.failingSince)
        #expect(silent.outage?.cause == .connectFailure)
        #expect(
            silent.outage?.since ?? .distantPast > refused.verdict.failingSince ?? .distantFuture
        )
        let broken = stage.play { _, _ in Answers.response(503, body: "") }
        #expect(broken.verdict.diagnosis?.cause == .serviceOutage)
        let back = stage.play { probe, _ in accepted(probe.operation) }
        #expect(back.verdict.diagnosis == nil)
        #expect(back.outage == nil)
    }

    @Test("reports a dead spare while the key in use works, and goes on while both fail")
    func deadSpare() {
        var stage = Stage(.sample())
        stage.worked(keys: ["key1", "key2"], ago: .seconds(60))
        let first = stage.play { probe, _ in
            probe.key == "key2" ? Answers.refusal() : accepted(probe.operation)
        }
        #expect(first.verdict.diagnosis == nil)
        #expect(first.verdict.refusedSpares.keys.sorted() == ["key2"])
        #expect(first.state == .ok)
        let second = stage.play { _, _ in Answers.refusal() }
        #expect(second.verdict.diagnosis != nil)
        #expect(second.verdict.refusedSpares.keys.sorted() == ["key2"])
    }

    @Test("does not report a spare of its own when all keys fall together")
    func allKeys() {
        var stage = Stage(.sample())
        stage.worked(keys: ["key1", "key2"], ago: .seconds(60))
        let conclusion = stage.play { _, _ in Answers.refusal() }
        #expect(conclusion.verdict.refusedSpares.isEmpty)
        #expect(conclusion.keyValidity == ["key1": false, "key2": false])
    }

    @Test(
        "doubts the account only while it confirms a failure of the key in use",
        arguments: [1, 2]
    )
    func doubt(_ dead: Int) {
        let stage = Stage(.sample())
        var investigation = Investigation(
            of: stage.account,
            keys: stage.keys,
            policy: stage.policy,
            history: stage.history,
            belief: stage.belief,
            at: stage.now
        )
        while case .ask(let probe) = investigation.nextStep() {
            let answer = probe.key == "key\(dead)" ? Answers.refusal() : accepted(probe.operation)
            _ = investigation.learn(answer, from: probe, at: stage.now)
        }
        #expect(investigation.doubtsKeyInUse == (dead == 1))
    }

    @Test("asks a silent host with no spare key, whose answer would teach nothing")
    func silentHost() {
        var stage = Stage(.sample())
        stage.policy.confirmations = 1
        _ = stage.play { probe, _ in
            probe.operation == .token
                ? Answers.noResponse(.timedOut(.connect)) : accepted(probe.operation)
        }
        let asked = stage.asked.map { "\($0.key) \($0.operation)" }
        #expect(asked == ["key1 token", "key1 voices", "key2 voices", "key1 token"])
    }

    @Test("says nothing of a key's validity when nobody answered")
    func noResponse() {
        var stage = Stage(.sample())
        let conclusion = stage.play { _, _ in Answers.noResponse(.timedOut(.connect)) }
        #expect(conclusion.keyValidity.isEmpty)
        #expect(conclusion.state == .unreachable)
    }

    @Test(
        "never sends what is plainly no key",
        arguments: [
            "", "https://example.com/secret", "0f8fad5b-d9cb-469f-a165-70867728950e",
        ]
    )
    func neverSent(_ text: String) {
        var stage = Stage(.sample(keys: [Secret(text)]))
        let conclusion = stage.play { _, _ in Answers.refusal() }
        #expect(stage.asked.isEmpty)
        #expect(conclusion.state == .authFailing)
        #expect(conclusion.keyValidity == ["key1": false])
        #expect(conclusion.unsent.map(\.operation) == [.token, .voices])
        #expect(conclusion.unsent.allSatisfy { $0.outcome == .authFailure && $0.status == 0 })
    }

    @Test("uses the token that was just issued for the bearer probe")
    func bearer() {
        var stage = Stage(
            .sample(keys: [TestKeys.hex(1)], operations: [.token, .voices, .bearer])
        )
        _ = stage.play { probe, _ in accepted(probe.operation) }
        let header = stage.asked.last?.request.headers.first
        #expect(stage.asked.last?.operation == .bearer)
        #expect(header?.name == "Authorization")
    }

    @Test("asks for a token before it uses one, in whatever order the operations stand")
    func order() {
        var stage = Stage(.sample(keys: [TestKeys.hex(1)], operations: [.bearer, .voices, .token]))
        _ = stage.play { probe, _ in accepted(probe.operation) }
        #expect(stage.asked.map(\.operation) == [.voices, .token, .bearer])
    }

    @Test("blames no key for a network rule")
    func networkRule() {
        var stage = Stage(.sample())
        let conclusion = stage.play { _, _ in
            Answers.refusal(
                403,
                code: "403",
                message: "Access denied due to Virtual Network/Firewall rules."
            )
        }
        #expect(conclusion.state == .authFailing)
        #expect(conclusion.keyValidity.isEmpty)
    }

    @Test("remembers when each key worked on each host")
    func memory() {
        var stage = Stage(.sample())
        let conclusion = stage.play { probe, _ in accepted(probe.operation) }
        let fingerprint = stage.keys[0].fingerprint ?? ""
        #expect(
            conclusion.history.lastSuccess(
                fingerprint: fingerprint,
                operation: .voices,
                host: "japanwest.tts.speech.microsoft.com"
            ) == Stage.now
        )
    }

    @Test("takes a new key that is refused, accepted and refused for one on its way, over rounds")
    func propagation() {
        var stage = Stage(.sample(keys: [TestKeys.hex(1)]), watchedFor: .seconds(30))
        stage.policy.confirmations = 0
        var causes: [Cause?] = []
        for isAccepted in [false, true, false, true, false] {
            causes.append(
                stage.play { probe, _ in
                    isAccepted ? accepted(probe.operation) : Answers.refusal()
                }.verdict.diagnosis?.cause
            )
        }
        #expect(causes == [.propagationDelay, nil, .propagationDelay, nil, .propagationDelay])
    }

    @Test("a refusal escalates from propagation to an invalid key when the grace is over")
    func escalation() {
        var stage = Stage(.sample(), watchedFor: .seconds(590))
        #expect(
            stage.play { _, _ in Answers.refusal() }.verdict.diagnosis?.cause == .propagationDelay
        )
        stage.now.addTimeInterval(60)
        #expect(stage.play { _, _ in Answers.refusal() }.verdict.diagnosis?.cause == .invalidKey)
    }
}
