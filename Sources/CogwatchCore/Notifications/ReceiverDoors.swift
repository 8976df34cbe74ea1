import Synchronization

/// The way out to receivers: one door that most of them share, and one for each other way out that
/// a receiver's `http_config` asks for.
package final class ReceiverDoors: Transport {
    private struct Door {
        let settings: HTTPClientSettings
        let transport: any Transport
    }

    /// More than anybody configures; those of configurations that are gone close when others open.
    private static let mostDoors = 16

    private let shared: any Transport
    private let open: @Sendable (HTTPClientSettings) throws -> any Transport
    /// The one that was used last at the end.
    private let doors = Mutex<[Door]>([])

    /// - Parameters:
    ///   - shared: For requests that ask for no door of their own.
    ///   - open: Opens one for those that do.
    package init(
        shared: any Transport,
        open: @escaping @Sendable (HTTPClientSettings) throws -> any Transport
    ) {
        self.shared = shared
        self.open = open
    }

    package var eventLoop: (any EventLoop)? { shared.eventLoop }

    package func send(_ request: Request) async -> Answer {
        guard let settings = request.door else { return await shared.send(request) }
        let transport: any Transport
        do {
            transport = try door(settings)
        } catch {
            // A certificate's file that is gone may come back: the next attempt looks again.
            return Answer(.noResponse(.notConnected(detail: "not sent: \(error)")))
        }
        return await transport.send(request)
    }

    private func door(_ settings: HTTPClientSettings) throws -> any Transport {
        try doors.withLock { doors in
            let known = doors.firstIndex { $0.settings == settings }.map { doors.remove(at: $0) }
            let door = try known ?? Door(settings: settings, transport: open(settings))
            doors.append(door)
            if doors.count > Self.mostDoors { doors.removeFirst() }
            return door.transport
        }
    }
}
