import CogwatchCore
import Dispatch
import Foundation
import NIOCore
import Synchronization

/// Makes the editions of `/metrics`: one at a time of each variant, for all who ask meanwhile.
final class Press: Sendable {
    struct Variant: Hashable, Sendable {
        let format: Exposition.Format
        /// Whether the scraper can unpack.
        let isCompressed: Bool
    }

    private struct Reference {
        weak var edition: Edition?
    }

    private let flights = SingleFlight<Variant, Edition>()
    /// Oldest first.
    private let inReading = Mutex<[Reference]>([])
    /// How many bytes older editions may take beside the longest of them.
    private let tolerance: Int

    init(tolerance: Int = 16 << 20) {
        self.tolerance = tolerance
    }

    /// The edition that is being made, or a new one.
    ///
    /// It is made on a thread of its own: with ten thousand accounts that takes a tenth of a
    /// second, and the pool on which probes wait has as few threads as there are cores.
    func edition(
        _ variant: Variant,
        of scoreboard: @autoclosure () -> Scoreboard,
        at now: Date
    ) async -> Edition {
        await flights.value(for: variant) {
            let scoreboard = scoreboard()
            let edition = await withCheckedContinuation { continuation in
                DispatchQueue.global(qos: .utility).async {
                    continuation.resume(returning: Edition(variant, of: scoreboard, at: now))
                }
            }
            publish(edition)
            return edition
        }
    }

    /// Counts a new edition in, and withdraws the oldest that are still being read where all that
    /// are take more than the longest does and is tolerated.
    ///
    /// So readers who do not read cost one more body, however many they are, and hold up nobody.
    func publish(_ edition: Edition) {
        inReading.withLock { references in
            references.removeAll { $0.edition == nil }
            let older = references.compactMap(\.edition)
            var room = tolerance + (older.map(\.length).max() ?? 0)
            for older in older.reversed() {
                room -= older.length
                if room < 0 { older.withdraw() }
            }
            references.append(Reference(edition: edition))
        }
    }
}

extension Edition {
    fileprivate convenience init(
        _ variant: Press.Variant,
        of scoreboard: Scoreboard,
        at now: Date
    ) {
        let pieces = ExpositionPieces(
            scoreboard,
            as: variant.format,
            at: now,
            process: ProcessReader.statistics()
        )
        if variant.isCompressed, let packed = Gzip.compress(pieces) {
            self.init(packed, isCompressed: true)
        } else {
            self.init(pieces.map { ByteBuffer(bytes: $0) }, isCompressed: false)
        }
    }
}
