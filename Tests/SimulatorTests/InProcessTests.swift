import CogwatchCore
import CogwatchSimulator
import Foundation
import Testing

@Suite("The simulated Azure without a wire")
struct InProcessTests {
    private func probe(
        _ operation: CogwatchCore.Operation = .token,
        region: String = "japanwest",
        customDomain: String? = nil,
        key: Secret
    ) throws -> Request {
        let account = Account(
            name: "tts",
            region: region,
            customDomain: customDomain,
            keys: [AccountKey(name: "key1", origin: "a test", secret: key)]
        )
        return try #require(Probe(operation, of: account, key: account.keys[0])).request
    }

    private func key(of account: String, in world: World) throws -> Secret {
        try #require(world.accounts[account]?.keys[.key1]?.secret)
    }

    private func noResponse(_ answer: Answer) -> NoResponse? {
        guard case .noResponse(let noResponse) = answer.outcome else { return nil }
        return noResponse
    }

    private func response(_ answer: Answer) -> Response? {
        guard case .response(let response) = answer.outcome else { return nil }
        return response
    }

    @Test("answers what the wire would bring")
    func answers() throws {
        var azure = InProcessAzure(world: try Sample.world())
        let good = try key(of: "speech", in: azure.world)
        #expect(response(azure.answer(try probe(key: good), at: Sample.now))?.status == 200)
        let voices = response(azure.answer(try probe(.voices, key: good), at: Sample.now))
        #expect(voices?.body.count ?? 0 > 100_000)
        let refused = azure.answer(try probe(key: Secret("nobody's")), at: Sample.now)
        #expect(response(refused)?.status == 401)
        #expect(response(refused)?.reason == "PermissionDenied")
        #expect(azure.world.served == 3)
    }

    @Test("keeps blanks around a key out of the header's value, as every server does")
    func blanks() throws {
        var azure = InProcessAzure(world: try Sample.world())
        let padded = try key(of: "speech", in: azure.world).reveal { Secret(" \($0)\t") }
        #expect(response(azure.answer(try probe(key: padded), at: Sample.now))?.status == 200)
    }

    @Test("lists few voices where it is asked to")
    func fewVoices() throws {
        var azure = InProcessAzure(world: try Sample.world())
        azure.world.listsFewVoices = true
        let good = try key(of: "speech", in: azure.world)
        let voices = response(azure.answer(try probe(.voices, key: good), at: Sample.now))
        #expect((1..<5_000).contains(voices?.body.count ?? 0))
    }

    @Test("tells names that do not exist from hosts that are dead")
    func names() throws {
        var azure = InProcessAzure(world: try Sample.world())
        let good = try key(of: "speech", in: azure.world)
        let none = azure.answer(try probe(region: "useast", key: good), at: Sample.now)
        #expect(noResponse(none) == .nameNotResolved(detail: "no such host"))
        azure.world.faults[Sample.tokenHost] = .dead
        let dead = azure.answer(try probe(key: good), at: Sample.now)
        #expect(noResponse(dead) == .notConnected(detail: "connection refused"))
    }

    @Test(
        "tells what a wire does to answers as a transport does",
        arguments: [
            (HostFault.hang, NoResponse.timedOut(.processing)),
            (.slow(.seconds(10)), .timedOut(.processing)),
            (.truncatedBody, .bodyCutOff(detail: "the body ended early")),
            (.bigBody(300_000), .bodyTooLarge(limit: 262_144)),
        ]
    )
    func wire(_ fault: HostFault, _ expected: NoResponse) throws {
        var azure = InProcessAzure(world: try Sample.world())
        azure.world.faults[Sample.tokenHost] = fault
        let good = try key(of: "speech", in: azure.world)
        #expect(noResponse(azure.answer(try probe(key: good), at: Sample.now)) == expected)
    }

    @Test("has a network that fails before Azure is reached, and its names with it")
    func network() throws {
        var azure = InProcessAzure(world: try Sample.world())
        let good = try key(of: "speech", in: azure.world)
        azure.interferenceEverywhere = .noResponse(.nameNotResolved(detail: "no resolver"))
        #expect(
            noResponse(azure.answer(try probe(key: good), at: Sample.now))
                == .nameNotResolved(detail: "no resolver")
        )
        #expect(azure.look(up: Sample.speechDomain) == .noAnswer(detail: "no resolver"))
        azure.interferenceEverywhere = .portal
        let page = response(azure.answer(try probe(key: good), at: Sample.now))
        #expect(page?.headers["Content-Type"]?.hasPrefix("text/html") == true)
        #expect(azure.world.served == 0)
    }

    @Test("names a custom domain's region, and its private endpoint")
    func trails() throws {
        var world = try Sample.world()
        let open = CustomDomainTrail(world.nameAnswer(of: Sample.speechDomain), in: .public)
        #expect(open?.region == "westeurope")
        #expect(open?.passesPrivateLink == false)
        var random = SystemRandomNumberGenerator()
        try world.apply(
            .privateEndpoint(account: "domain", present: true),
            at: Sample.now,
            using: &random
        )
        let hidden = CustomDomainTrail(world.nameAnswer(of: Sample.speechDomain), in: .public)
        #expect(hidden?.region == "westeurope")
        #expect(hidden?.passesPrivateLink == true)
        try world.apply(.delete(account: "domain"), at: Sample.now, using: &random)
        #expect(world.nameAnswer(of: Sample.speechDomain) == .notFound)
        #expect(world.nameAnswer(of: "useast.tts.speech.microsoft.com") == .notFound)
        #expect(world.nameAnswer(of: "example.org") == .notFound)
        guard case .found = world.nameAnswer(of: Sample.voicesHost) else {
            Issue.record("a regional host has a name")
            return
        }
    }

    @Test("is a transport and a name service for who takes no values")
    func asTransport() async throws {
        let azure = SimulatedAzure(world: try Sample.world())
        let good = try key(of: "speech", in: azure.world)
        #expect(response(await azure.send(try probe(key: good)))?.status == 200)
        #expect(azure.receivedRequests().map(\.status) == [200])
        let none = await azure.send(try probe(region: "useast", key: good))
        #expect(noResponse(none) == .nameNotResolved(detail: "no such host"))
        guard case .found = await azure.look(up: Sample.speechDomain) else {
            Issue.record("the domain has a name")
            return
        }
    }
}
