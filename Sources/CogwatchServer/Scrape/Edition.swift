import NIOCore
import Synchronization

/// A body of `/metrics`, shared by all who read it, also while it is being written.
final class Edition: Sendable {
    /// The edition gave way to newer ones before it was read to its end.
    struct Withdrawn: Error {}

    /// What a reader finds.
    private enum Found {
        case piece(ByteBuffer)
        case end
        case withdrawn
        case nothingYet
    }

    private struct State {
        /// Empty once it is withdrawn.
        var pieces: [ByteBuffer] = []
        var count = 0
        /// In bytes, so far.
        var length = 0
        var isWhole = false
        var isWithdrawn = false
        /// Readers who have all that is written.
        var waiting: [CheckedContinuation<Void, Never>] = []

        func found(at index: Int) -> Found {
            if pieces.indices.contains(index) { return .piece(pieces[index]) }
            if index < count || isWithdrawn && !isWhole { return .withdrawn }
            return isWhole ? .end : .nothingYet
        }

        func isMissing(_ index: Int) -> Bool {
            if case .nothingYet = found(at: index) { true } else { false }
        }
    }

    let isCompressed: Bool
    private let state = Mutex(State())

    /// An edition that is still to be written.
    init() {
        isCompressed = false
    }

    /// An edition that is whole.
    init(_ pieces: [ByteBuffer], isCompressed: Bool) {
        self.isCompressed = isCompressed
        pieces.forEach(append)
        finish()
    }

    /// In bytes, so far.
    var size: Int { state.withLock(\.length) }

    /// In bytes; nil while it is being written.
    var length: Int? { state.withLock { $0.isWhole ? $0.length : nil } }

    /// In bytes, once it is whole.
    func wholeLength() async -> Int {
        while true {
            if let length { return length }
            await wait { !$0.isWhole }
        }
    }

    /// A piece of it, to be asked for once the one before it has gone out; nil after the last.
    ///
    /// Waits for one that is still to be written.
    ///
    /// - Throws: ``Withdrawn``.
    func piece(_ index: Int) async throws(Withdrawn) -> ByteBuffer? {
        while true {
            switch state.withLock({ $0.found(at: index) }) {
            case .piece(let piece): return piece
            case .end: return nil
            case .withdrawn: throw Withdrawn()
            case .nothingYet: await wait { $0.isMissing(index) }
            }
        }
    }

    /// Adds a piece.
    func append(_ piece: ByteBuffer) {
        change { state in
            state.count += 1
            state.length += piece.readableBytes
            if !state.isWithdrawn { state.pieces.append(piece) }
        }
    }

    /// Notes that nothing comes any more.
    func finish() {
        change { $0.isWhole = true }
    }

    /// Frees the memory; who still reads is cut off.
    func withdraw() {
        change { state in
            state.isWithdrawn = true
            state.pieces = []
        }
    }

    private func change(_ change: (inout State) -> Void) {
        let readers = state.withLock { state in
            change(&state)
            defer { state.waiting = [] }
            return state.waiting
        }
        for reader in readers { reader.resume() }
    }

    /// Waits for the next change, where there still is something to wait for.
    private func wait(while isMissing: (State) -> Bool) async {
        await withCheckedContinuation { reader in
            let waits = state.withLock { state in
                guard isMissing(state) else { return false }
                state.waiting.append(reader)
                return true
            }
            if !waits { reader.resume() }
        }
    }
}
