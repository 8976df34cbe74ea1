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
            resourceID: "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/"
                + "simulated/providers/Microsoft.CognitiveServices/accounts/\(account.name)",
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

    func signed(with key: [UInt8]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Strings and one integer always encode.
        let payload = (try? encoder.encode(claims)) ?? Data()
        let content = Self.base64(Self.header) + "." + Self.base64(payload)
        return content + "." + Self.base64(Self.signature(of: content, key))
    }

    /// Reads a token that this simulated Azure has issued, whatever its age.
    static func read(_ text: String, signedWith key: [UInt8]) -> IssuedToken? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let end = text.lastIndex(of: ".") else { return nil }
        let content = String(text[..<end])
        guard base64(signature(of: content, key)) == text[text.index(after: end)...],
            let payload = parts.dropFirst().first.flatMap(decode),
            let claims = try? JSONDecoder().decode(Claims.self, from: payload)
        else { return nil }
        return IssuedToken(claims: claims)
    }

    private static let header = Data(#"{"alg":"HS256","typ":"JWT"}"#.utf8)

    private static func endpoint(of host: SimulatedHost) -> String {
        switch host {
        case .gateway(let region, let cloud), .textToSpeech(let region, let cloud),
            .speechToText(let region, let cloud):
            "https://\(region).\(cloud.apiSuffix)/internal/v1.0/"
        case .customDomain(let domain): "https://\(domain)/internal/v1.0/"
        case .translator(let cloud): "https://\(cloud.apiSuffix)/internal/v1.0/"
        }
    }

    private static func signature(of content: String, _ key: [UInt8]) -> Data {
        let code = HMAC<SHA256>.authenticationCode(
            for: Array(content.utf8),
            using: SymmetricKey(data: key)
        )
        return Data(code)
    }

    private static func base64(_ data: Data) -> String {
        data.base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    private static func decode(_ part: Substring) -> Data? {
        let standard = part.replacing("-", with: "+").replacing("_", with: "/")
        let padding = String(repeating: "=", count: (4 - standard.count % 4) % 4)
        return Data(base64Encoded: String(standard) + padding)
    }
}
