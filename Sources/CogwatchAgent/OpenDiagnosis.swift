import CogwatchCore

/// A failure that was reported, and whose experiments are still to be made.
///
/// An object for the same reason as a ``Round``.
final class OpenDiagnosis: Sendable {
    let account: Account
    let investigation: Investigation

    init(account: Account, investigation: Investigation) {
        self.account = account
        self.investigation = investigation
    }
}
