package import Foundation

/// A token of Entra, and how long it lasts.
package struct EntraToken: Sendable, Equatable {
    package let secret: Secret
    package let expires: Date

    package init(secret: Secret, expires: Date) {
        self.secret = secret
        self.expires = expires
    }

    /// Whether it still opens anything, with a minute to spare for clocks that differ.
    package func isUsable(at now: Date) -> Bool { expires.timeIntervalSince(now) > 60 }

    /// Whether it is time for another one: five minutes before the end, as Microsoft's own
    /// libraries do, so that an unreachable Entra has time to come back.
    package func shouldBeRenewed(at now: Date) -> Bool { expires.timeIntervalSince(now) < 300 }
}

extension EntraToken {
    /// Reads what a token request was answered.
    ///
    /// Entra writes `expires_in` as a number, managed identities write it as a text or write
    /// `expires_on` alone.
    ///
    /// - Parameters:
    ///   - answer: What came back.
    ///   - audience: Whom the token is for.
    ///   - credential: What was sent.
    ///   - now: When the answer came.
    /// - Returns: The token.
    /// - Throws: Why there is none.
    package static func read(
        _ answer: Answer,
        for audience: TokenAudience,
        of credential: EntraCredential,
        at now: Date
    ) throws(EntraRefusal) -> EntraToken {
        let response: Response
        switch answer.outcome {
        case .noResponse(let noResponse):
            throw EntraRefusal(noResponse, for: audience, of: credential)
        case .response(let arrived): response = arrived
        }
        guard response.status == 200, let body = JSONView(response.body) else {
            throw EntraRefusal(response, for: audience, of: credential, at: now)
        }
        guard let text = body["access_token"]?.text, isHeaderValue(text),
            let expires = expiry(in: body, at: now), expires > now
        else { throw EntraRefusal(response, for: audience, of: credential, at: now) }
        return EntraToken(secret: Secret(text), expires: expires)
    }

    private static func expiry(in body: JSONView, at now: Date) -> Date? {
        // Both are there at times; the span does not depend on our clock.
        if let seconds = body["expires_in"]?.number, (1...10 * 86_400).contains(seconds) {
            return now.addingTimeInterval(seconds)
        }
        return body["expires_on"]?.epoch
    }

    // A line break would begin another header.
    private static func isHeaderValue(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }
}
