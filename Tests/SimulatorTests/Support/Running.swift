import CogwatchCore
import CogwatchSimulator
import Foundation

/// A simulator that runs for the length of a test, and what a client needs to reach it.
struct Street {
    let simulator: AzureSimulator
    let port: Int
    let control: Int
    let imds: Int
    let caFile: URL

    /// Runs a simulator with ``Sample``'s accounts around a test.
    static func open<Result: Sendable>(
        leafValidity: Range<Date>? = nil,
        timeline: [Scenario.Event] = [],
        _ body: (Street) async throws -> Result
    ) async throws -> Result {
        let authority = try SimulatedCA(leafValidity: leafValidity)
        let simulator = AzureSimulator(
            controlListen: ListenAddress(),
            imdsListen: ListenAddress(),
            world: try Sample.world(),
            timeline: timeline,
            certificateAuthority: authority
        )
        let file = FileManager.default.temporaryDirectory.appending(
            path: "ca-\(UUID().uuidString).pem"
        )
        try Data(simulator.caPEM.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await simulator.run() }
            let street = Street(
                simulator: simulator,
                port: try await simulator.port(),
                control: try await simulator.controlPort(),
                imds: try await simulator.imdsPort(),
                caFile: file
            )
            let result = try await body(street)
            group.cancelAll()
            return result
        }
    }

    /// Asks the simulated Azure with curl, by Azure's own names.
    func curl(_ url: String, _ more: [String] = []) async throws -> ShellResult {
        try await Shell.curl(
            ["--cacert", caFile.path(), "--connect-to", "::127.0.0.1:\(port)", url] + more
        )
    }

    /// Asks the control API; the body is JSON.
    func control(
        _ method: String,
        _ path: String,
        _ json: String? = nil
    ) async throws -> ShellResult {
        let data = json.map { ["--data-binary", $0] } ?? []
        return try await Shell.curl(
            ["--request", method, "http://127.0.0.1:\(control)\(path)"] + data
        )
    }

    /// Asks the endpoints of managed identities, as on a virtual machine.
    func identity(_ path: String) async throws -> ShellResult {
        try await Shell.curl(
            [
                "--header", "Metadata: true", "--connect-to", "::127.0.0.1:\(imds)",
                "http://169.254.169.254\(path)",
            ]
        )
    }

    func keyHeader(_ account: String, _ slot: KeySlot = .key1) throws -> [String] {
        let key = try simulator.state.key(slot, of: account)
        return ["--header", key.reveal { "Ocp-Apim-Subscription-Key: \($0)" }]
    }
}
