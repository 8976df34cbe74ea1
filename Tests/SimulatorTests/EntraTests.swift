import CogwatchCore
import Foundation
import Testing

@testable import CogwatchSimulator

/// A request for a token, and what Entra answers.
struct TokenRow: CustomTestStringConvertible {
    let testDescription: String
    var changes: [ManagementChange] = []
    var fields: [String: String] = [:]
    var tenant = Desk.tenant
    let status: Int
    var error: String?
    var number: Double?

    init(
        _ name: String,
        after changes: [ManagementChange] = [],
        _ fields: [String: String] = [:],
        tenant: String = Desk.tenant,
        gives status: Int,
        _ error: String? = nil,
        _ number: Double? = nil
    ) {
        testDescription = name
        self.changes = changes
        self.fields = fields
        self.tenant = tenant
        self.status = status
        self.error = error
        self.number = number
    }

    private static let assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    private static let expired = ManagementChange.clientSecret(
        principal: "agent",
        nil,
        expires: .after(.zero)
    )

    static let all: [TokenRow] = [
        TokenRow("gives a token for a secret", gives: 200),
        TokenRow(
            "gives a token for a vault",
            ["scope": "https://vault.azure.net/.default"],
            gives: 200
        ),
        TokenRow(
            "gives a token for a workload identity",
            [
                "client_secret": "", "client_assertion": "simulated-assertion\n",
                "client_assertion_type": assertionType,
            ],
            gives: 200
        ),
        TokenRow(
            "refuses another workload's assertion",
            [
                "client_secret": "", "client_assertion": "another",
                "client_assertion_type": assertionType,
            ],
            gives: 401,
            "invalid_client",
            700_213
        ),
        TokenRow(
            "wants some proof",
            ["client_secret": ""],
            gives: 401,
            "invalid_client",
            7_000_218
        ),
        TokenRow(
            "refuses a wrong secret",
            ["client_secret": "wrong"],
            gives: 401,
            "invalid_client",
            7_000_215
        ),
        TokenRow(
            "refuses an expired secret",
            after: [expired],
            gives: 401,
            "invalid_client",
            7_000_222
        ),
        TokenRow(
            "refuses the old secret after a new one",
            after: [.clientSecret(principal: "agent", Secret("new"), expires: nil)],
            gives: 401,
            "invalid_client",
            7_000_215
        ),
        TokenRow(
            "takes the new secret after an expired one",
            after: [expired, .clientSecret(principal: "agent", Secret("new"), expires: nil)],
            ["client_secret": "new"],
            gives: 200
        ),
        TokenRow(
            "knows no such application",
            ["client_id": "00000000-0000-4000-8000-0000000000ff"],
            gives: 400,
            "unauthorized_client",
            700_016
        ),
        TokenRow(
            "signs nobody in as a managed identity",
            ["client_id": "00000000-0000-4000-8000-0000000000c2"],
            gives: 400,
            "unauthorized_client",
            700_016
        ),
        TokenRow(
            "knows no such tenant",
            tenant: "00000000-0000-4000-8000-0000000000ee",
            gives: 400,
            "invalid_request",
            90_002
        ),
        TokenRow(
            "refuses a scope of another cloud",
            ["scope": "https://management.chinacloudapi.cn/.default"],
            gives: 400,
            "invalid_scope",
            70_011
        ),
        TokenRow(
            "refuses a scope without the default's suffix",
            ["scope": "https://management.azure.com"],
            gives: 400,
            "invalid_scope",
            70_011
        ),
        TokenRow(
            "heeds conditional access",
            after: [.block(principal: "agent", blocked: true)],
            gives: 400,
            "invalid_grant",
            53_003
        ),
        TokenRow("wants a client", ["client_id": ""], gives: 400, "invalid_request", 900_144),
        TokenRow(
            "knows one grant only",
            ["grant_type": "password"],
            gives: 400,
            "unsupported_grant_type",
            70_003
        ),
    ]
}

@Suite("The simulated Entra")
struct EntraTests {
    private static let speech = Desk.group + Desk.accounts + "/speech"

    @Test(arguments: TokenRow.all)
    func answers(_ row: TokenRow) throws {
        var desk = try Desk(after: row.changes.map(WorldChange.management))
        let answer = try desk.exchange(row.fields, tenant: row.tenant)
        let body = try answer.json()
        #expect(answer.status == row.status, "\(answer.text)")
        #expect(body["error"]?.string == row.error)
        #expect(body["error_codes"]?.items?.first?.number == row.number)
        if let number = row.number {
            let text = body["error_description"]?.string ?? ""
            #expect(text.hasPrefix("AADSTS\(Int(number)): "), "\(text)")
            #expect(text.contains("Trace ID: "))
            #expect(!answer.text.contains("simulated-"))
        } else {
            #expect(body["token_type"]?.string == "Bearer")
            #expect(body["expires_in"]?.number == 3599)
        }
    }

    @Test("gives tokens that open Resource Manager until they end")
    func opens() throws {
        var desk = try Desk()
        let token = try #require(try desk.exchange().json()["access_token"]?.string)
        #expect(token.split(separator: ".").count == 3)
        let line = Headers.Line(name: "Authorization", value: "bearer \(token)")
        func status() throws -> Int? {
            try desk.ask(
                Desk.arm,
                Self.speech,
                "api-version=2023-05-01",
                pass: .nothing,
                headers: [line]
            ).status
        }
        #expect(try status() == 200)
        desk.pass(3598)
        #expect(try status() == 200)
        desk.pass(2)
        #expect(try status() == 401)
    }

