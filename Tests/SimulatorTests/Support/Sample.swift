import CogwatchCore
import CogwatchSimulator
import Foundation

/// A small Azure that most tests begin with.
enum Sample {
    static let now = Date(timeIntervalSince1970: 1_795_000_000)

    static let speechDomain = "quiet-harbour.cognitiveservices.azure.com"
    static let tokenHost = "japanwest.api.cognitive.microsoft.com"
    static let voicesHost = "japanwest.tts.speech.microsoft.com"

    static let accounts = [
        AccountPlan(name: "speech", region: "japanwest"),
        AccountPlan(name: "old", region: "japanwest", keyShape: .hex32),
        AccountPlan(
            name: "domain",
            region: "westeurope",
            customDomain: speechDomain
        ),
        AccountPlan(name: "multi", kind: .aiServices, region: "eastus"),
        AccountPlan(name: "translator", kind: .textTranslation, region: "japanwest"),
        AccountPlan(name: "face", kind: .face, region: "japanwest"),
        AccountPlan(name: "china", cloud: .china, region: "chinaeast2"),
    ]

    static func world(after changes: [WorldChange] = []) throws -> World {
        var random = SystemRandomNumberGenerator()
        var world = try Scenario(accounts: accounts).world(at: now, using: &random)
        for change in changes { try world.apply(change, at: now, using: &random) }
        return world
    }
}

/// A request in the words of a table.
struct Ask {
    enum Proof {
        case nothing
        case key(String, KeySlot = .key1)
        case keyAsBearer(String)
        case bogusKey
        case text(String, header: String)
    }

    var method = "GET"
    var host: String
    var path: String
    var query = ""
    var proof: Proof = .nothing
    var sendsLength = true
    var extra: [Headers.Line] = []

    static func token(_ proof: Proof) -> Ask { token(Sample.tokenHost, proof) }

    static func token(_ host: String, _ proof: Proof) -> Ask {
        Ask(method: "POST", host: host, path: "/sts/v1.0/issueToken", proof: proof)
    }

    static func voices(_ proof: Proof) -> Ask { voices(Sample.voicesHost, proof) }

    static func voices(_ host: String, _ proof: Proof) -> Ask {
        Ask(host: host, path: "/cognitiveservices/voices/list", proof: proof)
    }

    func request(in world: World) throws -> SimulatedRequest {
        var lines = extra
        if method == "POST", sendsLength {
            lines.append(Headers.Line(name: "Content-Length", value: "0"))
        }
        if let line = try header(in: world) { lines.append(line) }
        return SimulatedRequest(
            method: method,
            host: host,
            path: path,
            query: query,
            headers: Headers(lines)
        )
    }

    private func header(in world: World) throws -> Headers.Line? {
        let name = "Ocp-Apim-Subscription-Key"
        switch proof {
        case .nothing: return nil
        case .bogusKey:
            return Headers.Line(name: name, value: String(repeating: "0", count: 32))
        case .key(let account, let slot):
            return Headers.Line(name: name, value: try Self.key(of: account, slot, in: world))
        case .keyAsBearer(let account):
            let key = try Self.key(of: account, .key1, in: world)
            return Headers.Line(name: "Authorization", value: "Bearer " + key)
        case .text(let text, let header): return Headers.Line(name: header, value: text)
        }
    }

    private static func key(
        of account: String,
        _ slot: KeySlot,
        in world: World
    ) throws -> String {
        guard let key = world.accounts[account]?.keys[slot] else { throw NoSuchKey() }
        return key.secret.reveal { $0 }
    }

    struct NoSuchKey: Error {}
}

extension SimulatedAnswer {
    /// The response, where there is one.
    var response: SimulatedResponse? {
        guard case .response(let response) = outcome else { return nil }
        return response
    }

    /// The response's body as text; empty where there is none.
    var text: String { response?.text ?? "" }
}

extension SimulatedResponse {
    var text: String {
        guard case .bytes(let bytes) = body else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }
}
