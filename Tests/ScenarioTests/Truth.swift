import CogwatchCore

/// Why a story's account fails, as nobody in the story knows.
struct Truth: Sendable {
    /// Nil where all is well.
    let cause: Cause?
    /// Other causes that would have looked the same in every answer, name and file that may be
    /// seen, so that nobody could tell.
    let alsoFits: Set<Cause>
    /// Why they would.
    let reason: String

    /// A cause that shows, if only one looks everywhere one may.
    static func plain(_ cause: Cause?) -> Truth {
        Truth(cause: cause, alsoFits: [], reason: "")
    }

    /// A cause that does not show.
    static func hidden(_ cause: Cause, among others: Set<Cause>, because reason: String) -> Truth {
        Truth(cause: cause, alsoFits: others.subtracting([cause]), reason: reason)
    }

    var isSeparable: Bool { alsoFits.isEmpty }

    /// Whether a verdict's first cause is as good as can be.
    func accepts(_ found: Cause?) -> Bool {
        guard let found else { return cause == nil }
        return found == cause || alsoFits.contains(found)
    }

    /// What stops every key of an account at once, and is told by Resource Manager alone.
    static let endsOfAccounts: Set<Cause> = [
        .resourceDeleted, .subscriptionDisabled, .localAuthDisabled,
    ]
}
