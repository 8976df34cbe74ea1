import NIOCore
import Synchronization

/// A body of `/metrics`, shared by all who read it.
final class Edition: Sendable {
    /// The edition gave way to newer ones before it was read to its end.
    struct Withdrawn: Error {}

    /// In bytes, as it was made.
    let length: Int
    let isCompressed: Bool
    private let count: Int
    /// Empty once it is withdrawn.
    private let pieces: Mutex<[ByteBuffer]>

    init(_ pieces: [ByteBuffer], isCompressed: Bool) {
        length = pieces.reduce(0) { $0 + $1.readableBytes }
        count = pieces.count
        self.isCompressed = isCompressed
        self.pieces = Mutex(pieces)
    }

    /// A piece of it, to be asked for once the one before it has gone out; nil after the last.
    ///
    /// - Throws: ``Withdrawn``.
    func piece(_ index: Int) throws(Withdrawn) -> ByteBuffer? {
        guard index < count else { return nil }
        let piece = pieces.withLock { $0.indices.contains(index) ? $0[index] : nil }
        guard let piece else { throw Withdrawn() }
        return piece
    }

    /// Frees the memory; who still reads is cut off.
    func withdraw() {
        pieces.withLock { $0 = [] }
    }
}
