import CogwatchCore

/// Gathers a body as it arrives, within its limit.
struct BodyCollector {
    /// Of a list that is counted as it arrives: enough to tell what came instead of one.
    static let keptOfCounted = 64 * 1024

    let maximumBytes: Int
    /// Counts the voices of a list; nil where none is awaited.
    private(set) var voices: VoicesCount?
    private(set) var bytes: [UInt8] = []
    private var count = 0

    init(maximumBytes: Int, voices: VoicesCount? = nil) {
        self.maximumBytes = maximumBytes
        self.voices = voices
    }

    /// - Returns: False, and nothing is kept, where it is too much.
    mutating func take(_ piece: UnsafeRawBufferPointer) -> Bool {
        guard piece.count <= maximumBytes - count else {
            bytes = []
            return false
        }
        count += piece.count
        voices?.feed(piece)
        if voices == nil || bytes.count <= Self.keptOfCounted { bytes.append(contentsOf: piece) }
        return true
    }
}
