package import CogwatchCore
import Synchronization

/// A second implementation of the door: a function from request to answer.
package final class ScriptedTransport: Transport {
    private let script: Mutex<@Sendable (Request) -> Answer>
    private let pause = Mutex<@Sendable (Request) async -> Void>({ _ in })
    private let seen = Mutex<[Request]>([])
    private let loop = Mutex<(any EventLoop)?>(nil)

    /// Answers as the script says.
    package init(_ script: @escaping @Sendable (Request) -> Answer) {
        self.script = Mutex(script)
    }

    /// What was asked so far.
    package var requests: [Request] { seen.withLock { $0 } }

    /// From now on answers differently.
    package func play(_ script: @escaping @Sendable (Request) -> Answer) {
        self.script.withLock { $0 = script }
    }

    /// From now on waits before it answers.
    package func delay(_ pause: @escaping @Sendable (Request) async -> Void) {
        self.pause.withLock { $0 = pause }
    }

    /// From now on offers a thread to run on.
    package func offer(_ loop: any EventLoop) {
        self.loop.withLock { $0 = loop }
    }

    package var eventLoop: (any EventLoop)? { loop.withLock { $0 } }

    package func send(_ request: Request) async -> Answer {
        seen.withLock { $0.append(request) }
        await pause.withLock { $0 }(request)
        return script.withLock { $0 }(request)
    }
}
