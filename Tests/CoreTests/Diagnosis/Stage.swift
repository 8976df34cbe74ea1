import CogwatchCore
import Foundation
import TestSupport

/// An account, its past, and an Azure that answers by a script: one round is played on it.
struct Stage {
    static let now = Date(timeIntervalSince1970: 1_800_000_000)

    var account: Account
    var history: AccountHistory
    var belief = Investigation.Belief()
    var policy = DiagnosisPolicy()
    var now = Stage.now
    var surroundings = Surroundings()
    private(set) var pauses: [Duration] = []
    private(set) var asked: [Probe] = []
    private(set) var attempts: [(attempt: Attempt, at: Date)] = []
    private(set) var lookedUp: [String] = []
    private(set) var managed: [ManagementQuestion] = []
    private var played: Investigation?

    static let installation = Secret("an installation")

    /// An account that has been watched for ten days.
    init(_ account: Account, watchedFor age: Duration = .seconds(864_000)) {
        self.account = account
        history = AccountHistory(
            account: account.name,
            firstSeen: Stage.now.addingTimeInterval(-age.seconds),
            stanza: Stage.stanza(of: account)
        )
    }

    var keys: [InvestigatedKey] {
        account.keys.map { InvestigatedKey($0, installation: Stage.installation) }
    }

    static func stanza(of account: Account) -> AccountHistory.Stanza {
        AccountHistory.Stanza(
            of: account,
            keys: account.keys.map { InvestigatedKey($0, installation: installation) }
        )
    }

    /// Every operation worked with these keys, so long ago.
    mutating func worked(keys names: [String], ago: Duration) {
        for key in keys where names.contains(key.name) {
            for operation in account.operations {
                history.succeeded(
                    fingerprint: key.fingerprint ?? "",
                    operation: operation,
                    host: account.host(for: operation) ?? "",
                    at: now.addingTimeInterval(-ago.seconds)
                )
            }
        }
    }

    /// The stanza becomes another one, so long ago.
    mutating func reconfigured(_ next: Account, ago: Duration) {
        account = next
        _ = history.observe(
            Stage.stanza(of: next),
            at: now.addingTimeInterval(-ago.seconds)
        )
    }

    /// Plays one round.
    ///
    /// - Parameter answer: What Azure says to a probe, and to which question of the round in all.
    /// - Returns: The end of the round.
    mutating func play(_ answer: (Probe, Int) -> Answer) -> Investigation.Conclusion {
        var investigation = Investigation(
            of: account,
            keys: keys,
            policy: policy,
            history: history,
            belief: belief,
            at: now
        )
        while true {
            switch investigation.nextStep() {
            case .ask(let probe):
                asked.append(probe)
                _ = investigation.learn(answer(probe, asked.count), from: probe, at: now)
            case .wait(let pause):
                pauses.append(pause)
                now.addTimeInterval(pause.seconds)
            case .survey: investigation.learn(surroundings)
            case .experiment, .lookUp: investigation.stopAsking()
            case .conclude(let conclusion):
                history = conclusion.history
                belief = conclusion.belief
                played = investigation
                return conclusion
            }
        }
    }

    /// Asks Resource Manager what the last round asks for, and plays the round's end anew.
    ///
    /// - Parameters:
    ///   - showsCaller: Whether names of people are kept.
    ///   - answer: What Resource Manager says.
    /// - Returns: The better conclusion; nil where nothing is asked.
    mutating func manage(
        showsCaller: Bool = false,
        _ answer: (ManagementQuestion) -> Answer
    ) -> Investigation.Conclusion? {
        guard var investigation = played, !investigation.managementCalls().isEmpty,
            let id = account.resourceID.flatMap({ ResourceID($0) })
        else { return nil }
        managed = []
        let token = EntraToken(secret: Secret("token"), expires: .distantFuture)
        while let (question, call) = investigation.managementCalls().first, managed.count < 10 {
            managed.append(question)
            var lookup = ManagementLookup(
                question,
                call,
                about: id,
                in: account.cloud,
                keys: keys,
                showsCaller: showsCaller
            )
            while lookup.request(token: token) != nil { lookup.take(answer(question), at: now) }
            var evidence = investigation.management ?? ManagementEvidence(at: now)
            lookup.note(in: &evidence)
            investigation.learn(evidence, at: now)
        }
        guard case .conclude(let conclusion) = investigation.nextStep() else { return nil }
        played = investigation
        history = conclusion.history
        belief = conclusion.belief
        return conclusion
    }

    /// When the last round wants to look at the activity log again.
    var nextLook: Date? { played?.nextLookAtActivity() }

    /// Makes the experiments that the last round asks for.
    ///
    /// - Returns: The better conclusion; nil where nothing is to be tried.
    mutating func experiment(
        names: (String) -> NameAnswer = { _ in .noAnswer(detail: "a test") },
        _ answer: (Attempt) -> Answer
    ) -> Investigation.Conclusion? {
        guard var investigation = played, investigation.beginExperiments() else { return nil }
        while true {
            switch investigation.nextStep() {
            case .ask, .survey: return nil
            case .wait(let pause): now.addTimeInterval(pause.seconds)
            case .experiment(let attempt):
                attempts.append((attempt, now))
                _ = investigation.learn(answer(attempt), from: attempt, at: now)
            case .lookUp(let host):
                lookedUp.append(host)
                _ = investigation.learn(names(host), of: host, at: now)
            case .conclude(let conclusion):
                history = conclusion.history
                return conclusion
            }
        }
    }
}

extension Account {
    /// An account in Japan West with these keys, as most stories have it.
    static func sample(
        keys: [Secret] = [TestKeys.hex(1), TestKeys.hex(2)],
        kind: AzureService = .speechServices,
        cloud: Cloud = .public,
        region: String = "japanwest",
        customDomain: String? = nil,
        operations: [CogwatchCore.Operation]? = nil,
        trial: Trial? = nil,
        resourceID: String? = nil
    ) -> Account {
        Account(
            name: "tts",
            kind: kind,
            cloud: cloud,
            region: region,
            customDomain: customDomain,
            keys: keys.enumerated().map { index, secret in
                AccountKey(
                    name: "key\(index + 1)",
                    origin: "file \"key\(index + 1)\"",
                    secret: secret
                )
            },
            operations: operations,
            trial: trial,
            resourceID: resourceID
        )
    }
}

/// What a healthy endpoint says.
func accepted(_ operation: CogwatchCore.Operation) -> Answer {
    switch operation {
    case .token: Answers.token(expires: Stage.now.addingTimeInterval(600))
    case .voices, .bearer: Answers.voices()
    case .list: Answers.list()
    }
}
