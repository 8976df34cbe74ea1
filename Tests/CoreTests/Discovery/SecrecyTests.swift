import CogwatchCore
import Foundation
import Testing
import TestSupport

@Suite("Secrets of the management plane")
struct SecrecyTests {
    private static let planted = "planted-" + String(repeating: "z", count: 24)

    @Test("are in no text that a value makes of itself")
    func texts() throws {
        let secret = Secret(Self.planted)
        let listed = ListedKeys(key1: secret, key2: secret)
        let environment = [
            "IDENTITY_ENDPOINT": "http://localhost/x", "IDENTITY_HEADER": Self.planted,
        ]
        let credential = EntraCredential.clientSecret(tenantID: "t", clientID: "c", secret: secret)
        let identity = EntraCredential.managedIdentity(ManagedIdentity(environment: environment))
        let token = EntraToken(secret: secret, expires: .distantFuture)
        let stage = Stage(Account.sample(keys: [secret]))
        let request = ResourceManager(in: .public).request(.subscription("s"), token: token)
        let values: [Any] = [
            listed, credential, identity, token, listed.accountKeys, request,
            try identity.request(for: .keyVault, in: .public),
            KeyComparison(listed, with: stage.keys, at: Stage.now),
        ]
        for value in values {
            var dumped = ""
            dump(value, to: &dumped)
            for text in ["\(value)", String(reflecting: value), dumped] {
                #expect(!text.contains(Self.planted), "\(type(of: value))")
            }
        }
    }

    @Test("are in no refusal, though the answer repeats them")
    func refusals() throws {
        let body = """
            {"error":"\(Self.planted)","error_description":"\(Self.planted)","code":"\(Self.planted)",\
            "message":"\(Self.planted)"}
            """
        let vault = try KeyVault("https://my-vault.vault.azure.net", in: .public)
        let call = ManagementCall.keys(ResourceManagerTests.id())
        for status in [200, 400, 401, 403, 404, 409, 429, 500] {
            let answer = Answers.response(status, body: body)
            let entra = thrown { () throws(EntraRefusal) in
                try EntraToken.read(answer, for: .keyVault, of: EntraTests.app, at: Stage.now)
            }
            let management = thrown { () throws(ManagementRefusal) in
                try ManagementReading.keys(answer, to: call, at: Stage.now)
            }
            let secret = thrown { () throws(VaultRefusal) in
                try vault.secret(in: answer, at: Stage.now)
            }
            for text in [entra.map { "\($0)" }, management.map { "\($0)" }, secret.map { "\($0)" }]
            {
                let text = try #require(text)
                #expect(!text.contains(Self.planted), "\(text)")
            }
        }
    }
}
