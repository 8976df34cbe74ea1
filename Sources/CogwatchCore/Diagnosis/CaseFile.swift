package import Foundation

/// Everything that is known about one key's failure: what the rules look at.
package struct CaseFile: Sendable {
    /// The key that failed.
    package let key: KeyFacts
    /// What the account's stanza, or an observed URL, says of the resource.
    package let setting: Setting
    /// The newest reading of each operation that was tried with the key.
    package let readings: [Reading]
    /// Whether the key, refused now, was accepted a short while ago after an earlier refusal.
    package let isMixed: Bool
    /// How the caller identified itself.
    package let credential: ObservedFailure.Credential
    /// The account's other keys.
    package let siblings: [Sibling]
    /// Nil where nothing is remembered, as in `cogwatch explain`.
    package let history: AccountHistory?
    package let now: Date
    /// How long a new key or account may need to be known everywhere.
    package let propagationGrace: Duration
    /// What experiments found.
    package let findings: [Finding]
    package let neighbours: Neighbours
    /// Other accounts for which this key works.
    package let sameKey: [SameKey]
    /// What somebody else's request shows of itself; nil for a probe of our own.
    package let asked: AskedFor?
    /// What Resource Manager said; nil where it was not asked.
    package let management: ManagementEvidence?
    /// The readings that failed, those of the gravest family only: a refusal outweighs a time-out
    /// beside it, because a refusal is an answer.
    let failures: [Reading]
    /// The gravest family among the readings; nil when all were accepted.
    let category: CauseCategory?

    package init(
        key: KeyFacts,
        setting: Setting,
        readings: [Reading],
        isMixed: Bool = false,
        credential: ObservedFailure.Credential = .key,
        siblings: [Sibling] = [],
        history: AccountHistory? = nil,
        now: Date,
        propagationGrace: Duration = .seconds(600),
        findings: [Finding] = [],
        neighbours: Neighbours = Neighbours(),
        sameKey: [SameKey] = [],
        asked: AskedFor? = nil,
        management: ManagementEvidence? = nil
    ) {
        self.key = key
        self.setting = setting
        self.readings = readings
        self.isMixed = isMixed
        self.credential = credential
        self.siblings = siblings
        self.history = history
        self.now = now
        self.propagationGrace = propagationGrace
        self.findings = findings
        self.neighbours = neighbours
        self.sameKey = sameKey
        self.asked = asked
        self.management = management
        let families = readings.map(\.category)
        let gravest = CauseCategory.byGravity.first(where: families.contains) ?? nil
        category = gravest
        failures = zip(readings, families).filter { $0.1 != nil && $0.1 == gravest }.map(\.0)
    }

    /// A key, as far as a rule may know it.
    package struct KeyFacts: Sendable {
        package let name: String
        package let fingerprint: String?
        /// Nil where the key was not seen, as in `cogwatch explain`.
        package let anatomy: KeyAnatomy?
        /// Where it came from: `file "…"`, `variable …`.
        package let origin: String?
        /// Why its source gave none.
        package let problem: String?
        /// Whether it stands for keys that are switched off in Azure.
        package let isSwitchedOff: Bool
        /// Whether a request may carry it.
        package let canBeSent: Bool

        package init(
            name: String,
            fingerprint: String? = nil,
            anatomy: KeyAnatomy? = nil,
            origin: String? = nil,
            problem: String? = nil,
            isSwitchedOff: Bool = false,
            canBeSent: Bool = true
        ) {
            self.name = name
            self.fingerprint = fingerprint
            self.anatomy = anatomy
            self.origin = origin
            self.problem = problem
            self.isSwitchedOff = isSwitchedOff
            self.canBeSent = canBeSent
        }
    }

    /// What is known of the resource without asking it.
    package struct Setting: Sendable {
        package let kind: AzureService?
        package let cloud: Cloud?
        package let region: String?
        package let customDomain: String?
        package let trialEnd: Date?
        /// The host of each operation that was tried.
        package let hosts: [Operation: String]

        package init(
            kind: AzureService? = nil,
            cloud: Cloud? = nil,
            region: String? = nil,
            customDomain: String? = nil,
            trialEnd: Date? = nil,
            hosts: [Operation: String] = [:]
        ) {
            self.kind = kind
            self.cloud = cloud
            self.region = region
            self.customDomain = customDomain
            self.trialEnd = trialEnd
            self.hosts = hosts
        }
    }

    /// Another key of the same account.
    package struct Sibling: Sendable, Equatable {
        package let name: String
        /// Nil where it was not tried.
        package let isAccepted: Bool?
        /// Whether it was accepted before it was refused.
        package let workedBefore: Bool

        package init(name: String, isAccepted: Bool?, workedBefore: Bool) {
            self.name = name
            self.isAccepted = isAccepted
            self.workedBefore = workedBefore
        }
    }
}

extension CaseFile {
    /// How the failing calls identified themselves: the bearer probe has a token instead of the key.
    var credentialOfFailures: ObservedFailure.Credential {
        !failures.isEmpty && failures.allSatisfy { $0.operation == .bearer }
            ? .issuedToken : credential
    }

    /// What the known texts among the failures say.
    var signatures: [AnswerSignature] {
        failures.compactMap { $0.body?.signature }
    }

    /// When this key last worked for an operation that now fails, on the very host that refuses it.
    var lastSuccessHere: Date? {
        guard let history, let fingerprint = key.fingerprint else { return nil }
        return failures.compactMap { reading in
            setting.hosts[reading.operation].flatMap { host in
                history.lastSuccess(
                    fingerprint: fingerprint,
                    operation: reading.operation,
                    host: host
                )
            }
        }.max()
    }

    /// When this key, or at the latest the account, was first seen.
    var keyFirstSeen: Date? {
        guard let history else { return nil }
        return key.fingerprint.flatMap { history.keys[$0]?.firstSeen } ?? history.firstSeen
    }

    /// Whether the key may not be known everywhere yet.
    var isKeyNew: Bool {
        keyFirstSeen.map { now.timeIntervalSince($0) < propagationGrace.seconds } ?? false
    }

    /// When this key last worked on any host.
    var lastSuccessAnywhere: Date? {
        guard let history, let fingerprint = key.fingerprint else { return nil }
        return history.lastSuccess(fingerprint: fingerprint)?.at
    }

    /// Whether the same key is accepted now for another operation of the account.
    var isAcceptedElsewhere: Bool { readings.contains(where: \.isAccepted) }

    /// Whether the answer is one that a wrong pairing of key, region and resource gives.
    var isPlainRefusal: Bool {
        failures.contains { reading in
            reading.observation == .refused && [401, 403].contains(reading.status)
        }
    }
}

extension CauseCategory {
    fileprivate static let byGravity: [CauseCategory?] = [
        .auth, .limit, .unreachable, .unexpected,
    ]
}

extension CaseFile.Setting {
    /// What a stanza says.
    package init(of account: Account) {
        self.init(
            kind: account.kind,
            cloud: account.cloud,
            region: account.region,
            customDomain: account.customDomain,
            trialEnd: account.trial?.expires,
            hosts: Dictionary(
                account.operations.compactMap { operation in
                    account.host(for: operation).map { (operation, $0) }
                }
            ) { first, _ in first }
        )
    }
}
