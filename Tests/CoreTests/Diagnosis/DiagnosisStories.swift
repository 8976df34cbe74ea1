import CogwatchCore
import Foundation
import Testing
import TestSupport

/// A past, a present, and the cause that follows from both.
struct Story: CustomTestStringConvertible, Sendable {
    let title: String
    let cause: Cause
    let confidence: Confidence
    let stage: @Sendable () -> Stage
    let azure: @Sendable (Probe, Int) -> Answer

    init(
        _ title: String,
        is cause: Cause,
        _ confidence: Confidence,
        given stage: @escaping @Sendable () -> Stage = { Stage(.sample()) },
        when azure: @escaping @Sendable (Probe, Int) -> Answer
    ) {
        self.title = title
        self.cause = cause
        self.confidence = confidence
        self.stage = stage
        self.azure = azure
    }

    var testDescription: String { title }
}

private let refused: @Sendable (Probe, Int) -> Answer = { _, _ in Answers.refusal() }

private func saying(
    _ status: Int,
    _ code: String,
    _ message: String,
    headers: [Headers.Line] = []
) -> @Sendable (Probe, Int) -> Answer {
    { _, _ in Answers.refusal(status, code: code, message: message, headers: headers) }
}

private func stage(
    _ account: Account = .sample(),
    worked keys: [String] = [],
    ago: Duration = .seconds(60),
    then next: Account? = nil
) -> @Sendable () -> Stage {
    {
        var stage = Stage(account)
        stage.worked(keys: keys, ago: ago)
        if let next { stage.reconfigured(next, ago: .seconds(30)) }
        return stage
    }
}

private func keyRefused(_ name: String) -> @Sendable (Probe, Int) -> Answer {
    { probe, _ in probe.key == name ? Answers.refusal() : accepted(probe.operation) }
}

@Suite("A diagnosis")
struct DiagnosisStories {
    static let ofKeys: [Story] = [
        Story(
            "a key that worked until a minute ago, while the other works, was regenerated",
            is: .keyRegenerated,
            .likely,
            given: stage(worked: ["key1", "key2"]),
            when: keyRefused("key1")
        ),
        Story(
            "a lone key that worked until a minute ago was regenerated",
            is: .keyRegenerated,
            .likely,
            given: stage(.sample(keys: [TestKeys.hex(1)]), worked: ["key1"]),
            when: refused
        ),
        Story(
            "when both keys fall together, regeneration is only possible",
            is: .keyRegenerated,
            .possible,
            given: stage(worked: ["key1", "key2"]),
            when: refused
        ),
        Story(
            "a key that never worked here is invalid, possibly",
            is: .invalidKey,
            .possible,
            when: refused
        ),
        Story(
            "a key that was first seen three minutes ago may not be known everywhere yet",
            is: .propagationDelay,
            .likely,
            given: { Stage(.sample(), watchedFor: .seconds(180)) },
            when: refused
        ),
        Story(
            "a new key that gets a token and no voices yet is still on its way",
            is: .propagationDelay,
            .likely,
            given: { Stage(.sample(), watchedFor: .seconds(180)) },
            when: { probe, _ in
                probe.operation == .token ? accepted(.token) : Answers.refusal()
            }
        ),
        Story(
            "a key that was first seen eleven minutes ago is no longer excused",
            is: .invalidKey,
            .possible,
            given: { Stage(.sample(), watchedFor: .seconds(660)) },
            when: refused
        ),
        Story(
            "a key issued half a year ago is not excused by being new to us",
            is: .invalidKey,
            .possible,
            given: {
                Stage(
                    .sample(keys: [TestKeys.annotated(.speechServices, year: 2026, month: 6)]),
                    watchedFor: .seconds(180)
                )
            },
            when: refused
        ),
        Story(
            "an empty key was never sent",
            is: .missingKey,
            .certain,
            given: stage(.sample(keys: [Secret("")])),
            when: refused
        ),
        Story(
            "a GUID is a subscription id, not a key",
            is: .keyMalformed,
            .certain,
            given: stage(.sample(keys: [Secret("0f8fad5b-d9cb-469f-a165-70867728950e")])),
            when: refused
        ),
        Story(
            "a quoted key was copied with its quotes",
            is: .keyMalformed,
            .likely,
            given: stage(.sample(keys: [TestKeys.hex(1).reveal { Secret("\"\($0)\"") }])),
            when: refused
        ),
        Story(
            "a key with a line break inside is never sent, and blamed for itself",
            is: .keyMalformed,
            .certain,
            given: stage(.sample(keys: [TestKeys.hex(1).reveal { Secret("\($0)\n") }])),
            when: refused
        ),
        Story(
            "a key that names Translator belongs to Translator",
            is: .wrongService,
            .certain,
            given: stage(.sample(keys: [TestKeys.annotated(.textTranslation)])),
            when: refused
        ),
    ]

