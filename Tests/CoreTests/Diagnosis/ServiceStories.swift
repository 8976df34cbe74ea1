import CogwatchCore
import Foundation
import Testing
import TestSupport

private let refused: @Sendable (Probe, Int) -> Answer = { _, _ in Answers.refusal() }

/// One key of a service on an account of a kind, refused.
private func pairing(
    _ service: AzureService,
    on kind: AzureService,
    domain: String? = nil
) -> @Sendable () -> Stage {
    {
        var stage = Stage(
            .sample(keys: [TestKeys.annotated(service)], kind: kind, customDomain: domain)
        )
        stage.policy = DiagnosisPolicy(confirmations: 0)
        return stage
    }
}

@Suite("A diagnosis, of a service and its keys")
struct ServiceStories {
    private static let domain = "mine.cognitiveservices.azure.com"
    /// Half a year before LUIS ended.
    private static let before = Date(timeIntervalSince1970: 1_760_000_000)

    static let pairings: [Story] = [
        Story(
            "a Face key on Speech belongs to another service",
            is: .wrongService,
            .certain,
            given: pairing(.face, on: .speechServices),
            when: refused
        ),
        Story(
            "a Speech key on Face belongs to another service",
            is: .wrongService,
            .certain,
            given: pairing(.speechServices, on: .face),
            when: refused
        ),
        Story(
            "a key of the Translator Speech API is none of Speech",
            is: .wrongService,
            .certain,
            given: pairing(.speechTranslation, on: .speechServices),
            when: refused
        ),
        Story(
            "a key of Bing Speech is none of Speech",
            is: .wrongService,
            .certain,
            given: pairing(.bingSpeech, on: .speechServices),
            when: refused
        ),
        Story(
            "a Face key on a multi-service account does not open Speech",
            is: .wrongService,
            .certain,
            given: pairing(.face, on: .aiServices),
            when: refused
        ),
        Story(
            "a multi-service key on Language may or may not be meant for it",
            is: .wrongService,
            .possible,
            given: pairing(.cognitiveServices, on: .textAnalytics),
            when: refused
        ),
        Story(
            "an OpenAI key stays with its resource when that becomes a multi-service one",
            is: .wrongService,
            .possible,
            given: pairing(.openAI, on: .aiServices),
            when: refused
        ),
        Story(
            "a Speech key on the region's hosts is not refused for its kind",
            is: .invalidKey,
            .possible,
            given: pairing(.speechServices, on: .aiServices),
            when: refused
        ),
        Story(
            "nor is a multi-service key",
            is: .invalidKey,
            .possible,
            given: pairing(.aiServices, on: .speechServices),
            when: refused
        ),
        Story(
            "a multi-service key on the custom domain of another kind may be a neighbour's",
            is: .wrongService,
            .possible,
            given: pairing(.aiServices, on: .speechServices, domain: domain),
            when: refused
        ),
        Story(
            "network rules are no word about the key's service",
            is: .networkRules,
            .certain,
            given: pairing(.face, on: .speechServices),
            when: { _, _ in
                Answers.refusal(
                    403,
                    code: "403",
                    message: "Access denied due to Virtual Network/Firewall rules."
                )
            }
        ),
        Story(
            "a token that names another service tells whose key it is",
            is: .wrongService,
            .likely,
            when: { probe, _ in
                probe.operation == .token
                    ? Answers.token(
                        product: "TextTranslation.S1",
                        expires: Stage.now.addingTimeInterval(600)
                    ) : Answers.refusal()
            }
        ),
        Story(
            "a prediction key does not author",
            is: .luisKeyRole,
            .certain,
            given: {
                var stage = pairing(.luis, on: .luisAuthoring)()
                stage.now = before
                return stage
            },
            when: refused
        ),
        Story(
            "a feature that is not approved is refused to a good key",
            is: .featureNotApproved,
            .certain,
            given: pairing(.face, on: .face),
            when: { _, _ in
                Answers.refusal(
                    403,
                    code: "UnsupportedFeature",
                    message: "Feature is not supported, missing approval for one or more of the "
                        + "following features: Identification,Verification."
                )
            }
        ),
    ]

    @Test("judges", arguments: pairings)
    func judges(_ story: Story) {
        var stage = story.stage()
        let diagnosis = stage.play(story.azure).verdict.diagnosis
        #expect(diagnosis?.cause == story.cause)
        #expect(diagnosis?.confidence == story.confidence)
    }

