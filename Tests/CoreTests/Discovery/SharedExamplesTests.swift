import CogwatchCore
import Foundation
import Testing
import TestSupport

/// Microsoft's own examples, which stand beside the repository in the workshop only.
@Suite("Microsoft's examples of the management plane")
struct SharedExamplesTests {
    static let now = Stage.now

    @Test("are read as lists of accounts")
    func accounts() throws {
        guard let body = Self.body("accounts-list-by-subscription.json") else { return }
        let page = try ManagementReading.accounts(
            Answers.response(200, body: body),
            to: .accounts(subscription: "s", group: nil),
            in: .public,
            at: Self.now
        )
        #expect(page.items.map(\.name) == ["bingSearch", "CrisProd", "rayrptest0308", "raytest02"])
        #expect(page.items.map(\.region) == ["global", "westus", "westus", "westus"])
        #expect(page.items.map(\.service) == [.bingSearch, nil, .face, nil])
        #expect(page.items.first?.endpointHost == "api.cognitive.microsoft.com")
    }

    @Test(
        "are read as accounts",
        arguments: [
            ("account-get.json", "Emotion", "westus"),
            ("account-speechservices-s0-2023.json", "SpeechServices", "westeurope"),
            ("account-aiservices-s0-2025-trimmed.json", "AIServices", nil),
        ] as [(String, String, String?)]
    )
    func account(file: String, kind: String, region: String?) throws {
        guard let body = Self.body(file) else { return }
        let account = try ManagementReading.account(
            Answers.response(200, body: body),
            to: .account(ResourceManagerTests.id()),
            in: .public,
            at: Self.now
        )
        #expect(account.kind == kind)
        #expect(region.map { account.region == $0 } ?? !account.region.isEmpty)
        #expect(!account.localAuthDisabled)
        #expect(account.endpointHost.map { !$0.contains("/") } == true)
    }

    @Test("are read as keys, deleted accounts, log entries and secrets")
    func others() throws {
        let id = ResourceManagerTests.id()
        if let body = Self.body("list-keys.json") {
            let answer = Answers.response(200, body: body)
            let keys = try ManagementReading.keys(answer, to: .keys(id), at: Self.now)
            #expect(keys == ListedKeys(key1: Secret("KEY1"), key2: Secret("KEY2")))
        }
        if let body = Self.body("deleted-accounts-list-by-subscription.json") {
            let page = try ManagementReading.deletedAccounts(
                Answers.response(200, body: body),
                to: .deletedAccounts(subscription: "s"),
                in: .public,
                at: Self.now
            )
            #expect(page.items.map(\.name).contains("CrisProd"))
            #expect(page.items.allSatisfy { $0.group == "bvttest" })
        }
        if let body = Self.body("activity-log-regeneratekey.SYNTHESISED.json") {
            let zeros = "00000000-0000-0000-0000-000000000000"
            let resource = try #require(
                ResourceID(subscription: zeros, group: "EXAMPLE-rg", name: "example-SPEECH")
            )
            let page = try ManagementReading.regenerations(
                Answers.response(200, body: body),
                to: .activity(resource, from: Self.now, to: Self.now),
                in: .public,
                showsCaller: false,
                at: Self.now
            )
            #expect(page.items.count == 1 && page.items.first?.key == nil)
            #expect(page.items.first?.caller == nil)
        }
        if let body = Self.body("keyvault-get-secret.json") {
            let vault = try KeyVault("https://myvault.vault.azure.net/", in: .public)
            let secret = try vault.secret(in: Answers.response(200, body: body), at: Self.now)
            #expect(secret.attributes.version == "4387e9f3d6e14c459867679a90fd0f79")
            #expect(secret.attributes.objection(at: Self.now) == nil)
        }
        if let body = Self.body("keyvault-get-secret-versions.json") {
            let vault = try KeyVault("https://myvault.vault.azure.net/", in: .public)
            let page = try vault.versions(in: Answers.response(200, body: body), at: Self.now)
            #expect(page.items.count == 1 && page.next != nil)
        }
    }

    @Test("have nothing in them that another reading would choke on")
    func everyFile() throws {
        let vault = try KeyVault("https://myvault.vault.azure.net/", in: .public)
        for name in [
            "activity-log-filtered.json", "resourcehealth-availabilitystatuses-list.json",
            "resourcehealth-events-by-resource-trimmed.json", "usages-list-account.json",
            "token-endpoints.json", "keyvault-errors.json", "regenerate-key.json",
        ] {
            guard let body = Self.body(name) else { continue }
            let answer = Answers.response(200, body: body)
            var listing = AccountListing(subscription: "s", in: .public)
            listing.take(answer, at: Self.now)
            let next = listing.request(token: ManagementBodies.testToken)
            #expect(next?.url.hasPrefix("https://management.azure.com/") ?? true)
            #expect((try? listing.result?.get())?.isEmpty ?? true)
            #expect((try? vault.secret(in: answer, at: Self.now)) == nil)
        }
    }

    /// The body of the example's answer, or the whole file where it is one itself.
    private static func body(_ name: String) -> String? {
        guard let lines = SharedFacts.lines(of: "arm-examples/\(name)") else { return nil }
        let text = lines.joined(separator: "\n")
        guard let whole = try? JSONSerialization.jsonObject(with: Data(text.utf8)),
            let responses = (whole as? [String: Any])?["responses"] as? [String: Any],
            let body = (responses["200"] as? [String: Any])?["body"],
            let data = try? JSONSerialization.data(withJSONObject: body)
        else { return text }
        return String(decoding: data, as: UTF8.self)
    }
}
