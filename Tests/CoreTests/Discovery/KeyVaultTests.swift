import CogwatchCore
import Foundation
import Testing
import TestSupport

@Suite("Key Vault")
struct KeyVaultTests {
    static let now = Stage.now

    @Test(
        "takes addresses of the cloud's vaults only",
        arguments: [
            ("https://my-vault.vault.azure.net", Cloud.public, "my-vault.vault.azure.net"),
            ("HTTPS://My-Vault.Vault.Azure.Net:443/", .public, "my-vault.vault.azure.net"),
            (
                "https://my-vault.privatelink.vaultcore.azure.net", .public,
                "my-vault.privatelink.vaultcore.azure.net"
            ),
            ("https://my-vault.vault.azure.cn", .china, "my-vault.vault.azure.cn"),
            (
                "https://my-vault.vault.usgovcloudapi.net/", .usgov,
                "my-vault.vault.usgovcloudapi.net"
            ),
            ("https://localhost:8443", .public, "localhost:8443"),
            ("http://my-vault.vault.azure.net", .public, nil),
            ("https://my-vault.vault.azure.cn", .public, nil),
            ("https://my-vault.vault.azure.net.evil.example", .public, nil),
            ("https://evil.example/my-vault.vault.azure.net", .public, nil),
            ("https://a@my-vault.vault.azure.net", .public, nil),
            ("https://my-vault.vault.azure.net/secrets/x", .public, nil),
            ("https://my.vault.vault.azure.net", .public, nil),
            ("https://vault.azure.net", .public, nil),
            ("https://localhost:8444", .public, nil), ("my-vault", .public, nil),
            ("", .public, nil),
        ] as [(String, Cloud, String?)]
    )
    func addresses(address: String, cloud: Cloud, host: String?) {
        let vault = try? KeyVault(address, in: cloud, testHosts: ["localhost:8443"])
        #expect(vault?.host == host)
        guard host == nil else { return }
        let fault = thrown { () throws(Fault) in try KeyVault(address, in: cloud) }
        #expect(fault?.remedy.contains(cloud.vaultSuffix) == true)
    }

    @Test("asks for a secret, a version, or its versions, and for no other path")
    func requests() throws {
        let vault = try Self.vault()
        let token = ManagementBodies.testToken
        let base = "https://my-vault.vault.azure.net/secrets/tts"
        #expect(vault.request(secret: "tts", token: token)?.url == "\(base)?api-version=7.4")
        #expect(
            vault.request(secret: "tts", version: "4387e9", token: token)?.url
                == "\(base)/4387e9?api-version=7.4"
        )
        #expect(
            vault.request(versionsOf: "tts", token: token)?.url
                == "\(base)/versions?api-version=7.4"
        )
        for name in ["", "a/b", "..", "a?b", "a b", String(repeating: "a", count: 128)] {
            #expect(vault.request(secret: name, token: token) == nil)
            #expect(vault.request(secret: "tts", version: name, token: token) == nil)
        }
    }

    @Test(
        "says why a secret may not be used",
        arguments: [
            (#"{"enabled":true}"#, nil), ("{}", nil), (#"{"enabled":false}"#, "it is disabled"),
            (#"{"enabled":true,"exp":1799999999}"#, "it expired at 2027-01-15T07:59:59.000Z"),
            (#"{"enabled":true,"exp":1800000001,"nbf":1799999999}"#, nil),
            (
                #"{"enabled":true,"nbf":1800000001}"#,
                "it may not be used before 2027-01-15T08:00:01.000Z"
            ),
        ]
    )
    func attributes(text: String, objection: String?) throws {
        let answer = Answers.response(200, body: ManagementBodies.secret(attributes: text))
        let secret = try Self.vault().secret(in: answer, at: Self.now)
        #expect(secret.value == Secret(String(repeating: "k", count: 9)))
        #expect(secret.attributes.version == "4387e9f3d6e1")
        #expect(secret.attributes.objection(at: Self.now) == objection)
        #expect(!"\(secret)".contains("kkk"))
    }

    @Test(
        "goes by the inner code, and repeats no message",
        arguments: [
            (401, "Unauthorized", nil, VaultRefusal.Kind.tokenRefused),
            (403, "Forbidden", "ForbiddenByRbac", .notAllowed),
            (403, "Forbidden", "AccessDenied", .notAllowed),
            (403, "Forbidden", "ForbiddenByFirewall", .firewall),
            (403, "Forbidden", nil, .notAllowed),
            (403, "Forbidden", "SecretDisabled", .disabled),
            (404, "SecretNotFound", nil, .noSecret), (429, "Throttled", nil, .throttled),
            (500, "x", nil, .unavailable), (200, "x", nil, .unreadable), (418, "x", nil, .refused),
        ] as [(Int, String, String?, VaultRefusal.Kind)]
    )
    func refusals(status: Int, code: String, inner: String?, kind: VaultRefusal.Kind) throws {
        let answer = Answers.response(status, body: ManagementBodies.error(code, inner: inner))
        let refusal = try #require(try Self.refusal(answer))
        #expect(refusal.kind == kind)
        #expect(!"\(refusal)".contains("mallory") && !refusal.fault.description.contains("mallory"))
    }

    @Test("lists versions over pages of the same vault only")
    func versions() throws {
        let vault = try Self.vault()
        let link = "https://my-vault.vault.azure.net:443/secrets/tts/versions?$skiptoken=x"
        let page = try vault.versions(
            in: Answers.response(200, body: ManagementBodies.versions(nextLink: link)),
            at: Self.now
        )
        #expect(page.items.map(\.version) == ["v1"])
        let next = try #require(page.next)
        #expect(
            vault.request(next, token: ManagementBodies.testToken).url
                == "https://my-vault.vault.azure.net/secrets/tts/versions?$skiptoken=x"
        )
        let foreign = ManagementBodies.versions(nextLink: "https://other.vault.azure.net/x")
        let refusal = thrown { () throws(VaultRefusal) in
            try vault.versions(in: Answers.response(200, body: foreign), at: Self.now)
        }
        #expect(refusal?.kind == .foreignLink)
    }

    private static func vault() throws -> KeyVault {
        try KeyVault("https://my-vault.vault.azure.net/", in: .public)
    }

    private static func refusal(_ answer: Answer) throws -> VaultRefusal? {
        let vault = try vault()
        return thrown { () throws(VaultRefusal) in try vault.secret(in: answer, at: now) }
    }
}
