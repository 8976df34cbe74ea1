import CogwatchCore
import Foundation
import Testing
import TestSupport

/// A guess that stands as long as Resource Manager is not asked, and what it becomes of it.
struct Objection: CustomTestStringConvertible, Sendable {
    let name: String
    /// What tempts to the guess.
    var neighbours = Neighbours()
    var fellTogether = false
    var worked = true
    var movedFrom: String?
    /// What both operations are answered; nil where the token is given and voices are refused.
    var answer: Answer? = Answers.refusal()
    let guess: Cause
    let confidence: Confidence
    var facts: @Sendable (inout ManagementEvidence) -> Void
    /// What is left of it; nil where it is refuted.
    let left: Confidence?

    var testDescription: String { name }
}

@Suite("What Resource Manager speaks against")
struct ManagementObjectionTests {
    static let now = Stage.now
    static let readOnly = Answers.refusal(
        409,
        code: "ReadOnlyDisabledSubscription",
        message: "The subscription is disabled and therefore marked as read only."
    )

    static let all = [
        Objection(
            name: "a resource that exists was not deleted",
            fellTogether: true,
            guess: .resourceDeleted,
            confidence: .possible,
            facts: { $0.account = .told(account()) },
            left: nil
        ),
        Objection(
            name: "a resource that is about to go is not said to stay",
            fellTogether: true,
            guess: .resourceDeleted,
            confidence: .possible,
            facts: { $0.account = .told(account(state: "Deleting")) },
            left: .likely
        ),
        Objection(
            name: "a current key was not regenerated",
            guess: .keyRegenerated,
            confidence: .likely,
            facts: { $0.keys = .told(matching(.key2)) },
            left: nil
        ),
        Objection(
            name: "a comparison from before the last success says nothing",
            guess: .keyRegenerated,
            confidence: .likely,
            facts: { $0.keys = .told(matching(.key1, ago: 3600)) },
            left: .likely
        ),
        Objection(
            name: "a comparison of another key says nothing",
            guess: .keyRegenerated,
            confidence: .likely,
            facts: { $0.keys = .told(KeyComparison(matches: ["other": .key1], at: now)) },
            left: .likely
        ),
        Objection(
            name: "a region that Azure confirms is hardly wrong",
            worked: false,
            movedFrom: "japaneast",
            guess: .wrongRegion,
            confidence: .likely,
            facts: { $0.account = .told(account()) },
            left: .possible
        ),
        Objection(
            name: "a region that Azure confirms, and a key of its own",
            worked: false,
            movedFrom: "japaneast",
            guess: .wrongRegion,
            confidence: .likely,
            facts: {
                $0.account = .told(account())
                $0.keys = .told(matching(.key1))
            },
            left: nil
        ),
        Objection(
            name: "a key that is listed in this cloud is of no other",
            worked: false,
            guess: .wrongCloud,
            confidence: .possible,
            facts: { $0.keys = .told(matching(.key1)) },
            left: nil
        ),
        Objection(
            name: "a key of this very service is of no other",
            worked: false,
            answer: nil,
            guess: .wrongService,
            confidence: .possible,
            facts: {
                $0.account = .told(account())
                $0.keys = .told(matching(.key1))
            },
            left: nil
        ),
        Objection(
            name: "an enabled subscription",
            answer: readOnly,
            guess: .subscriptionDisabled,
            confidence: .likely,
            facts: { $0.subscription = .told(.enabled) },
            left: .possible
        ),
        Objection(
            name: "a disabled subscription, as the answer said",
            answer: readOnly,
            guess: .subscriptionDisabled,
            confidence: .likely,
            facts: { $0.subscription = .told(.disabled) },
            left: .certain
        ),
        Objection(
            name: "a healthy resource in a region that refuses everybody",
            neighbours: Neighbours(refusedTogether: 5),
            guess: .serviceOutage,
            confidence: .likely,
            facts: { $0.health = .told(ResourceHealth(.available, reported: now)) },
            left: .possible
        ),
        Objection(
            name: "health from before the failure",
            neighbours: Neighbours(refusedTogether: 5),
            guess: .serviceOutage,
            confidence: .likely,
            facts: {
                $0.health = .told(
                    ResourceHealth(.available, reported: now.addingTimeInterval(-3600))
                )
            },
            left: .likely
        ),
        Objection(
            name: "unknown health",
            neighbours: Neighbours(refusedTogether: 5),
            guess: .serviceOutage,
            confidence: .likely,
            facts: { $0.health = .told(ResourceHealth(.unknown, reported: now)) },
            left: .likely
        ),
    ]

