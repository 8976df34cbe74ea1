import ArgumentParser
import CogwatchCore
import CogwatchSimulator
import Foundation

/// `cogwatch simulate`: the simulator alone.
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Serves an Azure that can be told what to do, for tests and rehearsals.",
        discussion: """
            An agent reaches it under Azure's own host names with \
            `http_client: {connect_to: ["::127.0.0.1:8443"], tls_config: {ca_file: ca.pem}}`.

            EXAMPLE
              cogwatch simulate --listen 127.0.0.1:8443 --ca-out ca.pem --control-listen 127.0.0.1:8444
            """
    )

    @Option(help: "Where Azure is to be, as HOST:PORT; port 0 for any free one.")
    var listen = "127.0.0.1:8443"

    @Option(name: .customLong("control-listen"), help: "Where it can be told what to do.")
    var controlListen = "127.0.0.1:8444"

    @Option(
        name: .customLong("imds-listen"),
        help: "Where managed identities get tokens, over plain HTTP; nowhere if not given."
    )
    var imdsListen: String?

    @Option(help: "A JSON file with accounts, and what happens to them when.")
    var scenario: String?

    @Option(name: .customLong("ca-out"), help: "Where to write the certificate to trust.")
    var caOut: String?

    @OptionGroup var log: LogOptions

    func run() async throws {
        let plan = try scenarioPlan()
        let authority = try SimulatedCA()
        var random = SystemRandomNumberGenerator()
        let simulator = AzureSimulator(
            listen: try address(listen),
            controlListen: try address(controlListen),
            imdsListen: try imdsListen.map(address),
            world: try plan.world(at: Date(), using: &random),
            timeline: plan.timeline,
            certificateAuthority: authority,
            logger: log.logger
        )
        if let caOut { try write(authority.pem, to: caOut) }
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await announce(simulator) }
                group.addTask { try await Composition.run([simulator], logger: log.logger) }
                try await group.waitForAll()
            }
        } catch {
            throw Impossible("\(error)")
        }
    }

    private func announce(_ simulator: AzureSimulator) async throws {
        let (port, control) = (try await simulator.port(), try await simulator.controlPort())
        Output.line("azure   https://127.0.0.1:\(port)")
        Output.line("control http://127.0.0.1:\(control)/v1/world")
        guard imdsListen != nil else { return }
        let identity = try await simulator.imdsPort()
        Output.line("imds    http://127.0.0.1:\(identity)/metadata/identity/oauth2/token")
        Output.line("msi     http://127.0.0.1:\(identity)/msi/token")
    }

    private func scenarioPlan() throws -> Scenario {
        guard let scenario else { return .sample }
        guard let bytes = FileManager.default.contents(atPath: scenario) else {
            throw Impossible("there is no readable scenario file at \"\(scenario)\"")
        }
        do {
            return try Scenario(parsing: Array(bytes))
        } catch {
            throw InvalidConfiguration(problems: ["\(scenario): \(error)"])
        }
    }

    private func address(_ text: String) throws -> ListenAddress {
        guard let address = ListenAddress(parsing: text) else {
            throw ValidationError("\"\(text)\" is no address: write HOST:PORT")
        }
        return address
    }

    private func write(_ text: String, to path: String) throws {
        do {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
        } catch {
            throw Impossible("cannot write \"\(path)\": \(error.localizedDescription)")
        }
    }
}

extension Scenario {
    /// One account, for those who bring no scenario.
    static var sample: Scenario {
        Scenario(accounts: [AccountPlan(name: "tts-japanwest", region: "japanwest")])
    }
}
