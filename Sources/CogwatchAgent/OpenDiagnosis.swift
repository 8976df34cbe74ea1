import CogwatchCore

/// A failure that was reported, and whose experiments are still to be made.
struct OpenDiagnosis: Sendable {
    let account: Account
    var investigation: Investigation
}
