import CogwatchCore
import Foundation

/// Where machines and apps get the tokens of their managed identities, over plain HTTP.
///
/// Microsoft's pages on tokens of virtual machines (2025-02-27) and on managed identities of App
/// Service and Container Apps.
struct MetadataFront {
    let visit: ManagementVisit

    func reply() -> ManagementReply {
        switch (visit.request.method, visit.segments.map { $0.lowercased() }) {
        case ("GET", ["metadata", "identity", "oauth2", "token"]): machine()
        case ("GET", ["msi", "token"]): app()
        default: refusal(404, "not_found", "There is no such path.")
        }
    }

    private func machine() -> ManagementReply {
        guard visit.request.headers["Metadata"]?.lowercased() == "true" else {
            return refusal(400, "bad_request_102", "Required metadata header not specified")
        }
        guard visit.request.headers["X-Forwarded-For"] == nil else {
            return refusal(400, "invalid_request", "Forwarded requests are not served.")
        }
        guard let version = visit.query["api-version"], version >= "2018-02-01" else {
            return refusal(
                400,
                "invalid_request",
                "Required query variable 'api-version' is missing or not supported"
            )
        }
        guard let resource = visit.query["resource"] else {
            return refusal(
                400,
                "invalid_request",
                "Required query variable 'resource' is missing"
            )
        }
        guard KnownAudience.isKnown(resource) else { return unknown(resource) }
        guard let principal = identity(["client_id", "object_id", "msi_res_id"]) else {
            return refusal(400, "invalid_request", "Identity not found")
        }
        let token = token(for: principal, resource)
        let lifetime = "\(token.claims.exp - token.claims.nbf)"
        return ManagementReply(
            ManagementTexts.json(
                200,
                [
                    "access_token": .text(token.signed(with: visit.world.tokenSigningKey)),
                    "client_id": .text(principal.clientID),
                    "refresh_token": "",
                    "expires_in": .text(lifetime),
                    "expires_on": .text("\(token.claims.exp)"),
                    "ext_expires_in": .text(lifetime),
                    "not_before": .text("\(token.claims.nbf)"),
                    "resource": .text(resource),
                    "token_type": "Bearer",
                ]
            ),
            from: principal
        )
    }

    private func app() -> ManagementReply {
        let header = visit.request.headers["X-IDENTITY-HEADER"].map(Secret.init)
        guard header == visit.management.settings.identityHeader else {
            return plain(401, "The X-IDENTITY-HEADER is missing or not this instance's.")
        }
        guard visit.query["api-version"] == "2019-08-01" else {
            return plain(400, "The api-version is missing or not supported.")
        }
        guard let resource = visit.query["resource"], KnownAudience.isKnown(resource) else {
            return plain(400, "The resource is missing or unknown.")
        }
        let names = ["client_id", "principal_id", "object_id", "mi_res_id"]
        guard let principal = identity(names) else {
            return plain(400, "No managed identity was found for the specified parameters.")
        }
        let token = token(for: principal, resource)
        return ManagementReply(
            ManagementTexts.json(
                200,
                [
                    "access_token": .text(token.signed(with: visit.world.tokenSigningKey)),
                    "expires_on": .text("\(token.claims.exp)"),
                    "resource": .text(resource),
                    "token_type": "Bearer",
                    "client_id": .text(principal.clientID),
                ]
            ),
            from: principal
        )
    }

    /// The identity that the query names in one of these fields, or the system's own.
    private func identity(_ fields: [String]) -> SimulatedPrincipal? {
        let managed = visit.management.principals.values.filter { $0.managed != nil }
        guard let wanted = fields.lazy.compactMap({ visit.query[$0] }).first?.lowercased() else {
            return managed.first { $0.managed == .system }
        }
        return managed.first {
            [$0.clientID, $0.objectID, $0.name].map { $0.lowercased() }.contains(wanted)
        }
    }

    private func token(for principal: SimulatedPrincipal, _ resource: String) -> AccessToken {
        AccessToken(
            for: principal,
            audience: resource,
            lifetime: visit.management.settings.tokenLifetime,
            at: visit.now
        )
    }

    private func unknown(_ resource: String) -> ManagementReply {
        refusal(
            400,
            "invalid_resource",
            "AADSTS500011: The resource principal named \(resource) was not found in the tenant."
        )
    }

    private func refusal(_ status: Int, _ error: String, _ text: String) -> ManagementReply {
        ManagementReply(
            ManagementTexts.json(
                status,
                ["error": .text(error), "error_description": .text(text)]
            )
        )
    }

    // App Service's own shape.
    private func plain(_ status: Int, _ text: String) -> ManagementReply {
        ManagementReply(
            ManagementTexts.json(
                status,
                ["statusCode": .whole(status), "message": .text(text)]
            )
        )
    }
}
