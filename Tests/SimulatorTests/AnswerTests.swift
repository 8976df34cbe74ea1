import CogwatchCore
import CogwatchSimulator
import Foundation
import Testing

@Suite("The simulated Azure")
struct AnswerTests {
    @Test(arguments: AnswerRows.all)
    func answers(_ row: AnswerRow) throws {
        let world = try Sample.world(after: row.changes)
        let answer = world.answer(to: try row.ask.request(in: world), at: Sample.now)
        #expect(answer.status == row.status)
        if let reason = row.reason { #expect(answer.response?.reason == reason) }
        #expect(row.says.isEmpty || answer.text.contains(row.says), "\(answer.text.prefix(300))")
        if let header = row.header {
            let value = answer.response?.headers[header.name] ?? ""
            #expect(value.contains(header.contains), "\(header.name): \(value)")
        }
    }

    @Test("keeps the lengths by which people recognise its bodies")
    func lengths() throws {
        let world = try Sample.world(after: [.network(account: "old", rules: true)])
        let wrong = world.answer(to: try Ask.token(.bogusKey).request(in: world), at: Sample.now)
        let firewall = world.answer(
            to: try Ask.token(.key("old")).request(in: world),
            at: Sample.now
        )
        #expect(wrong.response?.body.count == 224)
        #expect(firewall.response?.body.count == 90)
    }

    @Test("stamps the gateway's answers, and the voices host's never")
    func stamps() throws {
        let world = try Sample.world()
        let token = world.answer(to: try Ask.token(.bogusKey).request(in: world), at: Sample.now)
        let voices = world.answer(to: try Ask.voices(.bogusKey).request(in: world), at: Sample.now)
        let stamp = token.response?.headers["apim-request-id"] ?? ""
        #expect(UUID(uuidString: stamp) != nil, "\(stamp)")
        #expect(voices.response?.headers["apim-request-id"] == nil)
        #expect(voices.status == 401)
        #expect(voices.response?.body.count == 0)
    }

    @Test(
        "is dead where nobody lives",
        arguments: [
            "en-us.tts.speech.microsoft.com", "useast.api.cognitive.microsoft.com",
            "chinaeast2.tts.speech.microsoft.com", "nobody.cognitiveservices.azure.com",
            "spaincentral.tts.speech.microsoft.com", "example.org", "",
            "a.japanwest.api.cognitive.microsoft.com",
        ]
    )
    func dead(_ host: String) throws {
        let world = try Sample.world()
        let answer = world.answer(
            to: try Ask.token(host, .nothing).request(in: world),
            at: Sample.now
        )
        #expect(answer.outcome == .hangUp)
        #expect(world.isDead(host))
    }

    @Test("lets a custom domain die with its account")
    func domainDies() throws {
        let world = try Sample.world(after: [.delete(account: "domain")])
        #expect(world.isDead(Sample.speechDomain))
        #expect(try !Sample.world().isDead(Sample.speechDomain))
    }

    @Test("hangs, hangs up, cuts and delays as told")
    func wireFaults() throws {
        func answer(_ fault: HostFault) throws -> SimulatedAnswer {
            let world = try Sample.world(after: [.fault(host: Sample.voicesHost, fault)])
            return world.answer(
                to: try Ask.voices(.key("speech")).request(in: world),
                at: Sample.now
            )
        }
        #expect(try answer(.hang).outcome == .noResponse)
        #expect(try answer(.dead).outcome == .hangUp)
        let cut = try #require(try answer(.truncatedBody).response)
        #expect(cut.cutAfter == cut.body.count / 2)
        #expect(try answer(.slow(.seconds(3))).response?.delay == .seconds(3))
        #expect(try answer(.bigBody(9_000_000)).response?.body == .filler(9_000_000))
        let broken = try #require(try answer(.invalidUTF8).response)
        guard case .bytes(let bytes) = broken.body else {
            Issue.record("no bytes")
            return
        }
        #expect(String(validating: bytes, as: UTF8.self) == nil)
    }

    @Test("refuses everybody, tokens alone, or the request itself, as told")
    func refusals() throws {
        func answer(_ fault: HostFault, _ ask: Ask) throws -> SimulatedAnswer {
            let world = try Sample.world(after: [.fault(host: ask.host, fault)])
            return world.answer(to: try ask.request(in: world), at: Sample.now)
        }
        let wrong = try Sample.world().answer(
            to: Ask.token(.bogusKey).request(in: Sample.world()),
            at: Sample.now
        )
        #expect(try answer(.refuseEverybody, .token(.key("speech"))).text == wrong.text)
        #expect(try answer(.refuseEverybody, .voices(.key("speech"))).status == 401)
        #expect(try answer(.refuseTokens, .voices(.key("speech"))).status == 200)
        let refused = try answer(.refuseTokens, .voices(.keyAsBearer("speech")))
        #expect(refused.text.contains(AnswerRows.badToken))
        #expect(try answer(.clientError(400), .token(.key("speech"))).status == 400)
        #expect(try answer(.clientError(410), .token(.key("speech"))).status == 410)
    }

    @Test("names the credential that came, and never shows it")
    func credentials() throws {
        let world = try Sample.world()
        func seen(_ ask: Ask) throws -> String {
            let answer = world.answer(to: try ask.request(in: world), at: Sample.now)
            return answer.credential.description
        }
        #expect(try seen(.token(.nothing)) == "none")
        #expect(try seen(.token(.bogusKey)) == "unknown key")
        #expect(try seen(.voices(.key("face", .key2))) == "face/key2")
        #expect(try seen(.voices(.keyAsBearer("speech"))) == "unknown token")
    }
}
