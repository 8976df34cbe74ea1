package import Foundation

/// Why a silence cannot be as somebody wants it, and what to write instead.
package enum SilenceProblem: Error, Equatable {
    case noMatchers
    case tooManyMatchers
    /// Every matcher accepts a label that is missing.
    case saysNothing
    case noAuthor
    case noComment
    case tooLong(String, limit: Int)
    case endsBeforeStart
    case endsInThePast
    case tooMany
    case unknown(String)
    case alreadyExpired(String, at: Date)
}

extension SilenceProblem: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noMatchers:
            "a silence needs at least one matcher, such as alertname=\"AuthFailing\""
        case .tooManyMatchers:
            "a silence has \(SilenceDraft.Limit.matchers) matchers at the most; say it with one "
                + "regular expression, such as account=~\"tts-1|tts-2\""
        case .saysNothing:
            "at least one matcher must not match the empty string, for these accept every incident; "
                + "name something that is there, such as account=~\".+\""
        case .noAuthor: "createdBy is empty; write who silences it, so that others know whom to ask"
        case .noComment: "comment is empty; write why it is silenced"
        case .tooLong(let what, let limit):
            "\(what) is too long; write \(limit) characters at the most"
        case .endsBeforeStart:
            "endsAt is not after startsAt; write an end that is later than the start"
        case .endsInThePast: "endsAt is in the past; write a time that is yet to come"
        case .tooMany:
            "there are \(SilenceDraft.Limit.silences) silences already; expire some, or say more "
                + "with one regular expression"
        case .unknown(let id):
            "there is no silence \(Labels.quoted(id)); list them with `cogwatch silence list`"
        case .alreadyExpired(let id, let end):
            "silence \(Labels.quoted(id)) is over since \(Timestamp.text(end)); nothing is left to "
                + "expire"
        }
    }
}
