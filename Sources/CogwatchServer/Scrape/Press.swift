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
    /// Texts that are being written.
    private let underWay = Mutex<[Variant: Edition]>([:])
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
    /// second, and the pool on which probes wait has as few threads as there are cores. Text is
    /// handed out while it is written, since to send it takes as long; what is packed is whole.
    func edition(
        _ variant: Variant,
        of scoreboard: @autoclosure () -> Scoreboard,
        at now: Date
    ) async -> Edition {
        guard variant.isCompressed else {
            let edition = text(variant, of: scoreboard, at: now)
            // A short one is whole by then, so that its length can be told.
            _ = try? await edition.piece(1)
            return edition
        }
        return await flights.value(for: variant) {
            let scoreboard = scoreboard()
            let edition = await withCheckedContinuation { continuation in
                Self.queue.async {
                    let pieces = Self.pieces(of: scoreboard, as: variant, at: now)
                    continuation.resume(returning: Edition(packing: pieces))
                }
            }
            publish(edition)
            return edition
        }
    }

    private func text(
        _ variant: Variant,
        of scoreboard: () -> Scoreboard,
        at now: Date
    ) -> Edition {
        let (edition, isNew) = underWay.withLock { underWay in
            if let edition = underWay[variant] { return (edition, false) }
            let edition = Edition()
            underWay[variant] = edition
            return (edition, true)
        }
        guard isNew else { return edition }
        let scoreboard = scoreboard()
        Self.queue.async { [self] in
            for piece in Self.pieces(of: scoreboard, as: variant, at: now) {
                edition.append(ByteBuffer(bytes: piece))
            }
            // Counted in before others can be begun.
            publish(edition)
            underWay.withLock { $0[variant] = nil }
            edition.finish()
        }
        return edition
    }

    private static let queue = DispatchQueue.global(qos: .utility)

    private static func pieces(
        of scoreboard: Scoreboard,
        as variant: Variant,
        at now: Date
    ) -> ExpositionPieces {
        ExpositionPieces(
            scoreboard,
            as: variant.format,
            at: now,
            process: ProcessReader.statistics(),
            // A packed edition takes next to no memory, and is to stay so.
            sharingWalks: !variant.isCompressed
        )
    }

    /// Counts a new edition in, and withdraws the oldest that are still being read where all that
    /// are take more than the longest does and is tolerated.
    ///
    /// So readers who do not read cost one more body, however many they are, and hold up nobody.
    func publish(_ edition: Edition) {
        inReading.withLock { references in
            references.removeAll { $0.edition == nil }
            let older = references.compactMap(\.edition)
            var room = tolerance + (older.map(\.size).max() ?? 0)
            for older in older.reversed() {
                room -= older.size
                if room < 0 { older.withdraw() }
            }
            references.append(Reference(edition: edition))
        }
    }
}

extension Edition {
    fileprivate convenience init(packing pieces: ExpositionPieces) {
        if let packed = Gzip.compress(pieces) {
            self.init(packed, isCompressed: true)
        } else {
            self.init(pieces.map { ByteBuffer(bytes: $0) }, isCompressed: false)
        }
    }
}
