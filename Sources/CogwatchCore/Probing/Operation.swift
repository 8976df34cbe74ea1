/// What a probe asks of an account.
///
/// The raw values are label values, and what the configuration calls them. None of them is billed.
package enum Operation: String, Sendable, CaseIterable, Codable {
    /// `POST …/sts/v1.0/issueToken`: is the key good here?
    case token
    /// `GET …/cognitiveservices/voices/list`: may it be used for speech?
    case voices
    /// The voices list again, with the token that was just issued.
    case bearer
    /// The one cheap listing of a service other than Speech, see ``ServiceOffer``.
    case list
}
