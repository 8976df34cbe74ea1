import CogwatchCore
import Foundation
import Testing
import TestSupport

/// A key in Japan West is refused, and Resource Manager is asked.
struct ManagementStory: CustomTestStringConvertible, Sendable {
    let name: String
    var worked = true
    var region = "japanwest"
    var domain: String?
    var kind = AzureService.speechServices
    var status = 401
    /// What Resource Manager says; a question without an answer is forbidden.
    var says: @Sendable (ManagementQuestion) -> String? = { Healthy.says($0) }
    /// Where it says something else than 200.
    var refuses: @Sendable (ManagementQuestion) -> Answer? = { _ in nil }
    let cause: Cause
    let confidence: Confidence
    var evidence: [String] = []
    var steps: [String] = []
    var without: [Cause] = []

    var testDescription: String { name }
}

/// An account of which Resource Manager says that all is well.
enum Healthy {
    static let key1 = TestKeys.hex(1)
    static let key2 = TestKeys.hex(2)

    static func says(
        _ question: ManagementQuestion,
        account: String = ManagementBodies.account(),
        keys: (Secret, Secret) = (key1, key2),
        state: String = "Enabled",
        deleted: [String] = [],
        health: String = ManagementBodies.health,
        events: [String] = []
    ) -> String {
        switch question {
        case .account: account
        case .keys: ManagementBodies.keys(keys.0, keys.1)
        case .subscription: ManagementBodies.subscription(state)
        case .deletedAccounts: ManagementBodies.list(deleted)
        case .health: health
        case .activity: ManagementBodies.list(events)
        }
    }
}

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

    static let stories = [
        ManagementStory(
            name: "a key that worked and is none of the two was regenerated",
            says: { Healthy.says($0, keys: others) },
            cause: .keyRegenerated,
            confidence: .certain,
            evidence: ["key1 is neither of the resource's two current keys, and it worked until"]
        ),
        ManagementStory(
            name: "with the log's entry: which key, when, and not by whom",
            says: { Healthy.says($0, keys: others, events: [regeneration]) },
            cause: .keyRegenerated,
            confidence: .certain,
            evidence: [
                "the activity log says that key 1 of the resource was regenerated at 2027-01-15T07:55:00.000Z"
            ]
        ),
        ManagementStory(
            name: "a damaged log entry proves nothing, the keys do",
            says: { Healthy.says($0, keys: others, events: ["{}", "3"]) },
            cause: .keyRegenerated,
            confidence: .certain
        ),
        ManagementStory(
            name: "the log alone fits and proves nothing",
            says: { $0 == .keys ? nil : Healthy.says($0, events: [regeneration]) },
            cause: .keyRegenerated,
            confidence: .likely,
            evidence: ["whether it was this key is not known"],
            steps: [listKeys]
        ),
        ManagementStory(
            name: "a key that never worked and is none of the two is another resource's",
            worked: false,
            says: { Healthy.says($0, keys: others) },
            cause: .invalidKey,
            confidence: .likely,
            evidence: ["neither of the resource's two current keys", "never worked here"],
            steps: ["Check that key and `resource_id` are of the same resource."]
        ),
        ManagementStory(
            name: "a key that is current was not regenerated",
            cause: .unknown,
            confidence: .possible,
            evidence: ["Azure Resource Manager says that key1 is the resource's current key1"],
            without: [.keyRegenerated, .invalidKey, .wrongRegion, .resourceDeleted]
        ),
        ManagementStory(
            name: "a current key that was just made is not known everywhere",
            worked: false,
            says: { Healthy.says($0, events: [regeneration]) },
            cause: .propagationDelay,
            confidence: .likely,
            evidence: ["key1 is current, and key or resource were made 5 minutes ago"]
        ),
        ManagementStory(
            name: "a resource in another region",
            worked: false,
            region: "japaneast",
            cause: .wrongRegion,
            confidence: .certain,
            evidence: ["the resource is in japanwest, the stanza says japaneast"],
            steps: ["Set `region: japanwest`."]
        ),
        ManagementStory(
            name: "a resource in another region, and a key that is not its own",
            worked: false,
            region: "japaneast",
            says: { Healthy.says($0, keys: others) },
            cause: .wrongRegion,
            confidence: .likely
        ),
        ManagementStory(
            name: "the region of a host of one's own does not matter",
            worked: false,
            region: "japaneast",
            domain: "mine.cognitiveservices.azure.com",
            says: {
                Healthy.says(
                    $0,
                    account: ManagementBodies.account(properties: #""customSubDomainName":"mine""#)
                )
            },
            cause: .unknown,
            confidence: .possible
        ),
        ManagementStory(
            name: "the endpoint of another resource",
            worked: false,
            domain: "mine.cognitiveservices.azure.com",
            says: {
                Healthy.says(
                    $0,
                    account: ManagementBodies.account(
                        properties: #""customSubDomainName":"Theirs""#
                    )
                )
            },
            cause: .wrongEndpointKind,
            confidence: .likely,
            steps: ["Set `endpoint: https://theirs.cognitiveservices.azure.com`."]
        ),
        ManagementStory(
            name: "a resource of another kind",
            worked: false,
            says: { Healthy.says($0, account: ManagementBodies.account(kind: "face")) },
            cause: .wrongService,
            confidence: .certain,
            evidence: ["the resource is of kind Face, the stanza says SpeechServices"]
        ),
        ManagementStory(
            name: "a kind that nobody knows says nothing",
            worked: false,
            says: { Healthy.says($0, account: ManagementBodies.account(kind: "Telepathy")) },
            cause: .unknown,
            confidence: .possible
        ),
        ManagementStory(
            name: "keys are switched off",
            says: {
                Healthy.says(
                    $0,
                    account: ManagementBodies.account(properties: #""disableLocalAuth":true"#)
                )
            },
            cause: .localAuthDisabled,
            confidence: .certain,
            evidence: ["disableLocalAuth"]
        ),
        ManagementStory(
            name: "public access is off, and the answer forbids",
            status: 403,
            says: {
                Healthy.says(
                    $0,
                    account: ManagementBodies.account(
                        properties: #""publicNetworkAccess":"Disabled""#
                    )
                )
            },
            cause: .publicAccessDisabled,
            confidence: .certain
        ),
        ManagementStory(
            name: "public access is off, and the answer is that to a wrong key",
            says: {
                Healthy.says(
                    $0,
                    account: ManagementBodies.account(
                        properties: #""publicNetworkAccess":"disabled""#
                    )
                )
            },
            cause: .publicAccessDisabled,
            confidence: .possible
        ),
        ManagementStory(
            name: "network rules, and the answer forbids",
            status: 403,
            says: {
                Healthy.says(
                    $0,
                    account: ManagementBodies.account(
                        properties: #""networkAcls":{"defaultAction":"Deny"}"#
                    )
                )
            },
            cause: .networkRules,
            confidence: .certain
        ),
        ManagementStory(
            name: "the subscription is disabled",
            says: { Healthy.says($0, state: "Disabled") },
            cause: .subscriptionDisabled,
            confidence: .certain,
            evidence: ["the subscription's state is disabled"]
        ),
        ManagementStory(
            name: "an unpaid subscription still works for a while",
            says: { Healthy.says($0, state: "PastDue") },
            cause: .subscriptionDisabled,
            confidence: .possible
        ),
        ManagementStory(
            name: "among the deleted",
            worked: false,
            says: { Healthy.says($0, deleted: [ManagementBodies.deleted]) },
            refuses: { $0 == .account ? notFound : nil },
            cause: .resourceDeleted,
            confidence: .certain,
            evidence: ["the resource was deleted at 2027-01-15T07:30:00.000Z"],
            steps: [
                "Restore it until 2027-01-17T07:30:00.000Z: \"Manage deleted resources\" in the portal."
            ]
        ),
        ManagementStory(
            name: "gone, and it worked",
            refuses: { $0 == .account ? notFound : nil },
            cause: .resourceDeleted,
            confidence: .certain,
            evidence: ["there is no such resource"]
        ),
        ManagementStory(
            name: "not there, and it never worked: the id may be misspelt",
            worked: false,
            refuses: { $0 == .account ? notFound : nil },
            cause: .resourceDeleted,
            confidence: .likely,
            evidence: ["`resource_id` may be misspelt"]
        ),
        ManagementStory(
            name: "an unhealthy resource that refuses",
            says: { Healthy.says($0, health: ManagementBodies.health("Unavailable")) },
            cause: .serviceOutage,
            confidence: .likely,
            evidence: [
                "Azure's resource health says that the resource is unavailable since 2027-01-15T07:50:00.000Z"
            ]
        ),
        ManagementStory(
            name: "a service that fails, and Azure knows",
            status: 503,
            says: { Healthy.says($0, health: ManagementBodies.health("Unavailable")) },
            cause: .serviceOutage,
            confidence: .certain
        ),
        ManagementStory(
            name: "unknown health says nothing",
            status: 503,
            says: { Healthy.says($0, health: ManagementBodies.health("Unknown")) },
            cause: .serviceOutage,
            confidence: .likely
        ),
        ManagementStory(
            name: "what the owner did himself is no outage",
            says: {
                Healthy.says(
                    $0,
                    health: ManagementBodies.health("Unavailable", context: "Customer Initiated")
                )
            },
            cause: .unknown,
            confidence: .possible
        ),
        ManagementStory(
            name: "nothing is allowed: the guess stays, and what to grant is named",
            says: { _ in nil },
            cause: .keyRegenerated,
            confidence: .likely,
            steps: [
                "Grant Microsoft.CognitiveServices/accounts/read to cogwatch's identity to prove this.",
                listKeys,
                "Grant Microsoft.Resources/subscriptions/read to cogwatch's identity to prove this.",
                "Grant Microsoft.Insights/eventtypes/values/read to cogwatch's identity to prove this.",
                "Grant Microsoft.ResourceHealth/availabilityStatuses/read to cogwatch's identity to prove this.",
            ]
        ),
        ManagementStory(
            name: "a lock hides the keys",
            refuses: {
                $0 == .keys
                    ? Answers.response(409, body: ManagementBodies.error("ScopeLocked")) : nil
            },
            cause: .keyRegenerated,
            confidence: .likely,
            steps: ["Allow listing keys past the read-only lock, or compare the keys by hand."]
        ),
    ]

    @Test("proves, refutes, or is missed", arguments: stories)
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