    static let ofPairings: [Story] = [
        Story(
            "the region in the file changed, and since then the key is refused",
            is: .wrongRegion,
            .likely,
            given: stage(worked: ["key1", "key2"], then: .sample(region: "japaneast")),
            when: refused
        ),
        Story(
            "the cloud in the file changed, and since then the key is refused",
            is: .wrongCloud,
            .likely,
            given: stage(
                .sample(region: "chinaeast2"),
                worked: ["key1", "key2"],
                then: .sample(cloud: .china, region: "chinaeast2")
            ),
            when: refused
        ),
        Story(
            "cloud and region changed together: the cloud comes first",
            is: .wrongCloud,
            .likely,
            given: stage(
                worked: ["key1", "key2"],
                then: .sample(cloud: .china, region: "chinanorth2")
            ),
            when: refused
        ),
        Story(
            "a Chinese region in the public cloud is in the wrong cloud",
            is: .wrongCloud,
            .likely,
            given: stage(.sample(region: "chinaeast2")),
            when: refused
        ),
        Story(
            "a region that we do not know, and that answered before, is no wrong region",
            is: .dnsFailure,
            .certain,
            given: stage(.sample(region: "eastus3"), worked: ["key1", "key2"]),
            when: { _, _ in Answers.noResponse(.nameNotResolved(detail: "no such host")) }
        ),
        Story(
            "a misspelt region that does not resolve is a wrong region, not a fault of DNS",
            is: .wrongRegion,
            .certain,
            given: stage(.sample(region: "useast")),
            when: { _, _ in Answers.noResponse(.nameNotResolved(detail: "no such host")) }
        ),
        Story(
            "a token without voices may belong to another service",
            is: .wrongService,
            .possible,
            when: { probe, _ in
                probe.operation == .token ? accepted(.token) : Answers.refusal()
            }
        ),
        Story(
            "only the issued token is refused",
            is: .tokenScopeMismatch,
            .likely,
            given: stage(.sample(operations: [.token, .voices, .bearer])),
            when: { probe, _ in
                probe.operation == .bearer ? Answers.refusal() : accepted(probe.operation)
            }
        ),
        Story(
            "a custom domain that does not know the path",
            is: .wrongEndpointKind,
            .likely,
            given: stage(.sample(customDomain: "my-tts.cognitiveservices.azure.com")),
            when: saying(404, "404", "Resource not found")
        ),
    ]

    static let ofAccounts: [Story] = [
        Story(
            "a trial that ended by the configuration",
            is: .trialExpired,
            .likely,
            given: {
                Stage(.sample(trial: Trial(expires: Stage.now.addingTimeInterval(-3600))))
            },
            when: refused
        ),
        Story(
            "a lone key that worked until its trial was over",
            is: .trialExpired,
            .likely,
            given: stage(
                .sample(
                    keys: [TestKeys.hex(1)],
                    trial: Trial(expires: Stage.now.addingTimeInterval(-30))
                ),
                worked: ["key1"]
            ),
            when: refused
        ),
        Story(
            "keys are switched off",
            is: .localAuthDisabled,
            .certain,
            when: saying(
                403,
                "AuthenticationTypeDisabled",
                "Key based authentication is disabled for this resource."
            )
        ),
        Story(
            "the network rules refuse us",
            is: .networkRules,
            .certain,
            when: saying(
                403,
                "403",
                "Access denied due to Virtual Network/Firewall rules.",
                headers: [.init(name: "policy-id", value: "ThrowExceptionDueToTrafficDenied")]
            )
        ),
        Story(
            "public access is off",
            is: .publicAccessDisabled,
            .certain,
            when: saying(
                403,
                "403",
                "Public access is disabled. Please configure private endpoint."
            )
        ),
        Story(
            "a 403 that speaks of the quota is no refusal of the key",
            is: .quotaExceeded,
            .certain,
            when: saying(
                403,
                "403",
                "Out of call volume quota. Quota will be replenished in 2.12 days."
            )
        ),
        Story(
            "a 429 is a rate limit",
            is: .rateLimited,
            .certain,
            when: saying(
                429,
                "429",
                "Requests to the Token Operation have exceeded call rate limit of your current "
                    + "SpeechServices F0 pricing tier. Please retry after 7 seconds.",
                headers: [.init(name: "Retry-After", value: "7")]
            )
        ),
    ]

