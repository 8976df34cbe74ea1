import CogwatchCore
import CogwatchSimulator
import Foundation
import Testing

@Suite("An issued token")
struct TokenTests {
    private func token(from host: String, of account: String, in world: World) throws -> String {
        let request = try Ask.token(host, .key(account)).request(in: world)
        let answer = world.answer(to: request, at: Sample.now)
        try #require(answer.status == 200)
        return answer.text
    }

    private func status(
        _ token: String,
        on host: String,
        path: String = "/cognitiveservices/voices/list",
        in world: World,
        after seconds: Double = 0
    ) throws -> Int? {
        let ask = Ask(
            host: host,
            path: path,
            proof: .text("Bearer " + token, header: "Authorization")
        )
        return world.answer(
            to: try ask.request(in: world),
            at: Sample.now.addingTimeInterval(seconds)
        ).status
    }

    @Test("is a JWT with the claims that real ones have")
    func claims() throws {
        let token = try token(from: Sample.tokenHost, of: "speech", in: Sample.world())
        let parts = token.split(separator: ".")
        #expect(parts.count == 3)
        let payload = try #require(parts.dropFirst().first)
        let standard = payload.replacing("-", with: "+").replacing("_", with: "/")
        let padding = String(repeating: "=", count: (4 - standard.count % 4) % 4)
        let data = try #require(Data(base64Encoded: standard + padding))
        let claims = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(claims["region"] as? String == "japanwest")
        #expect(claims["product-id"] as? String == "SpeechServices.S0")
        #expect(claims["aud"] as? String == "urn:ms.speechservices.japanwest")
        #expect(claims["iss"] as? String == "urn:ms.cognitiveservices")
        #expect(claims["exp"] as? Int == Int(Sample.now.timeIntervalSince1970) + 600)
        #expect((claims["azure-resource-id"] as? String)?.hasSuffix("/accounts/speech") == true)
        #expect((claims["subscription-id"] as? String)?.count == 32)
    }

    @Test("lives for ten minutes", arguments: [(0.0, 200), (599, 200), (600, 401), (6000, 401)])
    func lifetime(after seconds: Double, expected: Int) throws {
        let world = try Sample.world()
        let token = try token(from: Sample.tokenHost, of: "speech", in: world)
        #expect(
            try status(token, on: Sample.voicesHost, in: world, after: seconds) == expected
        )
    }

    @Test("opens only the endpoints of the host that issued it")
    func scope() throws {
        let world = try Sample.world()
        let regional = try token(
            from: "westeurope.api.cognitive.microsoft.com",
            of: "domain",
            in: world
        )
        let custom = try token(from: Sample.speechDomain, of: "domain", in: world)
        let regionalHost = "westeurope.tts.speech.microsoft.com"
        let customPath = "/tts/cognitiveservices/voices/list"
        #expect(try status(regional, on: regionalHost, in: world) == 200)
        #expect(try status(custom, on: regionalHost, in: world) == 401)
        #expect(
            try status(custom, on: Sample.speechDomain, path: customPath, in: world) == 200
        )
        #expect(
            try status(regional, on: Sample.speechDomain, path: customPath, in: world) == 401
        )
        #expect(try status(regional, on: Sample.voicesHost, in: world) == 401)
    }

    @Test("of a Translator key does not list voices")
    func wrongService() throws {
        let world = try Sample.world()
        let token = try token(from: Sample.tokenHost, of: "translator", in: world)
        #expect(try status(token, on: Sample.voicesHost, in: world) == 401)
    }

    @Test("is refused once a character is changed, or from another world")
    func forged() throws {
        let world = try Sample.world()
        let token = try token(from: Sample.tokenHost, of: "speech", in: world)
        #expect(try status(token + "x", on: Sample.voicesHost, in: world) == 401)
        #expect(try status("a.b.c", on: Sample.voicesHost, in: world) == 401)
        #expect(try status(token, on: Sample.voicesHost, in: Sample.world()) == 401)
    }

    @Test("outlives the key it was bought with")
    func outlivesKey() throws {
        var world = try Sample.world()
        let token = try token(from: Sample.tokenHost, of: "speech", in: world)
        var random = SystemRandomNumberGenerator()
        try world.apply(
            .regenerate(account: "speech", key: .key1, propagation: .zero),
            at: Sample.now,
            using: &random
        )
        #expect(try status(token, on: Sample.voicesHost, in: world) == 200)
    }
}
