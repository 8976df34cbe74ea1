import CogwatchCore
import Foundation

/// The data plane of one Key Vault.
///
/// The specification of Microsoft.KeyVault 7.4, Microsoft's page on its status codes, and recorded
/// tests of its client libraries.
struct KeyVaultFront {
    let visit: ManagementVisit
    let name: String
    let cloud: Cloud

    private static let versions = ["7.0", "7.1", "7.2", "7.3", "7.4", "7.5", "7.6"]

    func reply() -> ManagementReply {
        guard let vault = visit.management.vaults[name], vault.cloud == cloud else {
            return ManagementReply(
                ManagementTexts.error(404, "VaultNotFound", "There is no such vault.")
            )
        }
        let principal: SimulatedPrincipal
        switch caller(of: vault) {
        case .success(let known): principal = known
        case .failure(let refusal):
            return ManagementReply(
                unauthorized(refusal.message, vault),
                isUnknown: visit.bearer != nil
            )
        }
        return ManagementReply(response(of: vault, to: principal), from: principal)
    }

    // MARK: Who asks

    private struct Refusal: Error {
        let message: String
    }

    private func caller(of vault: SimulatedVault) -> Result<SimulatedPrincipal, Refusal> {
        guard let text = visit.bearer else {
            return .failure(Refusal(message: "AKV10000: Request is missing a Bearer or PoP token."))
        }
        guard let token = AccessToken.read(text, signedWith: visit.world.tokenSigningKey),
            let principal = visit.management.principal(ofObject: token.claims.oid)
        else {
            return .failure(
                Refusal(message: "Error validating token: the token is not well formed.")
            )
        }
        guard token.isFor(KnownAudience.vault(cloud)) else {
            let expected = "https://\(cloud.vaultSuffix)"
            return .failure(
                Refusal(
                    message: "AKV10022: Invalid audience. Expected \(expected), found:"
                        + " \(token.claims.aud)."
                )
            )
        }
        guard token.expires > visit.now else {
            return .failure(
                Refusal(message: "[TokenExpired] Error validating token: 'S2S12086'.")
            )
        }
        guard token.claims.tid.lowercased() == vault.tenant.lowercased() else {
            let (wanted, found) = (AccessToken.issuer(vault.tenant), token.claims.iss)
            return .failure(
                Refusal(message: "AKV10032: Invalid issuer. Expected \(wanted), found \(found).")
            )
        }
        return .success(principal)
    }

    private func unauthorized(_ message: String, _ vault: SimulatedVault) -> SimulatedResponse {
        ManagementTexts.error(401, "Unauthorized", message)
            .adding(
                "WWW-Authenticate",
                #"Bearer authorization="https://\#(cloud.entraHost)/\#(vault.tenant)","#
                    + #" resource="https://\#(cloud.vaultSuffix)""#
            )
            .adding("x-ms-keyvault-region", "westeurope")
    }

    // MARK: What it gets

    private func response(
        of vault: SimulatedVault,
        to principal: SimulatedPrincipal
    ) -> SimulatedResponse {
        if vault.isClosed { return closed }
        if let seconds = vault.retryAfter { return Self.throttled(seconds) }
        guard let version = visit.query["api-version"], Self.versions.contains(version) else {
            return ManagementTexts.error(
                400,
                "BadParameter",
                "The api-version query parameter is missing or not supported."
            )
        }
        let parts = visit.segments
        guard visit.request.method == "GET", parts.first?.lowercased() == "secrets",
            (2...3).contains(parts.count), let secret = parts.dropFirst().first
        else { return ManagementTexts.error(404, "NotFound", "There is no such path.") }
        let third = parts.dropFirst(2).first
        guard third?.lowercased() == "versions" else {
            return value(of: secret, third, in: vault, for: principal)
        }
        let action = "Microsoft.KeyVault/vaults/secrets/readMetadata/action"
        guard principal.may(action) else { return forbidden(principal, action, vault) }
        return versions(of: secret, in: vault)
    }