    static let ofWeather: [Story] = [
        Story(
            "the name does not resolve",
            is: .dnsFailure,
            .certain,
            when: { _, _ in Answers.noResponse(.nameNotResolved(detail: "")) }
        ),
        Story(
            "nobody listens",
            is: .connectFailure,
            .certain,
            when: { _, _ in Answers.noResponse(.notConnected(detail: "refused")) }
        ),
        Story(
            "the connection breaks off",
            is: .connectFailure,
            .certain,
            when: { _, _ in Answers.noResponse(.connectionClosed(detail: "")) }
        ),
        Story(
            "the certificate is a stranger's",
            is: .tlsFailure,
            .certain,
            when: { _, _ in Answers.noResponse(.untrustedCertificate(detail: "self-signed")) }
        ),
        Story(
            "the port speaks no TLS",
            is: .tlsFailure,
            .certain,
            when: { _, _ in Answers.noResponse(.tlsFailed(detail: "wrong version number")) }
        ),
        Story(
            "the proxy refuses",
            is: .proxyFailure,
            .certain,
            when: { _, _ in Answers.noResponse(.proxyFailed(detail: "403")) }
        ),
        Story(
            "the answer does not come",
            is: .timeout,
            .certain,
            when: { _, _ in Answers.noResponse(.timedOut(.processing)) }
        ),
        Story(
            "the service fails by itself",
            is: .serviceOutage,
            .likely,
            when: saying(503, "503", "Service unavailable")
        ),
        Story(
            "a portal answers in Azure's place",
            is: .unexpectedResponse,
            .certain,
            when: { _, _ in
                Answers.response(200, body: "<!DOCTYPE html><html>Log in to our Wi-Fi</html>")
            }
        ),
        Story(
            "a portal sends us elsewhere",
            is: .unexpectedResponse,
            .certain,
            when: { _, _ in Answers.response(302, body: "") }
        ),
        Story(
            "the body is too large",
            is: .unexpectedResponse,
            .certain,
            when: { _, _ in Answers.noResponse(.bodyTooLarge(limit: 8_388_608)) }
        ),
        Story(
            "the answer is no HTTP",
            is: .unexpectedResponse,
            .certain,
            when: { _, _ in Answers.noResponse(.notHTTP(detail: "")) }
        ),
        Story(
            "our request is refused",
            is: .badRequest,
            .likely,
            when: saying(400, "BadRequest", "Something is missing.")
        ),
    ]

    @Test("of the key itself", arguments: ofKeys)
    func credential(_ story: Story) { check(story) }

    @Test("of key, region and host together", arguments: ofPairings)
    func pairing(_ story: Story) { check(story) }

    @Test("of the account's state and its limits", arguments: ofAccounts)
    func account(_ story: Story) { check(story) }

    @Test("of silence and strange answers", arguments: ofWeather)
    func weather(_ story: Story) { check(story) }

    private func check(_ story: Story) {
        var stage = story.stage()
        let diagnosis = stage.play(story.azure).verdict.diagnosis
        #expect(diagnosis?.cause == story.cause)
        #expect(diagnosis?.confidence == story.confidence)
        #expect(diagnosis?.candidates.first?.cause == story.cause)
        #expect(diagnosis?.evidence.isEmpty == false)
        #expect(diagnosis?.nextSteps.isEmpty == false)
    }

    @Test("names no rivals when it is proven")
    func proven() {
        var stage = Stage(.sample())
        let diagnosis = stage.play(
            saying(
                403,
                "AuthenticationTypeDisabled",
                "Key based authentication is disabled for this resource."
            )
        ).verdict.diagnosis
        #expect(diagnosis?.candidates == [Candidate(.localAuthDisabled, .certain)])
    }

    @Test("names its rivals when it is in doubt")
    func rivals() {
        var stage = Stage(.sample())
        let diagnosis = stage.play(refused).verdict.diagnosis
        #expect(diagnosis?.candidates.contains { $0.cause == .wrongRegion } == true)
    }

    @Test("does not blame the region alone when key and region changed together")
    func twoChanges() {
        var stage = Stage(.sample())
        stage.worked(keys: ["key1", "key2"], ago: .seconds(60))
        stage.reconfigured(
            .sample(keys: [TestKeys.hex(7), TestKeys.hex(8)], region: "japaneast"),
            ago: .seconds(1200)
        )
        let diagnosis = stage.play(refused).verdict.diagnosis
        let candidates = diagnosis?.candidates.map(\.cause) ?? []
        #expect(diagnosis?.confidence == .possible)
        #expect(candidates.contains(.wrongRegion) && candidates.contains(.invalidKey))
    }

    @Test("never shows a key", arguments: ofKeys + ofPairings)
    func secrecy(_ story: Story) {
        var stage = story.stage()
        let conclusion = stage.play(story.azure)
        var shown = ""
        dump(conclusion, to: &shown)
        for key in stage.account.keys {
            key.secret.reveal { text in
                #expect(text.isEmpty || !shown.contains(text))
            }
        }
    }
}
