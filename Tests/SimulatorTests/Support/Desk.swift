import CogwatchCore
import Foundation
import TestSupport
import Testing

@testable import CogwatchSimulator

/// A simulated Azure whose management is asked, at a time of the test's own.
struct Desk {
    static let subscription = SimulatedSubscription.defaultID
    static let tenant = SimulatedSubscription.defaultTenant
    static let group = "/subscriptions/\(subscription)/resourceGroups/cogwatch"
    static let accounts = "/providers/Microsoft.CognitiveServices/accounts"
    static let agent = "00000000-0000-4000-8000-0000000000c1"
    static let arm = "management.azure.com"
    static let vault = "keys-of-ours.vault.azure.net"
    static let metadata = "169.254.169.254"

    var world: World
    var now = Sample.now

    init(after changes: [WorldChange] = []) throws {
        world = try Sample.world(after: changes)
    }

    mutating func apply(_ change: WorldChange) throws {
        var random = SystemRandomNumberGenerator()
        try world.apply(change, at: now, using: &random)
    }

    mutating func apply(_ change: ManagementChange) throws { try apply(.management(change)) }

    mutating func pass(_ seconds: Double) { now = now.addingTimeInterval(seconds) }

    // MARK: Asking

    /// Who a request says it is from.
    enum Pass: Equatable {
        case nothing, garbage
        case token(String, audience: String = "https://management.azure.com", old: Bool = false)

        static let good = Pass.token("agent")
        static let reader = Pass.token("agent", audience: "https://vault.azure.net")
    }

    mutating func ask(
        method: String = "GET",
        _ host: String,
        _ path: String,
        _ query: String = "",
        pass: Pass = .good,
        headers: [Headers.Line] = [],
        body: String = ""
    ) throws -> SimulatedAnswer {
        var lines = headers
        switch pass {
        case .nothing: break
        case .garbage: lines.append(Headers.Line(name: "Authorization", value: "Bearer e.y.J"))
        case .token(let name, let audience, let isOld):
            let text = try token(of: name, audience, old: isOld)
            lines.append(Headers.Line(name: "Authorization", value: "Bearer \(text)"))
        }
        let request = SimulatedRequest(
            method: method,
            host: host,
            path: path,
            query: query,
            headers: Headers(lines),
            body: Array(body.utf8)
        )
        return world.serve(request, at: now)
    }

    mutating func arm(
        _ path: String,
        _ query: String = "api-version=2023-05-01",
        pass: Pass = .good
    ) throws -> SimulatedAnswer {
        try ask(
            method: path.hasSuffix("listKeys") ? "POST" : "GET",
            Self.arm,
            path,
            query,
            pass: pass
        )
    }

    /// What an answer with this status holds.
    mutating func read(
        _ path: String,
        _ query: String = "api-version=2023-05-01"
    ) throws -> JSONValue {
        let answer = try arm(path, query)
        try #require(answer.status == 200, "\(answer.text)")
        return try answer.json()
    }

    /// All entries of a list, as a client follows it.
    mutating func walk(
        _ path: String,
        _ query: String = "api-version=2023-05-01"
    ) throws -> (entries: [JSONValue], pages: Int) {
        var (entries, pages): ([JSONValue], Int) = ([], 0)
        var next: (path: String, query: String)? = (path, query)
        while let (path, query) = next, pages < 50 {
            let page = try read(path, query)
            entries += page["value"]?.items ?? []
            pages += 1
            let link = page["nextLink"]?.string.flatMap(URLComponents.init)
            next = link.map { ($0.percentEncodedPath, $0.percentEncodedQuery ?? "") }
        }
        return (entries, pages)
    }

    private func token(of name: String, _ audience: String, old: Bool) throws -> String {
        let principal = try #require(world.management.principals[name])
        return AccessToken(
            for: principal,
            audience: audience,
            lifetime: .seconds(3600),
            at: old ? now.addingTimeInterval(-7200) : now
        )
        .signed(with: world.tokenSigningKey)
    }

    // MARK: Entra

    /// Asks for a token as clients do.
    mutating func exchange(
        _ fields: [String: String] = [:],
        tenant: String = Desk.tenant,
        host: String = "login.microsoftonline.com"
    ) throws -> SimulatedAnswer {
        var form = [
            "grant_type": "client_credentials", "client_id": Self.agent,
            "client_secret": "simulated-client-secret",
            "scope": "https://management.azure.com/.default",
        ]
        for (name, value) in fields { form[name] = value.isEmpty ? nil : value }
        let text = form.sorted { $0.key < $1.key }
            .map {
                "\($0.key)=\($0.value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
            }
            .joined(separator: "&")
        return try ask(
            method: "POST",
            host,
            "/\(tenant)/oauth2/v2.0/token",
            pass: .nothing,
            body: text
        )
    }
}

extension JSONValue {
    subscript(name: String) -> JSONValue? {
        guard case .object(let fields) = self else { return nil }
        return fields[name]
    }

    var string: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }

    var number: Double? {
        guard case .number(let number) = self else { return nil }
        return number
    }

    var items: [JSONValue]? {
        guard case .list(let list) = self else { return nil }
        return list
    }
}

extension SimulatedAnswer {
    func json() throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

    /// The code of an error body, in either of Resource Manager's shapes.
    var code: String? {
        let body = try? json()
        return (body?["error"]?["code"] ?? body?["code"])?.string
    }
}
