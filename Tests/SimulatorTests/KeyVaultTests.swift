import CogwatchCore
import Foundation
import Testing

@testable import CogwatchSimulator

/// A question to a vault, and the answer.
struct VaultRow: CustomTestStringConvertible {
    let testDescription: String
    let changes: [ManagementChange]
    let path: String
    let query: String
    let pass: Desk.Pass
    let status: Int
    let code: String?
    let inner: String?
    let says: String

    init(
        _ name: String,
        after changes: [ManagementChange] = [],
        _ path: String = "/secrets/speech-key",
        _ query: String = "api-version=7.4",
        pass: Desk.Pass = .reader,
        gives status: Int,
        _ code: String? = nil,
        inner: String? = nil,
        says: String = ""
    ) {
        testDescription = name
        self.changes = changes
        self.path = path
        self.query = query
        self.pass = pass
        self.status = status
        self.code = code
        self.inner = inner
        self.says = says
    }

    private static let vault = "keys-of-ours"
    private static let get = "Microsoft.KeyVault/vaults/secrets/getSecret/action"

    private static func attributes(_ plan: SecretAttributesPlan) -> ManagementChange {
        .changeSecret(vault: vault, name: "speech-key", plan)
    }

    static let all: [VaultRow] = [
        VaultRow("gives a secret", gives: 200, says: #""enabled":true"#),
        VaultRow("has no case in names", "/Secrets/SPEECH-KEY", gives: 200),
        VaultRow(
            "lists versions without values",
            "/secrets/speech-key/versions",
            gives: 200,
            says: #""nextLink":null"#
        ),
        VaultRow(
            "knows no versions of nothing",
            "/secrets/none/versions",
            gives: 200,
            says: #""value":[]"#
        ),
        VaultRow(
            "challenges who has no token",
            pass: .nothing,
            gives: 401,
            "Unauthorized",
            says: "AKV10000"
        ),
        VaultRow("refuses garbage", pass: .garbage, gives: 401, "Unauthorized"),
        VaultRow(
            "refuses a token for Resource Manager",
            pass: .good,
            gives: 401,
            "Unauthorized",
            says: "AKV10022"
        ),
        VaultRow(
            "refuses an old token",
            pass: .token("agent", audience: "https://vault.azure.net", old: true),
            gives: 401,
            says: "TokenExpired"
        ),
        VaultRow(
            "wants a version of the interface",
            "/secrets/speech-key",
            "",
            gives: 400,
            "BadParameter"
        ),
        VaultRow(
            "knows no such secret",
            "/secrets/none",
            gives: 404,
            "SecretNotFound",
            says: "none"
        ),
        VaultRow(
            "knows no such version",
            "/secrets/speech-key/\(String(repeating: "0", count: 32))",
            gives: 404,
            "SecretNotFound"
        ),
        VaultRow(
            "forgets a secret that is dropped",
            after: [.dropSecret(vault: vault, name: "speech-key")],
            gives: 404,
            "SecretNotFound"
        ),
        VaultRow(
            "names the lost permission's kind",
            after: [.permission(principal: "agent", action: get, granted: false)],
            gives: 403,
            "Forbidden",
            inner: "ForbiddenByRbac",
            says: "getSecret/action"
        ),
        VaultRow(
            "lists versions without that permission",
            after: [.permission(principal: "agent", action: get, granted: false)],
            "/secrets/speech-key/versions",
            gives: 200
        ),
        VaultRow(
            "keeps strangers out by its firewall",
            after: [.vaultFirewall(vault: vault, closed: true)],
            gives: 403,
            "Forbidden",
            inner: "ForbiddenByFirewall",
            says: "Client address (203.0.113.7)"
        ),
        VaultRow(
            "gives no disabled secret",
            after: [attributes(SecretAttributesPlan(isEnabled: false))],
            gives: 403,
            "Forbidden",
            inner: "SecretDisabled"
        ),
        VaultRow(
            "gives an expired secret, which is marked only",
            after: [attributes(SecretAttributesPlan(expires: .after(.zero)))],
            gives: 200,
            says: #""exp":1795000000"#
        ),
        VaultRow(
            "gives a secret before its time, which is marked only",
            after: [attributes(SecretAttributesPlan(notBefore: .after(.seconds(60))))],
            gives: 200,
            says: #""nbf":1795000060"#
        ),
        VaultRow(
            "throttles",
            after: [.vaultThrottle(vault: vault, retryAfter: 3)],
            gives: 429,
            "Throttled"
        ),
    ]
}

@Suite("A simulated vault")
struct KeyVaultTests {
    private func desk(after changes: [ManagementChange] = []) throws -> Desk {
        var desk = try Desk()
        try desk.apply(.addVault(SimulatedVault(name: "keys-of-ours")))
        let plan = SecretPlan(name: "speech-key", value: .key(.key1, account: "speech"))
        try desk.apply(.putSecret(vault: "keys-of-ours", plan))
        for change in changes { try desk.apply(change) }
        return desk
    }

