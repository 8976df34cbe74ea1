import CogwatchCore
import Testing

@testable import CogwatchCurl

@Suite("Curl's clock")
struct MilestonesTests {
    struct Reading: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let milestones: Milestones
        let reached: Phase
        let phases: [Phase: Int]

        init(_ name: String, _ milestones: Milestones, reached: Phase, phases: [Phase: Int]) {
            testDescription = name
            self.milestones = milestones
            self.reached = reached
            self.phases = phases
        }
    }

    @Test(
        "counts from the start; a phase is a difference",
        arguments: [
            Reading(
                "a whole HTTPS answer",
                Milestones(
                    resolved: 20,
                    connected: 94,
                    secured: 3137,
                    requested: 3150,
                    answered: 3728,
                    ended: 4473
                ),
                reached: .transfer,
                phases: [.resolve: 20, .connect: 74, .tls: 3043, .processing: 578, .transfer: 745]
            ),
            Reading(
                "plain HTTP",
                Milestones(
                    resolved: 5,
                    connected: 10,
                    requested: 12,
                    answered: 20,
                    ended: 21,
                    usesTLS: false
                ),
                reached: .transfer,
                phases: [.resolve: 5, .connect: 5, .processing: 8, .transfer: 1]
            ),
            Reading(
                "a kept connection",
                Milestones(
                    resolved: 3,
                    connected: 3,
                    secured: 3,
                    requested: 4,
                    answered: 10,
                    ended: 15,
                    isReused: true
                ),
                reached: .transfer,
                phases: [.processing: 6, .transfer: 5]
            ),
            Reading(
                "a name that is not found",
                Milestones(ended: 50),
                reached: .resolve,
                phases: [.resolve: 50]
            ),
            Reading(
                "a handshake that hangs",
                Milestones(resolved: 1, connected: 2, ended: 300),
                reached: .tls,
                phases: [.resolve: 1, .connect: 1, .tls: 298]
            ),
            Reading(
                "an answer that does not come",
                Milestones(resolved: 1, connected: 2, secured: 3, requested: 4, ended: 300),
                reached: .processing,
                phases: [.resolve: 1, .connect: 1, .tls: 1, .processing: 296]
            ),
            Reading("nothing yet", Milestones(), reached: .resolve, phases: [.resolve: 0]),
            Reading(
                "a clock that went back",
                Milestones(
                    resolved: 9,
                    connected: 5,
                    secured: 4,
                    requested: 4,
                    answered: 3,
                    ended: 2
                ),
                reached: .transfer,
                phases: [.resolve: 9, .connect: 0, .tls: 0, .processing: 0, .transfer: 0]
            ),
        ]
    )
    func reading(_ reading: Reading) {
        #expect(reading.milestones.reached == reading.reached)
        let timing = reading.milestones.timing
        #expect(timing.phases == reading.phases.mapValues { .microseconds($0) })
        #expect(timing.total == .microseconds(reading.milestones.ended))
    }

    @Test(
        "is given whole milliseconds, never none",
        arguments: [
            (Duration.zero, 1), (.microseconds(10), 1), (.milliseconds(1500), 1500),
            (.seconds(-5), 1), (.seconds(Int64.max), 2_000_000_000),
        ]
    )
    func milliseconds(duration: Duration, expected: Int) {
        #expect(duration.wholeMilliseconds == expected)
    }
}
