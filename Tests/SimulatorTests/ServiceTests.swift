import CogwatchCore
import CogwatchSimulator
import Foundation
import Testing

@Suite("The simulated services")
struct ServiceTests {
    private static let asked = AzureService.allCases.filter {
        !$0.offer.allowed.isEmpty && $0.retirement == nil
    }
    /// Half a year before LUIS ended.
    private static let before = Date(timeIntervalSince1970: 1_760_000_000)

    /// An account of a kind in a cloud, with its twin in the simulated Azure.
    private func twins(_ kind: AzureService, in cloud: Cloud) throws -> (World, Account) {
        let region = try #require(Regions.regions(in: cloud).first?.id)
        let domain = kind == .openAI ? "mine.\(cloud.customDomainSuffix)" : nil
        var random = SystemRandomNumberGenerator()
        let plan = AccountPlan(
            name: "a",
            kind: kind,
            cloud: cloud,
            region: region,
            customDomain: domain
        )
        let world = try Scenario(accounts: [plan]).world(at: Self.before, using: &random)
        let secret = try #require(world.accounts["a"]?.keys[.key1]?.secret)
        let account = Account(
            name: "a",
            kind: kind,
            cloud: cloud,
            region: region,
            customDomain: domain,
            keys: [AccountKey(name: "key1", origin: "a test", secret: secret)]
        )
        return (world, account)
    }

    private func ask(
        _ operation: CogwatchCore.Operation,
        of account: Account,
        in world: World,
        at now: Date
    ) throws -> Reading {
        let key = try #require(account.keys.first)
        let probe = try #require(Probe(operation, of: account, key: key))
        let response = try #require(
            world.answer(to: try SimulatedRequest(probe, of: account), at: now).response
        )
        guard case .bytes(let body) = response.body else { throw NoBody() }
        let answer = Answer(
            .response(
                Response(
                    status: response.status,
                    reason: response.reason,
                    headers: response.headers,
                    body: body
                )
            )
        )
        return Reading(answer, to: operation, at: now)
    }

    private struct NoBody: Error {}

    @Test("accept their own keys by the catalogue's probes", arguments: asked, Cloud.allCases)
    func own(kind: AzureService, cloud: Cloud) throws {
        let (world, account) = try twins(kind, in: cloud)
        #expect(!account.operations.isEmpty)
        for operation in account.operations {
            let reading = try ask(operation, of: account, in: world, at: Sample.now)
            #expect(reading.isAccepted, "\(operation): \(reading.summary)")
            guard operation == .token else { continue }
            #expect(reading.claims?.productID == "\(kind.rawValue).S0")
        }
    }

    @Test("refuse another service's keys", arguments: asked.filter { !$0.servesSpeech })
    func strangers(kind: AzureService) throws {
        let (world, account) = try twins(kind, in: .public)
        for other in Self.asked where other.reach(into: kind) == .none {
            // A token says nothing of what it may be used for.
            if kind == .textTranslation && other == .speechServices { continue }
            let (stranger, _) = try twins(other, in: .public)
            let secret = try #require(stranger.accounts["a"]?.keys[.key1]?.secret)
            let borrowed = Account(
                name: "a",
                kind: kind,
                region: account.region,
                customDomain: account.customDomain,
                keys: [AccountKey(name: "key1", origin: "a test", secret: secret)]
            )
            let operation = try #require(borrowed.operations.first)
            #expect(try ask(operation, of: borrowed, in: world, at: Sample.now).status == 401)
        }
    }

    @Test("list LUIS apps until LUIS ended")
    func luis() throws {
        let (world, account) = try twins(.luisAuthoring, in: .public)
        #expect(try ask(.list, of: account, in: world, at: Self.before).isAccepted)
        #expect(try ask(.list, of: account, in: world, at: Sample.now).status == 404)
    }

    @Test(
        "that ended are dead",
        arguments: [
            "api.bing.microsoft.com", "speech.platform.bing.com", "westus.projectoxford.ai",
            "api.microsofttranslator.com",
        ]
    )
    func dead(_ host: String) throws {
        #expect(try Sample.world().isDead(host))
    }

    @Test("serve models on their resource's own host alone, and nothing but models there")
    func models() throws {
        let host = "mine.openai.azure.com"
        let world = try Sample.world(
            after: [
                .create(
                    AccountPlan(name: "m", kind: .openAI, region: "eastus", customDomain: host)
                )
            ]
        )
        func status(_ ask: Ask) throws -> Int? {
            world.answer(to: try ask.request(in: world), at: Sample.now).status
        }
        let key = try #require(world.accounts["m"]?.keys[.key1]?.secret.reveal { $0 })
        let short = Ask.Proof.text(key, header: "api-key")
        #expect(try status(Ask(host: host, path: "/openai/models", proof: short)) == 200)
        #expect(try status(.token(host, .key("m"))) == 404)
        let shared = "eastus.api.cognitive.microsoft.com"
        #expect(try status(Ask(host: shared, path: "/openai/models", proof: short)) == 404)
        let speech = try #require(world.accounts["speech"]?.keys[.key1]?.secret.reveal { $0 })
        #expect(try status(.token(.text(speech, header: "api-key"))) == 401)
    }
}

extension SimulatedRequest {
    /// A probe as it arrives.
    fileprivate init(_ probe: Probe, of account: Account) throws {
        let endpoint = try #require(account.endpoint(for: probe.operation))
        let parts = endpoint.path.split(separator: "?", maxSplits: 1).map(String.init)
        var lines = probe.request.headers.map { header in
            switch header.value {
            case .plain(let text): Headers.Line(name: header.name, value: text)
            case .secret(let prefix, let secret):
                Headers.Line(name: header.name, value: prefix + secret.reveal { $0 })
            }
        }
        if probe.request.method == .post {
            lines.append(Headers.Line(name: "Content-Length", value: "0"))
        }
        self.init(
            method: probe.request.method.rawValue,
            host: endpoint.host,
            path: parts[0],
            query: parts.count > 1 ? parts[1] : "",
            headers: Headers(lines)
        )
    }
}
