import CogwatchCore
import Foundation

/// A token of the simulated Entra, shaped like a real one and good for nothing else.
struct AccessToken: Equatable {
    struct Claims: Codable, Equatable {
        let aud: String
        let iss: String
        let iat: Int
        let nbf: Int
        let exp: Int
        let appid: String
        let idtyp: String
        let oid: String
        let tid: String
        let ver: String
    }

    let claims: Claims

    init(
        for principal: SimulatedPrincipal,
        audience: String,
        lifetime: Duration,
        at now: Date
    ) {
        let start = Int(now.timeIntervalSince1970.rounded(.down))
        claims = Claims(
            aud: audience,
            iss: Self.issuer(principal.tenant),
            iat: start,
            nbf: start,
            exp: Int((now.timeIntervalSince1970 + lifetime.seconds).rounded(.down)),
            appid: principal.clientID,
            idtyp: "app",
            oid: principal.objectID,
            tid: principal.tenant,
            ver: "1.0"
        )
    }

    private init(claims: Claims) {
        self.claims = claims
    }

    static func issuer(_ tenant: String) -> String { "https://sts.windows.net/\(tenant)/" }

    var expires: Date { Date(timeIntervalSince1970: Double(claims.exp)) }

    /// Whether it is for one of these, a slash at the end aside.
    func isFor(_ audiences: [String]) -> Bool {
        let own = claims.aud.lowercased()
        return audiences.contains { own == $0 || own == $0 + "/" }
    }

    func signed(with key: [UInt8]) -> String { SignedText.jwt(claims, signedWith: key) }

    /// Reads a token of this simulator, whatever its age; nil for any other.
    static func read(_ text: String, signedWith key: [UInt8]) -> AccessToken? {
        SignedText.claims(of: text, as: Claims.self, signedWith: key).map(AccessToken.init(claims:))
    }
}

/// Whom tokens can be for.
enum KnownAudience {
    /// What Resource Manager of a cloud accepts.
    static func resourceManager(_ cloud: Cloud) -> [String] {
        // The name of the service before Resource Manager is an alias of it to this day.
        let old = cloud == .public ? ["https://management.core.windows.net"] : []
        return ["https://\(cloud.resourceManagerHost)"] + old
    }

    static func vault(_ cloud: Cloud) -> [String] { ["https://\(cloud.vaultSuffix)"] }

    static func all(in cloud: Cloud) -> [String] {
        resourceManager(cloud) + vault(cloud) + ["https://\(cloud.customDomainSuffix)"]
    }

    /// Whether there is such a resource; nil looks in all clouds.
    static func isKnown(_ resource: String, in cloud: Cloud? = nil) -> Bool {
        let wanted = resource.lowercased()
        let known = (cloud.map { [$0] } ?? Cloud.allCases).flatMap(all)
        return known.contains { wanted == $0 || wanted == $0 + "/" }
    }
}
