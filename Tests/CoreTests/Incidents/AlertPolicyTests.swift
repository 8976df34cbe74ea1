import CogwatchCore
import Foundation
import Testing

@Suite("The alerts of a verdict")
struct AlertPolicyTests {
    private static let now = Date(timeIntervalSince1970: 1_800_000_000)
    private let policy = AlertPolicy(
        externalLabels: ["env": "prod", "team": "everybody"],
        trialThresholds: [.seconds(7 * 86_400), .seconds(3 * 86_400), .seconds(43_200)]
    )

    private func account(trialIn seconds: Double? = nil) -> Account {
        Account(
            name: "tts",
            region: "japanwest",
            keys: [],
            trial: seconds.map { Trial(expires: Self.now.addingTimeInterval($0)) },
            labels: ["team": "voice", "severity": "mine"]
        )
    }

    private func diagnosis(_ cause: Cause, _ category: CauseCategory) -> Diagnosis {
        Diagnosis(
            cause: cause,
            confidence: .likely,
            category: category,
            candidates: [Candidate(cause, .likely)],
            evidence: [Evidence("one"), Evidence("two")],
            nextSteps: ["first", "second"]
        )
    }

    private func alerts(_ verdict: Verdict, trialIn seconds: Double? = nil) -> [Alert] {
        policy.alerts(for: verdict, of: account(trialIn: seconds))
    }

    @Test(
        "bear the name of the cause's family, and a severity",
        arguments: [
            (Cause.keyRegenerated, CauseCategory.auth, "AuthFailing", "critical"),
            (.propagationDelay, .auth, "AuthFailing", "warning"),
            (.rateLimited, .limit, "Throttled", "warning"),
            (.dnsFailure, .unreachable, "EndpointUnreachable", "critical"),
            (.unexpectedResponse, .unexpected, "UnexpectedAnswer", "warning"),
        ]
    )
    func names(_ cause: Cause, _ category: CauseCategory, _ name: String, _ severity: String) {
        let verdict = Verdict(
            account: "tts",
            at: Self.now,
            diagnosis: diagnosis(cause, category)
        )
        let alerts = alerts(verdict)
        #expect(alerts.map { $0.labels["alertname"] } == [name])
        #expect(alerts.first?.labels["severity"] == severity)
        #expect(alerts.first?.labels["cause"] == cause.rawValue)
    }

    @Test("carry the account's labels over the agent's, and neither over the fixed ones")
    func labels() throws {
        let verdict = Verdict(
            account: "tts",
            at: Self.now,
            diagnosis: diagnosis(.invalidKey, .auth)
        )
        let labels = try #require(alerts(verdict).first?.labels)
        #expect(
            labels == [
                "alertname": "AuthFailing", "account": "tts", "azure_cloud": "public",
                "azure_region": "japanwest", "kind": "SpeechServices", "cause": "invalid_key",
                "confidence": "likely", "severity": "critical", "env": "prod", "team": "voice",
            ]
        )
    }

    @Test("say how we know and what to do, and since when")
    func annotations() throws {
        let verdict = Verdict(
            account: "tts",
            at: Self.now,
            diagnosis: diagnosis(.keyRegenerated, .auth),
            failingSince: Self.now - 60,
            lastSuccess: Self.now - 120
        )
        let alert = try #require(alerts(verdict).first)
        #expect(alert.annotations["evidence"] == "- one\n- two")
        #expect(alert.annotations["next_steps"] == "1. first\n2. second")
        #expect(alert.annotations["since"] == Timestamp.text(Self.now - 60))
        #expect(alert.annotations["last_success"] == Timestamp.text(Self.now - 120))
        #expect(alert.since == Self.now - 60)
        #expect(alert.annotations["summary"]?.contains("tts") == true)
    }

    @Test("keep their identity while only the evidence changes")
    func identity() {
        let first = Verdict(
            account: "tts",
            at: Self.now,
            diagnosis: diagnosis(.timeout, .unreachable)
        )
        let later = Verdict(
            account: "tts",
            at: Self.now + 60,
            diagnosis: diagnosis(.timeout, .unreachable),
            lastSuccess: Self.now
        )
        #expect(alerts(first).map(\.fingerprint) == alerts(later).map(\.fingerprint))
    }

    @Test("name each refused spare")
    func spares() {
        let verdict = Verdict(
            account: "tts",
            at: Self.now,
            refusedSpares: [
                "key3": diagnosis(.invalidKey, .auth), "key2": diagnosis(.keyRegenerated, .auth),
            ]
        )
        let alerts = alerts(verdict)
        #expect(alerts.map { $0.labels["alertname"] } == ["KeyInvalid", "KeyInvalid"])
        #expect(alerts.map { $0.labels["key"] } == ["key2", "key3"])
    }

    @Test(
        "warn of a trial's end at each threshold, and tell its end",
        arguments: [
            (8.0, nil, nil), (7.0, "TrialExpiring", "7"), (3.01, "TrialExpiring", "7"),
            (3.0, "TrialExpiring", "3"), (0.4, "TrialExpiring", "0.5"), (0.0, "TrialExpired", "0"),
            (-30.0, "TrialExpired", "0"),
        ] as [(Double, String?, String?)]
    )
    func trial(_ days: Double, _ name: String?, _ label: String?) {
        let alerts = alerts(Verdict(account: "tts", at: Self.now), trialIn: days * 86_400)
        #expect(alerts.first?.labels["alertname"] == name)
        #expect(alerts.first?.labels["days"] == label)
        #expect(alerts.count == (name == nil ? 0 : 1))
    }
}
