import CogwatchCore
import Foundation

/// An account in the API.
struct AccountJSON: Encodable {
    struct Key: Encodable {
        let name: String
        let fingerprint: String?
        /// The month, such as `2026-05`.
        let issued: String?
        /// Absent before the key was tried.
        let valid: Bool?
    }

    struct Trial: Encodable {
        let expires: String
        let daysRemaining: Double
    }

    let name: String
    let kind: String
    let azureCloud: String
    let azureRegion: String
    let hosts: [String]
    let labels: [String: String]
    let resourceID: String?
    let state: String
    let since: String?
    let lastSuccess: String?
    let diagnosis: DiagnosisJSON?
    let refusedSpares: [String: DiagnosisJSON]
    let probes: [ProbeJSON]
    let keys: [Key]
    let trial: Trial?

    init(_ report: AccountReport, at now: Date) {
        let account = report.account
        name = account.name
        kind = account.kind.rawValue
        azureCloud = account.cloud.rawValue
        azureRegion = account.region
        hosts = report.hosts
        labels = account.labels
        resourceID = account.resourceID
        state = report.state.rawValue
        since = report.diagnosis == nil ? nil : report.verdict?.failingSince.map(Timestamp.text)
        lastSuccess = report.lastKnownSuccess.map(Timestamp.text)
        diagnosis = report.diagnosis.map(DiagnosisJSON.init)
        refusedSpares = (report.verdict?.refusedSpares ?? [:]).mapValues(DiagnosisJSON.init)
        probes = report.results.map(ProbeJSON.init)
        keys = report.keys.map { key in
            Key(
                name: key.name,
                fingerprint: key.fingerprint,
                issued: key.issued.map(Wording.month),
                valid: key.isValid
            )
        }
        trial = account.trial.map { trial in
            Trial(
                expires: Timestamp.text(trial.expires),
                daysRemaining: (trial.daysRemaining(at: now) * 1000).rounded() / 1000
            )
        }
    }
}

/// A diagnosis in the API.
struct DiagnosisJSON: Encodable {
    struct Candidate: Encodable {
        let cause: String
        let confidence: String
    }

    let cause: String
    let category: String
    let confidence: String
    let meaning: String
    let candidates: [Candidate]
    let evidence: [String]
    let nextSteps: [String]

    init(_ diagnosis: Diagnosis) {
        cause = diagnosis.cause.rawValue
        category = diagnosis.category.rawValue
        confidence = diagnosis.confidence.rawValue
        meaning = diagnosis.cause.meaning
        candidates = diagnosis.candidates.map {
            Candidate(cause: $0.cause.rawValue, confidence: $0.confidence.rawValue)
        }
        evidence = diagnosis.evidence.map(\.text)
        nextSteps = diagnosis.nextSteps
    }
}

/// The newest probe of one operation with one key in the API.
struct ProbeJSON: Encodable {
    let operation: String
    let key: String
    let host: String
    let at: String
    let outcome: String
    let httpStatus: Int
    let summary: String
    let durationSeconds: Double
    let phaseSeconds: [String: Double]

    init(_ result: ProbeResult) {
        operation = result.operation.rawValue
        key = result.key
        host = result.host
        at = Timestamp.text(result.at)
        outcome = result.outcome.rawValue
        httpStatus = result.status
        summary = result.summary
        durationSeconds = result.timing.total.seconds
        phaseSeconds = result.timing.phases.reduce(into: [:]) { phases, phase in
            phases[phase.key.rawValue] = phase.value.seconds
        }
    }
}
