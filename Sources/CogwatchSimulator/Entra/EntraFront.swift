import CogwatchCore
import Foundation

/// Microsoft Entra ID: tokens for applications.
///
/// Microsoft's page on the client credentials flow; the texts as they are reported in public.
struct EntraFront {
    let visit: ManagementVisit
    let cloud: Cloud

    func reply() -> ManagementReply {
        let segments = visit.segments
        guard segments.count == 4, let tenant = segments.first,
            segments.dropFirst().map({ $0.lowercased() }) == ["oauth2", "v2.0", "token"]
        else { return ManagementReply(ManagementTexts.json(404, [:])) }
        guard visit.request.method == "POST" else {
            return refusal(
                405,
                900_561,
                "invalid_request",
                "The endpoint only accepts POST requests."
            )
        }
        let form = FormFields(String(decoding: visit.request.body, as: UTF8.self))
        return exchange(form, in: tenant)
    }

    private func exchange(_ form: FormFields, in tenant: String) -> ManagementReply {
        guard visit.management.hasTenant(tenant) else {
            return refusal(
                400,
                90_002,
                "invalid_request",
                "Tenant '\(tenant)' not found. Check to make sure you have the correct tenant ID and"
                    + " are signing into the correct cloud."
            )
        }
        guard let grant = form["grant_type"] else { return missing("grant_type") }
        guard grant == "client_credentials" else {
            return refusal(
                400,
                70_003,
                "unsupported_grant_type",
                "The app requested an unsupported grant type '\(grant)'."
            )
        }
        guard let client = form["client_id"] else { return missing("client_id") }
        guard let scope = form["scope"] else { return missing("scope") }
        guard let principal = application(client, in: tenant) else {
            return refusal(
                400,
                700_016,
                "unauthorized_client",
                "Application with identifier '\(client)' was not found in the directory"
                    + " '\(tenant)'. You may have sent your authentication request to the wrong"
                    + " tenant."
            )
        }
        if let refused = refusedProof(form, of: principal) { return refused }
        return token(for: scope, principal)
    }

    private func token(for scope: String, _ principal: SimulatedPrincipal) -> ManagementReply {
        let suffix = "/.default"
        // A resource whose name ends in a slash has two of them in its scope.
        let resource = String(scope.dropLast(suffix.count))
        guard scope.lowercased().hasSuffix(suffix), KnownAudience.isKnown(resource, in: cloud)
        else {
            return refusal(
                400,
                70_011,
                "invalid_scope",
                "The provided value for the input parameter 'scope' is not valid. The scope"
                    + " \(scope) is not valid.",
                principal
            )
        }
        if principal.isBlocked {
            return refusal(
                400,
                53_003,
                "invalid_grant",
                "Access has been blocked by Conditional Access policies. The access policy does not"
                    + " allow token issuance.",
                principal
            )
        }
        let lifetime = visit.management.settings.tokenLifetime
        let token = AccessToken(
            for: principal,
            audience: resource,
            lifetime: lifetime,
            at: visit.now
        )
        let body: JSONValue = [
            "token_type": "Bearer",
            "expires_in": .number(lifetime.seconds.rounded(.down)),
            "ext_expires_in": .number(lifetime.seconds.rounded(.down)),
            "access_token": .text(token.signed(with: visit.world.tokenSigningKey)),
        ]
        return ManagementReply(ManagementTexts.json(200, body), from: principal)
    }

    private func application(_ client: String, in tenant: String) -> SimulatedPrincipal? {
        visit.management.principals.values.first {
            // Nobody signs in as a managed identity from outside.
            $0.managed == nil && $0.clientID.lowercased() == client.lowercased()
                && $0.tenant.lowercased() == tenant.lowercased()
        }
    }

    private func refusedProof(
        _ form: FormFields,
        of principal: SimulatedPrincipal
    ) -> ManagementReply? {
        if let secret = form["client_secret"] { return refusedSecret(secret, of: principal) }
        guard let assertion = form["client_assertion"] else {
            return refusal(
                401,
                7_000_218,
                "invalid_client",
                "The request body must contain the following parameter: 'client_assertion' or"
                    + " 'client_secret'.",
                principal
            )
        }
        let type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        guard form["client_assertion_type"] == type else { return missing("client_assertion_type") }
        // The file that a cluster writes may end in a line break.
        let content = assertion.trimmingCharacters(in: .whitespacesAndNewlines)
        if principal.assertion == Secret(content) { return nil }
        return refusal(
            401,
            700_213,
            "invalid_client",
            "No matching federated identity record found for presented assertion subject.",
            principal
        )
    }

    private func refusedSecret(
        _ text: String,
        of principal: SimulatedPrincipal
    ) -> ManagementReply? {
        guard principal.secret == Secret(text) else {
            return refusal(
                401,
                7_000_215,
                "invalid_client",
                "Invalid client secret provided. Ensure the secret being sent in the request is the"
                    + " client secret value, not the client secret ID, for a secret added to app"
                    + " '\(principal.clientID)'.",
                principal
            )
        }
        guard let end = principal.secretExpires, end <= visit.now else { return nil }
        return refusal(
            401,
            7_000_222,
            "invalid_client",
            "The provided client secret keys for app '\(principal.clientID)' are expired. Visit the"
                + " Azure portal to create new keys for your app.",
            principal
        )
    }

    private func missing(_ parameter: String) -> ManagementReply {
        refusal(
            400,
            900_144,
            "invalid_request",
            "The request body must contain the following parameter: '\(parameter)'."
        )
    }

    private func refusal(
        _ status: Int,
        _ code: Int,
        _ error: String,
        _ message: String,
        _ principal: SimulatedPrincipal? = nil
    ) -> ManagementReply {
        let (trace, correlation) = (visit.id(1), visit.id(2))
        let time = ManagementTime.spaced(visit.now)
        let text =
            "AADSTS\(code): \(message) Trace ID: \(trace) Correlation ID: \(correlation)"
            + " Timestamp: \(time)"
        let body: JSONValue = [
            "error": .text(error),
            "error_description": .text(text),
            "error_codes": .list([.whole(code)]),
            "timestamp": .text(time),
            "trace_id": .text(trace),
            "correlation_id": .text(correlation),
        ]
        return ManagementReply(ManagementTexts.json(status, body), from: principal)
    }
}
