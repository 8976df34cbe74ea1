package import Foundation

/// An exposition, piece by piece.
///
/// Each piece is rendered when it is asked for, from a scoreboard that nobody else can change, so
/// that who passes the pieces on needs no room for the whole.
package struct ExpositionPieces: Sequence, IteratorProtocol {
    /// So long is each piece but the last at least, and seldom much longer: short enough to stay in
    /// a core's cache between being written and being compressed.
    private static let length = 1 << 17
    /// How many accounts are written between two looks at the length.
    private static let stride = 64

    private let scoreboard: Scoreboard
    private let now: Date
    private let process: ProcessStatistics?
    private var families = MetricFamily.allCases[...]
    /// Of the first account that the first of the families is still to be written of.
    private var place = 0
    private var writer: SampleWriter

    /// All families of `/metrics`; remaining days and lifetimes are counted from `now`.
    package init(
        _ scoreboard: Scoreboard,
        as format: Exposition.Format,
        at now: Date,
        process: ProcessStatistics? = nil
    ) {
        self.scoreboard = scoreboard
        self.now = now
        self.process = process
        writer = SampleWriter(format)
    }

    /// Renders the next piece; nil after the last.
    package mutating func next() -> [UInt8]? {
        if families.isEmpty { return nil }
        writer.reserve(Self.length * 3 / 2)
        while let family = families.first, writer.bytes.count < Self.length { write(family) }
        return writer.take()
    }

    private mutating func write(_ family: MetricFamily) {
        if place == 0 { writer.begin(family.definition) }
        let end = family.isOfAccounts ? scoreboard.accounts.count : 0
        let next = Swift.min(place + Self.stride, end)
        scoreboard.write(family, of: place..<next, to: &writer, at: now, process: process)
        place = next
        guard place == end else { return }
        place = 0
        families.removeFirst()
        if families.isEmpty { writer.finish() }
    }
}
