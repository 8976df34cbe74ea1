import CogwatchCore
import Foundation
import Testing
import TestSupport

@Suite("The pace of an account")
struct PacingTests {
    @Test("slows down from the third refusal in a row on, and is back at once with a success")
    func refused() {
        var stage = Stage(.sample(keys: [TestKeys.hex(1)]))
        let strides = (1...8).map { _ in stage.play { _, _ in Answers.refusal() }.pacing.stride }
        #expect(strides == [1, 1, 2, 3, 4, 5, 5, 5])
        let well = stage.play { probe, _ in accepted(probe.operation) }
        #expect(well.verdict.diagnosis == nil)
        #expect(well.pacing == Pacing())
    }

    @Test("does not slow down for what is not the key's fault")
    func silent() {
        var stage = Stage(.sample(keys: [TestKeys.hex(1)]))
        let strides = (1...6).map { _ in
            stage.play { _, _ in Answers.response(503, body: "") }.pacing.stride
        }
        #expect(strides.allSatisfy { $0 == 1 })
    }

    @Test(
        "leaves no account alone for more than a quarter of an hour because of refusals",
        arguments: [(60.0, 5), (300, 3), (3600, 1), (1, 5)]
    )
    func longest(interval: Double, stride: Int) {
        var stage = Stage(
            Account(
                name: "tts",
                region: "japanwest",
                keys: [AccountKey(name: "key1", origin: "a test", secret: TestKeys.hex(1))],
                probeInterval: .seconds(interval)
            )
        )
        let strides = (1...8).map { _ in stage.play { _, _ in Answers.refusal() }.pacing.stride }
        #expect(strides.max() == stride)
    }

    @Test("asks a dead spare less often, and keeps reporting it meanwhile")
    func deadSpare() {
        var stage = Stage(.sample())
        stage.worked(keys: ["key1", "key2"], ago: .seconds(60))
        var asked: [Int] = []
        for _ in 1...12 {
            let before = stage.asked.count
            let conclusion = stage.play { probe, _ in
                probe.key == "key2" ? Answers.refusal() : accepted(probe.operation)
            }
            asked.append(stage.asked.dropFirst(before).count { $0.key == "key2" })
            #expect(conclusion.pacing.stride == 1)
            #expect(conclusion.verdict.diagnosis == nil)
            #expect(conclusion.verdict.refusedSpares.keys.sorted() == ["key2"])
            #expect(conclusion.keyValidity == ["key1": true, "key2": false])
        }
        // The first round confirms; then each gap is one round longer than the last.
        #expect(asked == [6, 2, 2, 0, 2, 0, 0, 2, 0, 0, 0, 2])
    }

    @Test("asks a resting spare again after its stanza changed, and as soon as its turn comes")
    func wakes() {
        var stage = Stage(.sample())
        for _ in 1...3 {
            _ = stage.play { probe, _ in
                probe.key == "key2" ? Answers.refusal() : accepted(probe.operation)
            }
        }
        let resting = stage.play { probe, _ in accepted(probe.operation) }
        #expect(resting.keyValidity["key2"] == false)
        let awake = stage.play { probe, _ in accepted(probe.operation) }
        #expect(awake.keyValidity["key2"] == true)
        #expect(awake.verdict.refusedSpares.isEmpty)
    }

    @Test(
        "gives a free account five minutes where nobody chose an interval",
        arguments: [("F0", false, 5), ("F0", true, 1), ("S0", false, 1), ("", false, 1)]
    )
    func free(sku: String, choosesInterval: Bool, stride: Int) {
        var stage = Stage(
            Account(
                name: "tts",
                region: "japanwest",
                keys: [AccountKey(name: "key1", origin: "a test", secret: TestKeys.hex(1))],
                choosesInterval: choosesInterval
            )
        )
        let conclusion = stage.play { probe, _ in
            probe.operation == .token
                ? Answers.token(product: "SpeechServices.\(sku)", expires: Stage.now + 600)
                : accepted(probe.operation)
        }
        #expect(conclusion.pacing.stride == stride)
    }

    @Test("is asked for by the service for ten minutes at the most")
    func wish() {
        var stage = Stage(.sample(keys: [TestKeys.hex(1)]))
        let conclusion = stage.play { _, _ in
            Answers.refusal(
                429,
                code: "429",
                message: "Slow down.",
                headers: [.init(name: "Retry-After", value: "86400")]
            )
        }
        #expect(conclusion.pacing.notBefore == stage.now + 600)
    }
}
