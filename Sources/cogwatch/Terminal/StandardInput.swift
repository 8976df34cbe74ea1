import CogwatchCore
import Foundation

/// Standard input, a piece at a time.
enum StandardInput {
    private static let chunkBytes = 65_536

    /// Some bytes, or none at the end.
    static func chunk() throws -> [UInt8] {
        try FileHandle.standardInput.read(upToCount: chunkBytes).map(Array.init) ?? []
    }

    static func lines() -> BoundedLines {
        BoundedLines(nextChunk: chunk)
    }
}
