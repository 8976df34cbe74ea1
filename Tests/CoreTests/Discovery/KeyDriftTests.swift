import CogwatchCore
import Foundation
import Testing
import TestSupport

@Suite("A key that Resource Manager lists no more")
struct KeyDriftTests {
    static let policy = AlertPolicy(externalLabels: [:], trialThresholds: [])

    @Test("is told of while it works, and not once it is refused")
    func drift() throws {
        var stage = Stage(Account.sample())
        stage.history.learn(Self.comparison(stage, TestKeys.hex(1), TestKeys.hex(9)))
        let working = stage.play { probe, _ in accepted(probe.operation) }
        #expect(working.verdict.driftedKeys == ["key2": Stage.now])
        let alerts = Self.policy.alerts(for: working.verdict, of: stage.account)
        #expect(alerts.map { $0.labels["alertname"] } == ["KeyDrift"])
        #expect(alerts.first?.labels["key"] == "key2")
        #expect(alerts.first?.labels["severity"] == "warning")
        #expect(alerts.first?.since == Stage.now)

        stage.now.addTimeInterval(60)
        let refused = stage.play { probe, _ in
            probe.key == "key2" ? Answers.refusal() : accepted(probe.operation)
        }
        #expect(refused.verdict.driftedKeys.isEmpty)
        #expect(
            Self.policy.alerts(for: refused.verdict, of: stage.account).map {
                $0.labels["alertname"]
            } == ["KeyInvalid"]
        )
    }

    @Test("does not flicker while nothing can be reached")
    func silence() {
        var stage = Stage(Account.sample())
        stage.history.learn(Self.comparison(stage, TestKeys.hex(8), TestKeys.hex(9)))
        let silent = stage.play { _, _ in Answers.noResponse(.timedOut(.connect)) }
        #expect(Set(silent.verdict.driftedKeys.keys) == ["key1", "key2"])
    }

    @Test("is over once the current key is configured, or is listed again")
    func over() {
        var stage = Stage(Account.sample())
        stage.history.learn(Self.comparison(stage, TestKeys.hex(1), TestKeys.hex(9)))
        stage.reconfigured(Account.sample(keys: [TestKeys.hex(1), TestKeys.hex(9)]), ago: .zero)
        let mended = stage.play { probe, _ in accepted(probe.operation) }
        #expect(mended.verdict.driftedKeys.isEmpty)

        var other = Stage(Account.sample())
        other.history.learn(Self.comparison(other, TestKeys.hex(1), TestKeys.hex(9)))
        other.history.learn(Self.comparison(other, TestKeys.hex(2), TestKeys.hex(1)))
        let listed = other.play { probe, _ in accepted(probe.operation) }
        #expect(listed.verdict.driftedKeys.isEmpty)
    }

    @Test("keeps the time at which it was first seen")
    func since() {
        var stage = Stage(Account.sample())
        stage.history.learn(Self.comparison(stage, TestKeys.hex(1), TestKeys.hex(9)))
        let before = stage.history
        stage.now.addTimeInterval(300)
        stage.history.learn(Self.comparison(stage, TestKeys.hex(1), TestKeys.hex(9)))
        #expect(stage.history == before)
    }

    static func comparison(_ stage: Stage, _ key1: Secret, _ key2: Secret) -> KeyComparison {
        KeyComparison(ListedKeys(key1: key1, key2: key2), with: stage.keys, at: stage.now)
    }
}
