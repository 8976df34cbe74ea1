import Foundation
import Synchronization

/// Free ports of this machine.
enum Ports {
    /// Below those that the kernel gives to connections and to whoever asks for any port, so that
    /// none of them is taken between the moment it was found free and the moment a peer listens.
    private static let range = 20_000..<32_000

    /// Where the search goes on, so that a port is given again only after all others.
    ///
    /// Two runs of the tests at once hardly begin at the same.
    private static let next = Mutex(Int.random(in: range))

    /// A port that nobody listened on a moment ago, and that no other test of this run was given.
    static func free() throws -> Int {
        try next.withLock { next in
            for _ in range {
                let port = next
                next = port + 1 < range.upperBound ? port + 1 : range.lowerBound
                if try isFree(port) { return port }
            }
            throw POSIXError(.EADDRINUSE)
        }
    }

    private static func isFree(_ port: Int) throws -> Bool {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_INET, kind, 0)
        guard descriptor >= 0 else { throw POSIXError(.EMFILE) }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        return withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
