import Foundation

/// `openssl s_server`, whose page tells whether a TLS session was new or resumed.
final class TLSPeer {
    let port: Int
    private let process: Process
    private let scratch: Scratch

    init(_ identity: Authority.Identity, options: [String] = []) throws {
        scratch = try Scratch()
        let output = scratch.path("output")
        let errors = scratch.path("errors")
        process = try Command.prepare(
            "openssl",
            [
                "s_server", "-accept", "127.0.0.1:0", "-www",
                "-cert", identity.certificate, "-key", identity.key,
            ] + options,
            output: output,
            errors: errors
        )
        try process.run()
        do {
            port = try Self.port(announcedIn: output, by: process)
        } catch {
            process.terminate()
            throw error
        }
    }

    deinit {
        process.terminate()
        process.waitUntilExit()
    }

    var url: String { "https://localhost:\(port)/" }

    private static func port(announcedIn file: String, by process: Process) throws -> Int {
        let deadline = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < deadline, process.isRunning {
            let text = try String(decoding: Data(contentsOf: URL(filePath: file)), as: UTF8.self)
            if let match = text.firstMatch(of: /ACCEPT [^\n]*:(\d+)\n/), let port = Int(match.1) {
                return port
            }
            usleep(5_000)
        }
        throw PeerProblem("openssl s_server did not say where it listens")
    }
}