    @Test("loses weight or falls", arguments: all)
    func objection(_ row: Objection) throws {
        let before = try #require(Diagnosis.judging(Self.file(row, nil)))
        #expect(Self.confidence(of: row.guess, in: before) == row.confidence, "\(before)")
        var evidence = ManagementEvidence(at: Self.now)
        row.facts(&evidence)
        let after = try #require(Diagnosis.judging(Self.file(row, evidence)))
        #expect(Self.confidence(of: row.guess, in: after) == row.left, "\(after)")
    }

    @Test(
        "knows a resource that is still being made",
        arguments: ["Accepted", "creating", "Moving", "ResolvingDNS"]
    )
    func provisioning(state: String) throws {
        var evidence = ManagementEvidence(at: Self.now)
        evidence.account = .told(Self.account(state: state))
        let row = Objection(
            name: "",
            worked: false,
            guess: .unknown,
            confidence: .possible,
            facts: { _ in },
            left: nil
        )
        let diagnosis = try #require(Diagnosis.judging(Self.file(row, evidence)))
        #expect(diagnosis.cause == .propagationDelay && diagnosis.confidence == .likely)
    }

    @Test(
        "takes neither a used-up quota nor the owner's own doing for an outage",
        arguments: [
            (ResourceHealth(.unavailable), true),
            (ResourceHealth(.unavailable, title: "API call quota reached"), false),
            (ResourceHealth(.degraded, title: "Read limit reached"), false),
            (ResourceHealth(.unavailable, isByCustomer: true), false),
        ]
    )
    func noOutage(health: ResourceHealth, isOutage: Bool) throws {
        var evidence = ManagementEvidence(at: Self.now)
        evidence.health = .told(health)
        let row = Objection(
            name: "",
            guess: .unknown,
            confidence: .possible,
            facts: { _ in },
            left: nil
        )
        let diagnosis = try #require(Diagnosis.judging(Self.file(row, evidence)))
        #expect(diagnosis.candidates.contains { $0.cause == .serviceOutage } == isOutage)
    }

    private static func confidence(of cause: Cause, in diagnosis: Diagnosis) -> Confidence? {
        diagnosis.candidates.first { $0.cause == cause }?.confidence
    }

    static func account(state: String = "Succeeded") -> DiscoveredAccount {
        DiscoveredAccount(
            id: ResourceManagerTests.id(),
            kind: "SpeechServices",
            region: "japanwest",
            provisioningState: state
        )
    }

    static func matching(_ match: KeyComparison.Match, ago: Double = 0) -> KeyComparison {
        KeyComparison(matches: ["f1": match], at: now.addingTimeInterval(-ago))
    }

    private static func file(_ row: Objection, _ evidence: ManagementEvidence?) -> CaseFile {
        let account = Account.sample(keys: [TestKeys.hex(1)])
        let long = now.addingTimeInterval(-86_400)
        var stanza = AccountHistory.Stanza(
            keys: ["f1"],
            region: row.movedFrom ?? account.region,
            cloud: "public",
            endpoint: "",
            kind: account.kind.rawValue
        )
        var history = AccountHistory(account: account.name, firstSeen: long, stanza: stanza)
        if let region = row.movedFrom {
            history.succeeded(
                fingerprint: "f1",
                operation: .token,
                host: "\(region).api.cognitive.microsoft.com",
                at: now.addingTimeInterval(-900)
            )
            stanza.region = account.region
            _ = history.observe(stanza, at: now.addingTimeInterval(-600))
        }
        for operation in account.operations where row.worked {
            history.succeeded(
                fingerprint: "f1",
                operation: operation,
                host: account.host(for: operation) ?? "",
                at: now.addingTimeInterval(-600)
            )
        }
        let readings = account.operations.map { operation in
            let granted = operation == .token ? accepted(.token) : Answers.refusal()
            return Reading(row.answer ?? granted, to: operation, at: now)
        }
        let sibling = CaseFile.Sibling(name: "key2", isAccepted: false, workedBefore: true)
        return CaseFile(
            key: CaseFile.KeyFacts(name: "key1", fingerprint: "f1"),
            setting: CaseFile.Setting(of: account),
            readings: readings,
            siblings: row.fellTogether ? [sibling] : [],
            history: history,
            now: now,
            neighbours: row.neighbours,
            management: evidence
        )
    }
}