    private func value(
        of secret: String,
        _ wanted: String?,
        in vault: SimulatedVault,
        for principal: SimulatedPrincipal
    ) -> SimulatedResponse {
        let action = "Microsoft.KeyVault/vaults/secrets/getSecret/action"
        guard principal.may(action) else { return forbidden(principal, action, vault) }
        let all = vault.versions(of: secret)
        let version =
            wanted.map { id in all?.first { $0.id == id.lowercased() } } ?? all?.last
        guard let version, let value = visit.world.text(of: version) else {
            return Self.notFound([secret, wanted].compactMap(\.self).joined(separator: "/"))
        }
        guard version.attributes.isEnabled else { return Self.disabled }
        return ManagementTexts.json(
            200,
            [
                "value": value.reveal { .text($0) },
                "id": id(of: secret, version),
                "attributes": attributes(of: version),
            ]
        )
    }

    private func versions(of secret: String, in vault: SimulatedVault) -> SimulatedResponse {
        let size = visit.query["maxresults"].flatMap(Int.init).map { min(25, max(1, $0)) }
        let page = ListPage(
            of: vault.versions(of: secret) ?? [],
            for: visit,
            size: size,
            // With its port, other than Resource Manager's.
            authority: "\(visit.request.host):443",
            keeping: ["api-version", "maxresults"]
        ) { ["id": id(of: secret, $0), "attributes": attributes(of: $0)] }
        guard let page else {
            return ManagementTexts.error(400, "BadParameter", "The skip token is not valid.")
        }
        return ManagementTexts.json(
            200,
            ["value": .list(page.items), "nextLink": page.next.map(JSONValue.text) ?? .null]
        )
    }

    private func id(of secret: String, _ version: SecretVersion) -> JSONValue {
        .text("https://\(visit.request.host)/secrets/\(secret)/\(version.id)")
    }

    private func attributes(of version: SecretVersion) -> JSONValue {
        var fields: [String: JSONValue] = [
            "enabled": .flag(version.attributes.isEnabled),
            "created": Self.epoch(version.created),
            "updated": Self.epoch(version.updated),
            "recoveryLevel": "Recoverable+Purgeable",
            "recoverableDays": .whole(90),
        ]
        if let end = version.attributes.expires { fields["exp"] = Self.epoch(end) }
        if let start = version.attributes.notBefore { fields["nbf"] = Self.epoch(start) }
        return .object(fields)
    }

    private static func epoch(_ date: Date) -> JSONValue {
        .number(date.timeIntervalSince1970.rounded(.down))
    }

    // MARK: Refusals

    private static func notFound(_ name: String) -> SimulatedResponse {
        ManagementTexts.error(
            404,
            "SecretNotFound",
            "A secret with (name/id) \(name) was not found in this key vault. If you recently"
                + " deleted this secret you may be able to recover it using the correct recovery"
                + " command."
        )
    }

    private static let disabled = ManagementTexts.error(
        403,
        "Forbidden",
        "Operation get is not allowed on a disabled secret.",
        inner: "SecretDisabled"
    )

    private var closed: SimulatedResponse {
        ManagementTexts.error(
            403,
            "Forbidden",
            "Client address (203.0.113.7) is not authorized and caller is not a trusted service.",
            inner: "ForbiddenByFirewall"
        )
    }

    private static func throttled(_ seconds: Int) -> SimulatedResponse {
        ManagementTexts.error(
            429,
            "Throttled",
            "Request was not processed because too many requests were received. Reason:"
                + " VaultRequestTypeLimitReached"
        )
        .adding("Retry-After", "\(seconds)")
    }

    private func forbidden(
        _ principal: SimulatedPrincipal,
        _ action: String,
        _ vault: SimulatedVault
    ) -> SimulatedResponse {
        let caller = "appid=\(principal.clientID);oid=\(principal.objectID)"
        switch vault.access {
        case .rbac:
            return ManagementTexts.error(
                403,
                "Forbidden",
                "Caller is not authorized to perform action on resource.\r\nCaller: \(caller)\r\n"
                    + "Action: '\(action)'\r\nAssignment: (not found)\r\n"
                    + "DecisionReason: 'DeniedWithNoValidRBAC' \r\nVault: \(vault.name)\r\n",
                inner: "ForbiddenByRbac"
            )
        case .policy:
            return ManagementTexts.error(
                403,
                "Forbidden",
                "The user, group or application '\(caller)' does not have secrets get permission on"
                    + " key vault '\(vault.name)'.",
                inner: "AccessDenied"
            )
        }
    }
}

extension World {
    /// What a version of a secret holds now; nil where its account or key is gone.
    func text(of version: SecretVersion) -> Secret? {
        switch version.value {
        case .text(let secret): secret
        case .key(let slot, let account): accounts[account]?.keys[slot]?.secret
        }
    }
}
