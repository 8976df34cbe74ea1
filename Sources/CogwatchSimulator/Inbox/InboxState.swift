import CogwatchCore
import Foundation
import Synchronization

/// What an inbox holds, and how it behaves.
final class InboxState: Sendable {
    /// More than a demo or a test looks at.
    static let capacity = 500

    private struct Content {
        var messages: [InboxMessage] = []
        var received = 0
        var behaviour = WebhookInbox.Behaviour.answer(200)
        var listeners: [UUID: AsyncStream<InboxMessage>.Continuation] = [:]
    }

    private let content = Mutex(Content())

    /// Oldest first.
    var messages: [InboxMessage] { content.withLock { $0.messages } }

    func setBehaviour(_ behaviour: WebhookInbox.Behaviour) {
        content.withLock { $0.behaviour = behaviour }
    }

    /// Keeps a message, and says how to answer it.
    func receive(
        path: String,
        headers: Headers,
        body: [UInt8],
        at now: Date
    ) -> WebhookInbox.Behaviour {
        content.withLock { content in
            content.received += 1
            let message = InboxMessage(
                number: content.received,
                arrived: now,
                path: path,
                headers: headers,
                body: body,
                answeredWith: content.behaviour.status
            )
            content.messages = (content.messages + [message]).suffix(Self.capacity)
            for listener in content.listeners.values { listener.yield(message) }
            return content.behaviour
        }
    }

    func clear() { content.withLock { $0.messages = [] } }

    func arrivals() -> AsyncStream<InboxMessage> {
        let (stream, continuation) = AsyncStream.makeStream(of: InboxMessage.self)
        let id = UUID()
        content.withLock { $0.listeners[id] = continuation }
        continuation.onTermination = { [weak self] _ in
            self?.content.withLock { _ = $0.listeners.removeValue(forKey: id) }
        }
        return stream
    }
}