    private func secret(_ desk: inout Desk, _ version: String = "") throws -> JSONValue {
        let answer = try desk.ask(
            Desk.vault,
            "/secrets/speech-key\(version)",
            "api-version=7.4",
            pass: .reader
        )
        try #require(answer.status == 200, "\(answer.text)")
        return try answer.json()
    }

    @Test(arguments: VaultRow.all)
    func answers(_ row: VaultRow) throws {
        var desk = try desk(after: row.changes)
        let answer = try desk.ask(Desk.vault, row.path, row.query, pass: row.pass)
        #expect(answer.status == row.status, "\(answer.text)")
        if let code = row.code { #expect(answer.code == code) }
        let inner = try answer.json()["error"]?["innererror"]?["code"]?.string
        #expect(inner == row.inner)
        #expect(row.says.isEmpty || answer.text.contains(row.says), "\(answer.text)")
        if row.status == 401 {
            let challenge = answer.response?.headers["WWW-Authenticate"] ?? ""
            #expect(
                challenge == #"Bearer authorization="https://login.microsoftonline.com/"#
                    + #"\#(Desk.tenant)", resource="https://vault.azure.net""#
            )
        }
    }

    @Test("is dead where there is none, and lives in its own cloud only")
    func dead() throws {
        var desk = try desk()
        #expect(desk.world.isDead("another.vault.azure.net"))
        #expect(!desk.world.isDead(Desk.vault))
        let elsewhere = try desk.ask("keys-of-ours.vault.azure.cn", "/secrets/speech-key")
        #expect(elsewhere.status == 404)
        try desk.apply(.removeVault("keys-of-ours"))
        #expect(try desk.ask(Desk.vault, "/secrets/speech-key").outcome == .hangUp)
    }

    @Test("holds the account's key as it is now, until the secret is rotated")
    func linked() throws {
        var desk = try desk()
        func held() -> Secret? { desk.world.accounts["speech"]?.keys[.key1]?.secret }
        let first = try secret(&desk)
        #expect(first["value"]?.string.map(Secret.init) == held())
        try desk.apply(.regenerate(account: "speech", key: .key1, propagation: .zero))
        let second = try secret(&desk)
        #expect(second["value"]?.string.map(Secret.init) == held())
        #expect(second["id"] == first["id"])
        desk.pass(60)
        try desk.apply(
            .rotateSecret(vault: "keys-of-ours", name: "speech-key", propagation: .zero)
        )
        let third = try secret(&desk)
        #expect(third["value"]?.string.map(Secret.init) == held())
        #expect(third["id"] != first["id"])
        #expect(third["value"] != second["value"])
        let id = try #require(first["id"]?.string?.split(separator: "/").last)
        #expect(try secret(&desk, "/\(id)")["value"] == second["value"])
        #expect(desk.world.management.log.count == 2)
    }

    @Test("gives its versions in pages whose link carries the port")
    func versions() throws {
        var desk = try desk()
        for value in ["a", "b"] {
            let plan = SecretPlan(name: "speech-key", value: .text(Secret(value)))
            try desk.apply(.putSecret(vault: "keys-of-ours", plan))
        }
        let first = try desk.ask(
            Desk.vault,
            "/secrets/speech-key/versions",
            "api-version=7.4&maxresults=2",
            pass: .reader
        )
        let page = try first.json()
        #expect(page["value"]?.items?.count == 2)
        #expect(!first.text.contains(#""value":""#))
        let link = try #require(page["nextLink"]?.string)
        #expect(link.hasPrefix("https://\(Desk.vault):443/secrets/speech-key/versions?"))
        let parts = try #require(URLComponents(string: link))
        let rest = try desk.ask(
            Desk.vault,
            parts.percentEncodedPath,
            parts.percentEncodedQuery ?? "",
            pass: .reader
        )
        #expect(try rest.json()["value"]?.items?.count == 1)
        #expect(try rest.json()["nextLink"] == .null)
        #expect(try secret(&desk)["value"]?.string == "b")
    }

    @Test("says AccessDenied where it goes by access policies")
    func policies() throws {
        var desk = try Desk()
        try desk.apply(.addVault(SimulatedVault(name: "keys-of-ours", access: .policy)))
        try desk.apply(.permission(principal: "agent", action: "*", granted: false))
        let answer = try desk.ask(
            Desk.vault,
            "/secrets/a",
            "api-version=7.4",
            pass: .reader
        )
        #expect(answer.status == 403)
        #expect(try answer.json()["error"]?["innererror"]?["code"]?.string == "AccessDenied")
    }
}
