import Foundation

/// What an error's body says, whichever of Azure's front ends wrote it.
package struct AnswerBody: Sendable, Equatable {
    /// The form of a body, which tells who answered.
    package enum Family: String, Sendable, CaseIterable {
        case empty
        /// `{"error":{"code":"401","message":…}}`.
        case gatewayError
        /// `{"statusCode":401,"message":…}`, of any API behind Azure API Management.
        case legacyGateway
        /// `{"error":{"code":401000,…}}` with a number of six digits.
        case translator
        /// `{"errors":[{"code","subCode","message"}]}`.
        case bing
        /// `{"error":"invalid_client","error_description":…}` of Entra.
        case oauth
        case otherJSON
        /// Begins like JSON and is none: cut off, or not what it seems.
        case brokenJSON
        case frontDoorHTML, otherHTML
        case xml, plainText, invalidUTF8
    }

    package let family: Family
    /// The body's own code, such as `401`, `PermissionDenied` or `401000`.
    package let code: String?
    /// A code inside the error, which says more.
    package let innerCode: String?
    /// In the body's own words, on one line, at most 500 characters, without anything key-shaped.
    package let message: String?
    package let signature: AnswerSignature?

    /// Reads the body of an answer.
    ///
    /// Any body can be read, and little of a very long one is. The reason phrase counts where the
    /// body says nothing: LUIS and the Speech hosts explain themselves there.
    package init(status: Int, reason: String = "", headers: Headers, body: [UInt8]) {
        let reading = BodyReading(of: body)
        family = reading.family
        code = reading.code.map(Redaction.presentable)
        innerCode = reading.innerCode.map(Redaction.presentable)
        message = reading.message.map(Redaction.presentable)
        signature =
            Self.signature(of: reading, status: status, headers: headers)
            ?? (reason.isEmpty ? nil : AnswerSignature.find(in: reason))
    }

    private static func signature(
        of reading: BodyReading,
        status: Int,
        headers: Headers
    ) -> AnswerSignature? {
        if let known = signature(ofCode: reading.code, in: reading.family) { return known }
        let said = [reading.code, reading.innerCode, reading.message].compactMap(\.self)
        let found = AnswerSignature.find(in: said.joined(separator: " "))
        if found == .permissionDeniedReason, reading.code?.lowercased() == "permissiondenied" {
            return .principalWithoutAccess
        }
        let retry = headers["Retry-After"].flatMap { Int($0.trimmingCharacters(in: .whitespaces)) }
        if case .rateLimit(let kindAndSKU, nil) = found {
            return .rateLimit(kindAndSKU: kindAndSKU, retrySeconds: retry)
        }
        if let found { return found }
        if headers["policy-id"]?.lowercased() == "throwexceptionduetotrafficdenied" {
            return .virtualNetworkRules
        }
        return status == 429 ? .rateLimit(kindAndSKU: nil, retrySeconds: retry) : nil
    }

    /// Translator's codes, by its page on response codes (2026-06-02) and by what was seen.
    private static func signature(ofCode code: String?, in family: Family) -> AnswerSignature? {
        guard family == .translator else { return nil }
        switch code {
        case "401000": return .translatorInvalid401000
        case "401001": return .translator401001
        case "401015": return .translator401015
        case "403000": return .translatorNotAllowed403000
        case "403001": return .translatorFreeQuota403001
        default: return nil
        }
    }
}
