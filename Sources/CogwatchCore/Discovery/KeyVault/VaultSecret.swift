package import Foundation

/// A secret of a vault, in one of its versions.
package struct VaultSecret: Sendable, Equatable {
    package let value: Secret
    package let attributes: VaultSecretVersion
}

/// A version of a secret, without its value.
package struct VaultSecretVersion: Sendable, Equatable, Codable {
    /// Nil where the vault does not say.
    package let version: String?
    package let isEnabled: Bool
    package let created: Date?
    package let updated: Date?
    package let expires: Date?
    package let notBefore: Date?

    /// Why it may not be used now, in a few words; nil where it may.
    package func objection(at now: Date) -> String? {
        if !isEnabled { return "it is disabled" }
        if let expires, expires <= now { return "it expired at \(Timestamp.text(expires))" }
        if let notBefore, notBefore > now {
            return "it may not be used before \(Timestamp.text(notBefore))"
        }
        return nil
    }

    // Times are seconds since 1970, and the id ends in the version.
    init?(_ body: JSONView) {
        guard let attributes = body["attributes"] else { return nil }
        let parts = (body["id"]?.text ?? "").split(separator: "/")
        version = parts.count >= 5 ? parts.last.map(String.init) : nil
        isEnabled = attributes["enabled"]?.flag ?? true
        created = attributes["created"]?.epoch
        updated = attributes["updated"]?.epoch
        expires = attributes["exp"]?.epoch
        notBefore = attributes["nbf"]?.epoch
    }
}

extension KeyVault {
    /// Reads a secret, without its final line break.
    ///
    /// Whether it may be used is ``VaultSecretVersion/objection(at:)``'s to say.
    ///
    /// - Throws: Why there is none.
    package func secret(in answer: Answer, at now: Date) throws(VaultRefusal) -> VaultSecret {
        let body = try body(of: answer, at: now)
        guard let value = body.texts["value"] ?? body["value"]?.text,
            let attributes = VaultSecretVersion(body)
        else {
            throw VaultRefusal(.unreadable, status: 200)
        }
        // As with a file: what `echo` put there is no damage, everything else is the diagnosis's.
        let isBroken = value.last == "\n" || value.last == "\r\n"
        let key = isBroken ? String(value.dropLast()) : value
        guard !key.isEmpty else { throw VaultRefusal(.empty) }
        return VaultSecret(value: Secret(key), attributes: attributes)
    }

    /// Reads a page of versions.
    ///
    /// - Throws: Why there is none.
    package func versions(
        in answer: Answer,
        at now: Date
    ) throws(VaultRefusal) -> ManagementPage<VaultSecretVersion> {
        let body = try body(of: answer, at: now)
        guard let entries = body["value"]?.items else {
            throw VaultRefusal(.unreadable, status: 200)
        }
        let items = entries.compactMap(VaultSecretVersion.init)
        guard let link = body["nextLink"]?.text else {
            return ManagementPage(items: items, next: nil)
        }
        guard let next = NextPage(link, on: host) else {
            throw VaultRefusal(.foreignLink, status: 200)
        }
        return ManagementPage(items: items, next: next)
    }

    private func body(of answer: Answer, at now: Date) throws(VaultRefusal) -> JSONView {
        switch answer.outcome {
        case .noResponse(let noResponse):
            throw VaultRefusal(.unreachable, seen: noResponse.shortDescription)
        case .response(let response):
            guard response.status == 200, let body = JSONView(response.body), body.isObject else {
                throw VaultRefusal(response, at: now)
            }
            return body
        }
    }
}
