import CogwatchCore
import Foundation
import Testing
import TestSupport

@Suite("Flapping")
struct FlappingTests {
    /// Plays rounds a minute apart: each letter is one, `+` well, `-` refused.
    private func play(_ rounds: String) -> (flapping: Flapping?, stage: Stage) {
        var stage = Stage(.sample(keys: [TestKeys.hex(1)], operations: [.token]))
        stage.policy.confirmations = 0
        var flapping: Flapping?
        for round in rounds {
            stage.now.addTimeInterval(60)
            let conclusion = stage.play { probe, _ in
                round == "+" ? accepted(probe.operation) : Answers.refusal()
            }
            flapping = conclusion.verdict.flapping
        }
        return (flapping, stage)
    }

    @Test(
        "is four failures within twenty rounds",
        arguments: [
            ("+-+-+-", false), ("+-+-+-+-", true), ("+----+----+----", false),
            ("+--+--+--+--", true), ("+-++++++-++++++-++++++-", false), ("--------------", false),
        ]
    )
    func begins(_ row: (rounds: String, flaps: Bool)) {
        #expect((play(row.rounds).flapping != nil) == row.flaps)
    }

    @Test(
        "lasts through the good rounds in between, and ends after five of them and more",
        arguments: [("++", true), ("+++++", true), ("++++++", false), ("+++++-", true)]
    )
    func ends(_ row: (rounds: String, flaps: Bool)) {
        #expect((play("+-+-+-+-" + row.rounds).flapping != nil) == row.flaps)
    }

    @Test("begins anew after its end, not with the next failure")
    func again() {
        #expect(play("+-+-+-+-" + "+++++++" + "-").flapping == nil)
    }

    @Test("keeps one alert with the same labels whatever the turn, and survives a restart")
    func alert() throws {
        let account = Account.sample(keys: [TestKeys.hex(1)], operations: [.token])
        let policy = AlertPolicy(externalLabels: [:], trialThresholds: [])
        var (_, stage) = play("+-+-+-+-")
        stage.history = try JSONDecoder().decode(
            AccountHistory.self,
            from: JSONEncoder().encode(stage.history)
        )
        var fingerprints: Set<String> = []
        for round in "-+-++" {
            stage.now.addTimeInterval(60)
            let conclusion = stage.play { probe, _ in
                round == "+" ? accepted(probe.operation) : Answers.refusal(403)
            }
            let alerts = policy.alerts(for: conclusion.verdict, of: account)
            #expect(alerts.count == 1)
            #expect(alerts.first?.labels["flapping"] == "true")
            #expect(alerts.first?.annotations["summary"]?.contains("flapping") == true)
            fingerprints.formUnion(alerts.map(\.fingerprint))
        }
        #expect(fingerprints.count == 1)
    }

    @Test("is forgotten when somebody changes the stanza")
    func reconfigured() {
        var (_, stage) = play("+-+-+-+-")
        stage.reconfigured(.sample(keys: [TestKeys.hex(2)], operations: [.token]), ago: .zero)
        let conclusion = stage.play { _, _ in Answers.refusal() }
        #expect(conclusion.verdict.flapping == nil)
    }

    @Test("keeps a key from being carried around the world at each turn")
    func noSweeps() {
        var (_, stage) = play("+-+-+-")
        let nothing = stage.experiment { _ in Answers.refusal() }
        #expect(nothing == nil)
    }
}
