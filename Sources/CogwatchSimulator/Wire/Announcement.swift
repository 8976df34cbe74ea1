import Synchronization

/// A value that becomes known once, for everybody who waits for it.
final class Announcement<Value: Sendable>: Sendable {
    private enum State {
        case awaited([AsyncThrowingStream<Value, any Error>.Continuation])
        case known(Result<Value, any Error>)
    }

    private let state = Mutex(State.awaited([]))

    /// Tells everybody; only the first result counts.
    func announce(_ result: Result<Value, any Error>) {
        let waiting = state.withLock {
            state -> [AsyncThrowingStream<Value, any Error>.Continuation] in
            guard case .awaited(let waiting) = state else { return [] }
            state = .known(result)
            return waiting
        }
        for continuation in waiting { Self.tell(result, to: continuation) }
    }

    /// Waits for the value.
    ///
    /// - Throws: What was announced in its place, or `CancellationError`.
    func value() async throws -> Value {
        let (stream, continuation) = AsyncThrowingStream.makeStream(of: Value.self)
        let known = state.withLock { state -> Result<Value, any Error>? in
            switch state {
            case .known(let result): return result
            case .awaited(let waiting):
                state = .awaited(waiting + [continuation])
                return nil
            }
        }
        if let known { return try known.get() }
        for try await value in stream { return value }
        throw CancellationError()
    }

    private static func tell(
        _ result: Result<Value, any Error>,
        to continuation: AsyncThrowingStream<Value, any Error>.Continuation
    ) {
        switch result {
        case .success(let value):
            continuation.yield(value)
            continuation.finish()
        case .failure(let error): continuation.finish(throwing: error)
        }
    }
}
