import CogwatchCore
import Dispatch
import Foundation
import NIOCore

/// Turns a scoreboard into the body of `/metrics`.
enum Scrape {
    struct Variant: Hashable, Sendable {
        let format: Exposition.Format
        /// Whether the scraper can unpack.
        let isCompressed: Bool
    }

    struct Body: Sendable {
        let bytes: ByteBuffer
        let isCompressed: Bool
    }

    /// Renders and compresses on a thread of its own: with ten thousand accounts both take a tenth
    /// of a second or more, and the pool on which probes wait has as few threads as there are cores.
    static func render(
        _ scoreboard: Scoreboard,
        as variant: Variant,
        at now: Date
    ) async -> Body {
        await withCheckedContinuation { continuation in
            DispatchQueue.global(qos: .utility).async {
                let plain = Exposition.render(
                    scoreboard,
                    as: variant.format,
                    at: now,
                    process: ProcessReader.statistics()
                )
                let packed = variant.isCompressed ? Gzip.compress(plain) : nil
                continuation.resume(
                    returning: Body(
                        bytes: ByteBuffer(bytes: packed ?? plain),
                        isCompressed: packed != nil
                    )
                )
            }
        }
    }
}
