import CogwatchCore
import Foundation
import TestSupport
import Testing

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

extension ManagementStory {
    static let all = [
        ManagementStory(
            name: "a key that worked and is none of the two was regenerated",
            says: { Healthy.says($0, keys: ManagementEvidenceTests.others) },
            cause: .keyRegenerated,
            confidence: .certain,
            evidence: ["key1 is neither of the resource's two current keys, and it worked until"]
        ),
        ManagementStory(
            name: "with the log's entry: which key, when, and not by whom",
            says: {
                Healthy.says(
                    $0,
                    keys: ManagementEvidenceTests.others,
                    events: [ManagementEvidenceTests.regeneration]
                )
            },
            cause: .keyRegenerated,
            confidence: .certain,
            evidence: [
                "the activity log says that key 1 of the resource was regenerated at 2027-01-15T07:55:00.000Z"
            ]
        ),
        ManagementStory(
            name: "a damaged log entry proves nothing, the keys do",
            says: { Healthy.says($0, keys: ManagementEvidenceTests.others, events: ["{}", "3"]) },
            cause: .keyRegenerated,
            confidence: .certain
        ),
        ManagementStory(
            name: "the log alone fits and proves nothing",
            says: {
                $0 == .keys ? nil : Healthy.says($0, events: [ManagementEvidenceTests.regeneration])
            },
            cause: .keyRegenerated,
            confidence: .likely,
            evidence: ["whether it was this key is not known"],
            steps: [ManagementEvidenceTests.listKeys]
        ),
        ManagementStory(
            name: "a key that never worked and is none of the two is another resource's",
            worked: false,
            says: { Healthy.says($0, keys: ManagementEvidenceTests.others) },
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
            says: { Healthy.says($0, events: [ManagementEvidenceTests.regeneration]) },
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
            says: { Healthy.says($0, keys: ManagementEvidenceTests.others) },
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
            refuses: { $0 == .account ? ManagementEvidenceTests.notFound : nil },
            cause: .resourceDeleted,
            confidence: .certain,
            evidence: ["the resource was deleted at 2027-01-15T07:30:00.000Z"],
            steps: [
                "Restore it until 2027-01-17T07:30:00.000Z: \"Manage deleted resources\" in the portal."
            ]
        ),
        ManagementStory(
            name: "gone, and it worked",
            refuses: { $0 == .account ? ManagementEvidenceTests.notFound : nil },
            cause: .resourceDeleted,
            confidence: .certain,
            evidence: ["there is no such resource", "not among the deleted ones that can be"]
        ),
        ManagementStory(
            name: "not there, and it never worked: the id may be misspelt",
            worked: false,
            refuses: { $0 == .account ? ManagementEvidenceTests.notFound : nil },
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
                ManagementEvidenceTests.listKeys,
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
}
