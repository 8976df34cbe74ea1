/// A question that a diagnosis may put to Azure to tell one cause from another.
///
/// The raw values are label values, and words of `diagnosis.experiments`.
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
    /// The names behind a custom domain, which tell its region.
    case domainName = "custom_domain_dns"
    /// A custom domain's own word on its region, given to anybody.
    case domainRedirect = "custom_domain_redirect"

    /// All that are tried where nothing is configured.
    package static let standard: [Experiment] = [
        .otherKey, .bearer, .otherRegion, .otherService, .bogusKey, .domainName, .domainRedirect,
    ]

    /// Whether it shows no key to anybody.
    ///
    /// Such experiments are made wherever any is allowed.
    package var needsNoKey: Bool { self == .domainName || self == .domainRedirect }
}
