package import CogwatchCore
package import Foundation
import Synchronization

/// The simulated Azure while it runs: a world that answers, changes and remembers.
package final class SimulatedAzure: Sendable {
    private struct State {
        var world: World
        var received: [ReceivedRequest] = []
    }

    private let initial: World
    private let state: Mutex<State>
    private let time: any Timekeeper

    /// The most requests that are remembered.
    package static let memory = 10_000

    package init(world: World, time: any Timekeeper = SystemTime()) {
        initial = world
        state = Mutex(State(world: world))
        self.time = time
    }

    /// The world as it stands now.
    package var world: World { state.withLock { $0.world } }

    /// The time in the simulated Azure.
    var now: Date { time.now }

    /// Answers a request, and remembers it without its secrets.
    package func answer(_ request: SimulatedRequest) -> SimulatedAnswer {
        let now = time.now
        return state.withLock { state in
            let answer = state.world.serve(request, at: now)
            state.received.append(
                ReceivedRequest(
                    time: now,
                    method: request.method,
                    host: request.host,
                    path: request.path,
                    status: answer.status,
                    credential: answer.credential
                )
            )
            // Cut in bulk: to shift ten thousand entries for each request would be slow.
            if state.received.count >= 2 * Self.memory {
                state.received.removeFirst(state.received.count - Self.memory)
            }
            return answer
        }
    }

    /// The requests since the start or the last reset, oldest first.
    package func receivedRequests(limit: Int = memory) -> [ReceivedRequest] {
        state.withLock { Array($0.received.suffix(min(max(0, limit), Self.memory))) }
    }

    /// Whether the connection is to be closed before TLS.
    package func isDead(_ host: String) -> Bool {
        let name = host.lowercased()
        // A client that was told to connect by address names no host of Azure's yet.
        return name == "localhost" ? false : state.withLock { $0.world.isDead(name) }
    }

    /// Makes a change now.
    ///
    /// - Throws: Why it cannot be made; the world is as before then.
    package func apply(_ change: WorldChange) throws(ControlProblem) {
        let now = time.now
        let result = state.withLock { state -> Result<Void, ControlProblem> in
            var random = SystemRandomNumberGenerator()
            return Result { () throws(ControlProblem) in
                try state.world.apply(change, at: now, using: &random)
            }
        }
        try result.get()
    }

    /// Back to the world of the start; received requests are forgotten.
    package func reset() {
        state.withLock { $0 = State(world: initial) }
    }
}

/// A request that the simulated Azure received, without its secrets.
package struct ReceivedRequest: Sendable, Equatable {
    package let time: Date
    package let method: String
    package let host: String
    package let path: String
    /// Nil where nothing was answered.
    package let status: Int?
    package let credential: SeenCredential
}
