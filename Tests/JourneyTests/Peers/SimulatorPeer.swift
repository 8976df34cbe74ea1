import CogwatchCore
import Foundation
import TestSupport
import Testing

/// The built simulator as its own program, told through its control API what to do.
struct SimulatorPeer: Sendable {
    /// An account of the simulated Azure.
    struct Plan: Sendable {
        let name: String
        let region: String
    }

    let port: Int
    let web: Web
    private let peer: Peer
    private let controlURL: String
    private let workplace: Workplace

    /// Starts it with these accounts, its certificate in `ca.pem`, and waits until it answers.
    init(_ plans: [Plan], in workplace: Workplace) async throws {
        self.workplace = workplace
        (port, web) = (try Ports.free(), try Web())
        let controlPort = try Ports.free()
        controlURL = "http://127.0.0.1:\(controlPort)/v1"
        let accounts = plans.map { #"{"name": "\#($0.name)", "region": "\#($0.region)"}"# }
        try workplace.write(
            #"{"accounts": [\#(accounts.joined(separator: ","))]}"#,
            to: "scenario.json"
        )
        peer = try Peer(
            Stand.binary,
            [
                "simulate", "--listen=127.0.0.1:\(port)", "--scenario=scenario.json",
                "--control-listen=127.0.0.1:\(controlPort)", "--ca-out=ca.pem",
            ],
            in: workplace.directory
        )
        let (web, url) = (web, "\(controlURL)/requests?limit=1")
        try await eventually("the simulator answers") { await web.get(url).status == 200 }
    }

    /// Gives an account a command of the control API.
    func tell(_ account: String, _ command: String, _ fields: String = "{}") async throws {
        try await post("accounts/\(account)/\(command)", fields)
    }

    func breakHost(_ host: String, _ fault: String) async throws {
        try await post("hosts/\(host)/fault", fault)
    }

    func mendHost(_ host: String) throws {
        let command = ["curl", "-fsS", "-X", "DELETE", "\(controlURL)/hosts/\(host)/fault"]
        try Command.run(command)
    }

    private func post(_ path: String, _ json: String) async throws {
        let answer = await web.post("\(controlURL)/\(path)", json: json)
        guard answer.status == 200 else {
            throw PeerProblem("the simulator refuses \(path): \(answer)")
        }
    }

    /// Writes an account's current keys where the configuration looks for them.
    func writeKeys(of account: String) async throws {
        let answer = await web.get("\(controlURL)/accounts/\(account)/keys")
        let keys = try JSONDecoder().decode([String: String].self, from: Data(answer.text.utf8))
        for name in ["key1", "key2"] {
            guard let key = keys[name] else { throw PeerProblem("\(account) has no \(name)") }
            try workplace.write(key + "\n", to: "\(account).\(name)")
        }
    }

    /// A request that it answered.
    struct Asked: Decodable, Sendable {
        let time: String
        let host: String
        let path: String
        let status: Int?
        let credential: String
    }

    /// The newest requests, oldest first.
    func requests(limit: Int = 10_000) async throws -> [Asked] {
        struct Page: Decodable { let requests: [Asked] }
        let answer = await web.get("\(controlURL)/requests?limit=\(limit)")
        return try JSONDecoder().decode(Page.self, from: Data(answer.text.utf8)).requests
    }

    func stop() async throws { try await peer.killHard() }
}
