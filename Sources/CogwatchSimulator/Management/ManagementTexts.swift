import CogwatchCore
import Foundation

/// The error bodies of Azure's management.
///
/// Codes and texts come from Microsoft's documentation, its recorded tests, and public reports.
enum ManagementTexts {
    /// Resource Manager's and Key Vault's shape.
    static func error(
        _ status: Int,
        _ code: String,
        _ message: String,
        inner: String? = nil
    ) -> SimulatedResponse {
        var fields: [String: JSONValue] = ["code": .text(code), "message": .text(message)]
        if let inner { fields["innererror"] = ["code": .text(inner)] }
        return json(status, ["error": .object(fields)])
    }

    static func json(_ status: Int, _ value: JSONValue) -> SimulatedResponse {
        SimulatedResponse(
            status,
            reason(status),
            headers: [
                ("Content-Type", "application/json; charset=utf-8"), ("Cache-Control", "no-cache"),
            ],
            body: .bytes(value.compactBytes)
        )
    }

    /// What a host says that is broken by command.
    static func failure(_ status: Int, on host: ManagementHost) -> SimulatedResponse {
        switch host {
        case .resourceManager, .vault:
            let code = reason(status).filter { $0 != " " }
            return error(status, code, "The request cannot be processed now.")
        case .entra:
            let name = status == 401 ? "invalid_client" : "temporarily_unavailable"
            return json(
                status,
                ["error": .text(name), "error_description": "The server is temporarily unable."]
            )
        case .metadata:
            let name = status == 429 ? "too_many_requests" : "unknown"
            return json(
                status,
                ["error": .text(name), "error_description": "Failed to retrieve a token."]
            )
        }
    }

    static func reason(_ status: Int) -> String {
        let reasons = [
            200: "OK", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
            405: "Method Not Allowed", 409: "Conflict", 410: "Gone", 429: "Too Many Requests",
            500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable",
            504: "Gateway Timeout",
        ]
        return reasons[status] ?? (status < 500 ? "Client Error" : "Server Error")
    }
}

/// How Azure's management writes times.
enum ManagementTime {
    /// With .NET's seven decimals.
    static func text(_ date: Date) -> String {
        let whole = date.timeIntervalSince1970.rounded(.down)
        let ticks = Int(((date.timeIntervalSince1970 - whole) * 10_000_000).rounded(.down))
        let digits = String(ticks)
        let seconds = Date(timeIntervalSince1970: whole).formatted(Date.ISO8601FormatStyle())
        let fraction = String(repeating: "0", count: max(0, 7 - digits.count)) + digits
        return "\(seconds.dropLast()).\(fraction)Z"
    }

    /// `2026-11-21 10:00:00Z`, as Entra writes it.
    static func spaced(_ date: Date) -> String {
        date.formatted(Date.ISO8601FormatStyle()).replacing("T", with: " ")
    }

    /// Reads what a filter may hold; nil for what is no time.
    static func date(_ text: String) -> Date? {
        let formats = [
            Date.ISO8601FormatStyle(),
            Date.ISO8601FormatStyle(includingFractionalSeconds: true),
            Date.ISO8601FormatStyle().year().month().day(),
        ]
        return formats.lazy.compactMap { try? $0.parse(text) }.first
    }
}
