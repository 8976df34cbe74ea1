import Foundation
import TestSupport

/// `openssl s_server`, whose page tells whether a TLS session was new or resumed.
final class TLSPeer: Sendable {
    let port: Int
    private let process: pid_t
    private let scratch: Scratch

    init(_ identity: Authority.Identity, options: [String] = []) throws {
        scratch = try Scratch()
        // Should this program die, `timeout` sees to it that no server stays.
        process = try Command.start(
            [
                "timeout", "120", "openssl", "s_server", "-accept", "127.0.0.1:0", "-www",
                "-cert", identity.certificate, "-key", identity.key,
            ] + options,
            in: scratch
        )
        do {
            port = try Self.announcedPort(in: scratch)
        } catch {
            Self.end(process)
            throw error
        }
    }

    deinit { Self.end(process) }

    var url: String { "https://localhost:\(port)/" }

    private static func end(_ process: pid_t) {
        kill(process, SIGTERM)
        Command.wait(for: process)
    }

    private static func announcedPort(in scratch: Scratch) throws -> Int {
        let deadline = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < deadline {
            let text = String(decoding: try scratch.read("output"), as: UTF8.self)
            if let match = text.firstMatch(of: /ACCEPT [^\n]*:(\d+)\n/), let port = Int(match.1) {
                return port
            }
            usleep(5_000)
        }
        let errors = String(decoding: try scratch.read("errors"), as: UTF8.self)
        throw PeerProblem("openssl s_server did not say where it listens: \(errors)")
    }
}