    @Test(
        "signs in on each cloud's authority, for that cloud",
        arguments: [
            ("login.microsoftonline.com", "management.azure.com"),
            ("login.microsoftonline.us", "management.usgovcloudapi.net"),
            ("login.partner.microsoftonline.cn", "management.chinacloudapi.cn"),
            ("login.chinacloudapi.cn", "management.chinacloudapi.cn"),
        ]
    )
    func clouds(_ host: String, _ manager: String) throws {
        var desk = try Desk()
        let scope = ["scope": "https://\(manager)/.default"]
        #expect(try desk.exchange(scope, host: host).status == 200)
        #expect(!desk.world.isDead(host))
        #expect(desk.world.nameAnswer(of: manager) != .notFound)
    }

    @Test("fails, throttles and dies as told")
    func faults() throws {
        let host = "login.microsoftonline.com"
        var desk = try Desk(after: [.fault(host: host, .throttled(9))])
        let answer = try desk.exchange()
        #expect(answer.status == 429)
        #expect(answer.response?.headers["Retry-After"] == "9")
        try desk.apply(.fault(host: host, .serverError(503)))
        #expect(try desk.exchange().status == 503)
        try desk.apply(.fault(host: host, .dead))
        #expect(try desk.exchange().outcome == .hangUp)
    }
}

/// A request for a managed identity's token, and the answer.
struct IdentityRow: CustomTestStringConvertible {
    let testDescription: String
    var changes: [WorldChange] = []
    let path: String
    let query: String
    let headers: [(String, String)]
    let status: Int
    let says: String

    private static let machine = "/metadata/identity/oauth2/token"
    private static let resource = "resource=https%3A%2F%2Fmanagement.azure.com%2F"

    init(
        _ name: String,
        after changes: [WorldChange] = [],
        _ path: String = machine,
        _ query: String = "api-version=2018-02-01&" + resource,
        headers: [(String, String)] = [("Metadata", "true")],
        gives status: Int,
        says: String = ""
    ) {
        testDescription = name
        self.changes = changes
        self.path = path
        self.query = query
        self.headers = headers
        self.status = status
        self.says = says
    }

    private static let header = [("X-IDENTITY-HEADER", "simulated-identity-header")]
    private static let app = "api-version=2019-08-01&" + resource

    static let all: [IdentityRow] = [
        IdentityRow("gives a machine's token", gives: 200, says: #""expires_in":"3599""#),
        IdentityRow("gives times as texts", gives: 200, says: #""expires_on":"1795003599""#),
        IdentityRow("wants its header", headers: [], gives: 400, says: "bad_request_102"),
        IdentityRow(
            "serves no forwarded request",
            headers: [("Metadata", "true"), ("X-Forwarded-For", "10.0.0.1")],
            gives: 400
        ),
        IdentityRow("wants a version", machine, resource, gives: 400, says: "api-version"),
        IdentityRow(
            "wants a resource",
            machine,
            "api-version=2018-02-01",
            gives: 400,
            says: "resource"
        ),
        IdentityRow(
            "knows no such resource",
            machine,
            "api-version=2018-02-01&resource=https%3A%2F%2Fexample.org",
            gives: 400,
            says: "invalid_resource"
        ),
        IdentityRow(
            "knows no such identity",
            machine,
            "api-version=2018-02-01&client_id=nobody&" + resource,
            gives: 400,
            says: "Identity not found"
        ),
        IdentityRow(
            "gives the identity that is named",
            after: [.management(.addPrincipal(userAssigned))],
            machine,
            "api-version=2018-02-01&client_id=own-client&" + resource,
            gives: 200,
            says: #""client_id":"own-client""#
        ),
        IdentityRow(
            "has no identity once it is removed",
            after: [.management(.removePrincipal("machine"))],
            gives: 400,
            says: "Identity not found"
        ),
        IdentityRow("knows no other path", "/metadata/instance", gives: 404),
        IdentityRow(
            "gives an app's token",
            "/msi/token",
            app,
            headers: header,
            gives: 200,
            says: #""client_id":"00000000-0000-4000-8000-0000000000c2""#
        ),
        IdentityRow("wants the app's header", "/msi/token", app, headers: [], gives: 401),
        IdentityRow(
            "wants the app's own header",
            "/msi/token",
            app,
            headers: [("X-IDENTITY-HEADER", "old")],
            gives: 401
        ),
        IdentityRow("wants the app's version", "/msi/token", resource, headers: header, gives: 400),
        IdentityRow("is gone for a while", after: [fault(.clientError(410))], gives: 410),
        IdentityRow("is not there yet", after: [fault(.clientError(404))], gives: 404),
        IdentityRow(
            "throttles",
            after: [fault(.throttled(1))],
            gives: 429,
            says: "too_many_requests"
        ),
        IdentityRow("fails", after: [fault(.serverError(500))], gives: 500, says: "unknown"),
    ]

    private static func fault(_ fault: HostFault) -> WorldChange {
        .fault(host: Desk.metadata, fault)
    }

    private static let userAssigned = SimulatedPrincipal(
        name: "assigned",
        clientID: "own-client",
        objectID: "own-object",
        managed: .user
    )
}

@Suite("The simulated endpoints of managed identities")
struct MetadataTests {
    @Test(arguments: IdentityRow.all)
    func answers(_ row: IdentityRow) throws {
        var desk = try Desk(after: row.changes)
        let answer = try desk.ask(
            Desk.metadata,
            row.path,
            row.query,
            pass: .nothing,
            headers: row.headers.map { Headers.Line(name: $0.0, value: $0.1) }
        )
        #expect(answer.status == row.status, "\(answer.text)")
        #expect(row.says.isEmpty || answer.text.contains(row.says), "\(answer.text)")
    }
}