    @Test(
        "says of a retired service that it is gone, and sends nothing",
        arguments: AzureService.allCases.filter { $0.retirement != nil }
    )
    func retired(kind: AzureService) throws {
        var stage = Stage(.sample(kind: kind))
        let conclusion = stage.play { _, _ in Answers.list() }
        #expect(stage.asked.isEmpty)
        let diagnosis = try #require(conclusion.verdict.diagnosis)
        #expect(diagnosis.cause == .serviceRetired)
        #expect(diagnosis.confidence == (kind.retirement?.since == nil ? .likely : .certain))
        #expect(diagnosis.category == .auth)
        #expect(conclusion.state == .authFailing)
        #expect(conclusion.keyValidity.isEmpty)
        #expect(conclusion.verdict.refusedSpares.isEmpty)
        let successor = try #require(kind.retirement?.successor)
        #expect(diagnosis.nextSteps.first == "Move to \(successor).")
        #expect(conclusion.unsent.count == 2 * stage.account.operations.count)
        #expect(conclusion.unsent.allSatisfy { $0.summary == "not sent: the service is retired" })
    }

    @Test("asks a service as long as it is there")
    func notYetRetired() {
        var stage = Stage(.sample(kind: .luisAuthoring))
        stage.now = Self.before
        let conclusion = stage.play { _, _ in Answers.list() }
        #expect(stage.asked.map(\.operation) == [.list, .list])
        #expect(conclusion.verdict.diagnosis == nil)
        #expect(conclusion.keyValidity == ["key1": true, "key2": true])
    }

    @Test("names the kind that was meant where the key of a retired one says it")
    func meant() {
        var stage = Stage(
            .sample(keys: [TestKeys.annotated(.speechServices)], kind: .bingSpeech)
        )
        let steps = stage.play(refused).verdict.diagnosis?.nextSteps
        #expect(steps?.first?.contains("kind: SpeechServices") == true)
    }

    @Test("calls a key good that is refused a gated feature alone")
    func gated() {
        var stage = Stage(.sample(kind: .face))
        let conclusion = stage.play { _, _ in
            Answers.refusal(
                403,
                code: "UnsupportedFeature",
                message: "Feature is not supported, missing approval for one or more of the "
                    + "following features: Identification,Verification."
            )
        }
        #expect(conclusion.keyValidity == ["key1": true, "key2": true])
    }

    @Test("takes no damaged key at its word")
    func damaged() {
        let key = TestKeys.annotated(.face).reveal { text in
            text.dropLast() + (text.hasSuffix("0") ? "1" : "0")
        }
        var stage = Stage(.sample(keys: [Secret(String(key))]))
        let diagnosis = stage.play(refused).verdict.diagnosis
        #expect(diagnosis?.cause == .keyMalformed)
        #expect(diagnosis?.candidates.first { $0.cause == .wrongService }?.confidence == .possible)
    }
}

@Suite("The answer to a listing")
struct ListReadingTests {
    private func reading(_ body: String, status: Int = 200) -> Reading {
        Reading(Answers.response(status, body: body), to: .list, at: Stage.now)
    }

    @Test(
        "is accepted where it is an object or an array",
        arguments: ["[]", "{}", #" {"value": [1, "é"]} "#, "[[[]]]"]
    )
    func accepted(body: String) {
        #expect(reading(body).isAccepted)
    }

    @Test(
        "is none where it is",
        arguments: [
            ("", ListBody.Failure.empty), (" \n", .empty), ("{\"value\": [", .truncated),
            ("[] []", .notJSON), ("\"text\"", .single), ("17", .single), ("true", .single),
            ("sorry", .notJSON), (String(repeating: "[", count: 65), .tooDeep),
        ]
    )
    func refused(body: String, failure: ListBody.Failure) {
        let reading = reading(body)
        #expect(reading.observation == .notAList(failure))
        #expect(reading.outcome == .invalidResponse)
        #expect(reading.summary.contains(failure.explanation))
    }

    @Test("is a page where a portal answers in its place")
    func portal() {
        let page = "<!DOCTYPE html><html><head><title>Sign in</title></head><body></body></html>"
        #expect(reading(page).observation == .htmlInstead)
        #expect(reading(page).summary.contains("instead of a list"))
    }

    @Test("is no text where it is not UTF-8")
    func bytes() {
        let answer = Answer(
            .response(Response(status: 200, headers: Headers([]), body: [0x5B, 0xC3, 0x28]))
        )
        #expect(Reading(answer, to: .list, at: Stage.now).observation == .notUTF8)
    }
}
