import CResolv
package import CogwatchCore
import Dispatch

/// The name servers that the machine is set up with, asked through glibc's resolver.
///
/// `/etc/hosts` and a proxy's own resolver have no say here: they know no aliases.
package struct SystemNames: NameService {
    /// A name server to ask in place of the machine's own.
    package struct Server: Sendable, Equatable {
        /// An IPv4 address.
        package let address: String
        package let port: UInt16

        package init(address: String, port: UInt16 = 53) {
            self.address = address
            self.port = port
        }
    }

    private let server: Server?
    private let secondsPerTry: Int
    private let queue = DispatchQueue(
        label: "cogwatch.names",
        qos: .utility,
        attributes: .concurrent
    )

    /// - Parameters:
    ///   - server: Whom to ask; nil for the machine's own name servers.
    ///   - secondsPerTry: How long to wait for each of them, 1 to 30; each is asked twice.
    package init(server: Server? = nil, secondsPerTry: Int = 2) {
        self.server = server
        self.secondsPerTry = min(max(1, secondsPerTry), 30)
    }

    package func look(up host: String) async -> NameAnswer {
        // The resolver blocks, and a thread of the task pool must not.
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: answer(of: host)) }
        }
    }

    private func answer(of host: String) -> NameAnswer {
        // A question of several names, or of none, is not worth a packet.
        guard (1...253).contains(host.utf8.count), host.utf8.allSatisfy({ (0x21...0x7E) ~= $0 })
        else { return .notFound }
        let first = ask(host, for: .ipv4)
        guard case .found(let aliases, let addresses) = first, addresses.isEmpty else {
            return first
        }
        // The aliases are those of both kinds; only the addresses may be of the newer kind alone.
        guard case .found(_, let newer) = ask(host, for: .ipv6) else { return first }
        return .found(aliases: aliases, addresses: newer)
    }

    /// The kinds of addresses, by the number that DNS has for them.
    private enum Kind: Int32 {
        case ipv4 = 1
        case ipv6 = 28
    }

    private func ask(_ host: String, for kind: Kind) -> NameAnswer {
        // The most that a DNS message can be; the resolver itself goes over to TCP for long ones.
        let capacity = 65_535
        var length: Int32 = -1
        let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            length = cogwatch_ask_name_server(
                host,
                kind.rawValue,
                server?.address,
                server?.port ?? 0,
                Int32(secondsPerTry),
                2,
                buffer.baseAddress,
                Int32(capacity)
            )
            count = min(max(0, Int(length)), capacity)
        }
        guard length >= 0 else { return .noAnswer(detail: "no name server answered in time") }
        do throws(NameMessage.Problem) {
            return try NameMessage(bytes).answer(of: host)
        } catch {
            return .noAnswer(detail: error.rawValue)
        }
    }
}
