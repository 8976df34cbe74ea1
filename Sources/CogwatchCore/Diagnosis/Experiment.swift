/// A question that a diagnosis may put to Azure to tell one cause from another.
package enum Experiment: String, Sendable, CaseIterable, Codable {
    /// The account's other keys.
    case otherKey = "other_key"
    /// The voices list with a token that the key has just bought.
    case bearer
    /// The same key in other regions.
    case otherRegion = "other_region"
    /// The same key on another service's endpoint.
    case otherService = "other_service"
    /// A key that cannot be right: what does a refusal look like here?
    case bogusKey = "bogus_key"
    /// The same key in other clouds. It shows the key to other operators, so it is never tried
    /// unless it is asked for.
    case otherCloud = "other_cloud"

    /// All that are tried where nothing is configured.
    package static let standard: [Experiment] = [
        .otherKey, .bearer, .otherRegion, .otherService, .bogusKey,
    ]
}
