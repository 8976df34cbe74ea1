package import Foundation

/// What an issued token says of itself, read and never verified.
///
/// The claims are observed, not documented, so each may be missing, and `exp` has been a string.
/// Only what names the resource is kept; the token itself is not.
package struct TokenClaims: Sendable, Equatable {
    /// The end of the token.
    package let expires: Date?
    /// From an audience `urn:ms.speechservices.<region>`, else from the claim `region`.
    package let region: String?
    /// Kind and SKU of the key's resource, such as `SpeechServices.S0`.
    package let productID: String?
    /// The key's resource in Resource Manager.
    package let resourceID: String?
    package let audience: String?
    package let issuer: String?

    /// A token has about a kilobyte.
    private static let maximumBytes = 65_536
    private static let speechAudience = "urn:ms.speechservices."

    /// `S0`, `F0` …; nil where the product's name has no such end.
    package var sku: String? {
        guard let productID, let dot = productID.lastIndex(of: ".") else { return nil }
        let sku = productID[productID.index(after: dot)...]
        return sku.isEmpty ? nil : String(sku)
    }

    /// Reads a token.
    ///
    /// Nil where it is not three parts in base64url with an object in the middle.
    ///
    /// - Parameter token: The body of the answer to `issueToken`; blanks around it do not count.
    package init?(token: [UInt8]) {
        guard token.count <= Self.maximumBytes else { return nil }
        let parts = Self.trimmed(token).split(
            separator: UInt8(ascii: "."),
            omittingEmptySubsequences: false
        )
        guard parts.count == 3, let payload = Self.data(of: parts[1]),
            let claim = Self.claims(in: Array(payload)),
            Self.data(of: parts[0])?.isEmpty == false, Self.data(of: parts[2]) != nil
        else { return nil }
        let audience = Self.text(claim("aud"))
        self.audience = audience
        expires = Self.date(claim("exp"))
        region = audience.flatMap(Self.region(of:)) ?? Self.text(claim("region"))
        productID = Self.text(claim("product-id"))
        resourceID = Self.text(claim("azure-resource-id"))
        issuer = Self.text(claim("iss"))
    }

    /// The token itself: the body without the blanks around it.
    package static func text(of body: [UInt8]) -> String {
        String(decoding: trimmed(body), as: UTF8.self)
    }

    private static func trimmed(_ body: [UInt8]) -> ArraySlice<UInt8> {
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
        guard let first = body.firstIndex(where: { !isBlank($0) }),
            let last = body.lastIndex(where: { !isBlank($0) })
        else { return [] }
        return body[first...last]
    }

    private static func region(of audience: String) -> String? {
        guard audience.lowercased().hasPrefix(speechAudience) else { return nil }
        let region = audience.dropFirst(speechAudience.count)
        return region.isEmpty ? nil : String(region)
    }

    /// Gives a claim by its name, of a list, as audiences may be, the first.
    private static func claims(in payload: [UInt8]) -> ((String) -> PlainObject.Value?)? {
        if let plain = PlainObject(payload) { return { plain[$0] } }
        guard
            let any = try? JSONSerialization.jsonObject(with: Data(payload)) as? [String: Any]
        else { return nil }
        return { name in
            let claim = any[name]
            if let text = claim as? String ?? (claim as? [Any])?.first as? String {
                return .text(text)
            }
            return (claim as? Double).map(PlainObject.Value.number)
        }
    }

    private static func data(of part: ArraySlice<UInt8>) -> Data? {
        var base64 = part.map { byte in
            switch byte {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: byte
            }
        }
        while base64.last == UInt8(ascii: "=") { base64.removeLast() }
        base64 += Array(repeating: UInt8(ascii: "="), count: (4 - base64.count % 4) % 4)
        return Data(base64Encoded: Data(base64))
    }

    private static func text(_ claim: PlainObject.Value?) -> String? {
        guard case .text(let text) = claim, !text.isEmpty else { return nil }
        return text
    }

    /// Seconds since 1970; years after 9999 are taken for damage.
    private static func date(_ claim: PlainObject.Value?) -> Date? {
        let seconds: Double? =
            switch claim {
            case .number(let seconds): seconds
            case .text(let text): Double(text)
            case nil: nil
            }
        guard let seconds, (0..<253_402_300_800).contains(seconds) else { return nil }
        return Date(timeIntervalSince1970: seconds)
    }
}
