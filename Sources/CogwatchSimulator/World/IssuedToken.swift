import CogwatchCore
import Crypto
import Foundation

/// A token as issueToken hands it out: a JWT that lives for ten minutes.
///
/// The claims follow what readers of real tokens have reported; Microsoft documents only "JWT".
struct IssuedToken: Equatable {
    static let lifetime: TimeInterval = 600

    let claims: Claims

    struct Claims: Codable, Equatable {
        let region: String
        let subscriptionID: String
        let productID: String
        let endpoint: String
        let resourceID: String
        let scope: String
        let aud: String
        let exp: Int
        let iss: String

        enum CodingKeys: String, CodingKey {
            case region, scope, aud, exp, iss
            case subscriptionID = "subscription-id"
            case productID = "product-id"
            case endpoint = "cognitive-services-endpoint"
            case resourceID = "azure-resource-id"
        }
    }

    init(for account: SimulatedAccount, on host: SimulatedHost, at now: Date) {
        let speech = account.kind != .textTranslation
        let digest = SHA256.hash(data: Array(account.name.utf8))
            .map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        claims = Claims(
            region: account.region,
            subscriptionID: String(digest.prefix(32)),
            productID: "\(account.kind.rawValue).\(account.sku)",
            endpoint: Self.endpoint(of: host),
            resourceID: account.resourceID,
            scope: speech ? "speechservices" : "https://api.microsofttranslator.com/",
            aud: speech
                ? "urn:ms.speechservices.\(account.region)" : "urn:ms.microsofttranslator",
            exp: Int((now.timeIntervalSince1970 + Self.lifetime).rounded()),
            iss: "urn:ms.cognitiveservices"
        )
    }

    private init(claims: Claims) {
        self.claims = claims
    }

    var accountName: String {
        claims.resourceID.split(separator: "/").last.map(String.init) ?? ""
    }

    /// Whether the token may be used on a host: a token is scoped to the endpoint that issued it,
    /// a custom domain or the hosts of a region (Microsoft's page on REST authentication,
    /// 2026-05-21).
    func isGood(on host: SimulatedHost, at now: Date) -> Bool {
        now.timeIntervalSince1970 < Double(claims.exp) && claims.endpoint == Self.endpoint(of: host)
    }

    func signed(with key: [UInt8]) -> String { SignedText.jwt(claims, signedWith: key) }

    /// Reads a token that this simulated Azure has issued, whatever its age.
    static func read(_ text: String, signedWith key: [UInt8]) -> IssuedToken? {
        SignedText.claims(of: text, as: Claims.self, signedWith: key).map(IssuedToken.init(claims:))
    }

    private static func endpoint(of host: SimulatedHost) -> String {
        switch host {
        case .gateway(let region, let cloud), .textToSpeech(let region, let cloud),
            .speechToText(let region, let cloud):
            "https://\(region).\(cloud.apiSuffix)/internal/v1.0/"
        case .customDomain(let domain): "https://\(domain)/internal/v1.0/"
        case .translator(let cloud): "https://\(cloud.apiSuffix)/internal/v1.0/"
        }
    }
}
