package import Foundation

/// An exposition, piece by piece.
///
/// A piece is rendered when it is asked for, from a scoreboard that nobody else can change, so that
/// who passes the pieces on needs no room for the whole.
///
/// The numbers of ten thousand accounts do not fit into a core's cache, and to fetch them anew for
/// each of eighteen families takes a third of the time. So several families can be written at one walk
/// over the accounts: the first goes out meanwhile, and what there is of the others is held until
/// then.
package struct ExpositionPieces: Sequence, IteratorProtocol {
    /// So long is a piece about: short enough to stay in a core's cache between being written and
    /// being compressed.
    fileprivate static let length = 1 << 17
    /// A piece that goes out at once has its block from the heap, where the next one follows it.
    fileprivate static let room = length * 3 / 2
    /// A piece that is held has a block of its own from the machine, which has it back afterwards.
    ///
    /// Of blocks from the heap 20 MB stayed behind. The program draws the line at this size.
    fileprivate static let roomHeld = length * 2
    /// How many accounts' numbers are fetched for all families of a walk.
    private static let stride = 32

    private let scoreboard: Scoreboard
    private let format: Exposition.Format
    private let now: Date
    private let process: ProcessStatistics?
    /// The families that are still to be begun, those together that share a walk.
    private var walks: ArraySlice<[MetricFamily]>
    /// The families of the walk under way.
    private var columns: [Column] = []
    /// Of the first account that they are still to be written of.
    private var place = 0
    /// What can go out; the last may still grow.
    private var ready: [[UInt8]] = []

    /// All families of `/metrics`.
    ///
    /// - Parameters:
    ///   - scoreboard: The numbers.
    ///   - format: What the scraper reads.
    ///   - now: What remaining days and lifetimes are counted from.
    ///   - process: The agent's own; without it its families are empty.
    ///   - sharingWalks: Whether families may share a walk, for which about a seventh of the whole
    ///     is held.
    package init(
        _ scoreboard: Scoreboard,
        as format: Exposition.Format,
        at now: Date,
        process: ProcessStatistics? = nil,
        sharingWalks: Bool = true
    ) {
        self.scoreboard = scoreboard
        self.format = format
        self.now = now
        self.process = process
        let all = MetricFamily.allCases
        walks = sharingWalks ? MetricFamily.walks[...] : all.map { [$0] }[...]
    }

    /// Renders the next piece; nil after the last.
    package mutating func next() -> [UInt8]? {
        while ready.count < 2, !columns.isEmpty || !walks.isEmpty { goOn() }
        return ready.isEmpty ? nil : ready.removeFirst()
    }

    private mutating func goOn() {
        if columns.isEmpty { begin(walks.removeFirst()) }
        let isOfAccounts = columns.contains { $0.family.isOfAccounts }
        let end = isOfAccounts ? scoreboard.accounts.count : 0
        let next = Swift.min(place + Self.stride, end)
        for index in columns.indices {
            columns[index].write(scoreboard, of: place..<next, at: now, process: process)
        }
        place = next
        if place == end {
            conclude()
        } else {
            for index in columns.indices.prefix(1) { columns[index].pieces.drain(into: &ready) }
        }
    }

    private mutating func begin(_ families: [MetricFamily]) {
        columns = families.map { Column($0, as: format, isHeld: $0 != families.first) }
        place = 0
    }

    private mutating func conclude() {
        for index in columns.indices {
            let isLast = walks.isEmpty && index == columns.indices.last
            columns[index].finish(isLast: isLast)
            columns[index].pieces.drain(into: &ready)
        }
        columns = []
    }
}

/// A family that is being written, and what there is of it.
private struct Column {
    let family: MetricFamily
    var pieces: [[UInt8]] = []
    private var writer: SampleWriter
    private let room: Int

    init(_ family: MetricFamily, as format: Exposition.Format, isHeld: Bool) {
        self.family = family
        room = isHeld ? ExpositionPieces.roomHeld : ExpositionPieces.room
        writer = SampleWriter(format)
        writer.begin(family.definition)
        if family.isOfAccounts { writer.reserve(room) }
    }

    mutating func write(
        _ scoreboard: Scoreboard,
        of places: Range<Int>,
        at now: Date,
        process: ProcessStatistics?
    ) {
        scoreboard.write(family, of: places, to: &writer, at: now, process: process)
        guard writer.bytes.count >= ExpositionPieces.length else { return }
        pieces.append(writer.take())
        writer.reserve(room)
    }

    mutating func finish(isLast: Bool) {
        if isLast { writer.finish() }
        pieces.append(writer.take())
    }
}

extension [[UInt8]] {
    /// Moves all that hold something to the end of the others, short ones into one.
    fileprivate mutating func drain(into others: inout [[UInt8]]) {
        for piece in self where !piece.isEmpty {
            if let last = others.indices.last,
                others[last].count + piece.count <= ExpositionPieces.room
            {
                others[last] += piece
            } else {
                others.append(piece)
            }
        }
        removeAll(keepingCapacity: true)
    }
}

extension MetricFamily {
    /// All families in their order, those together that can share a walk over the accounts.
    ///
    /// A long one begins a walk, since only the first is not held in memory meanwhile.
    fileprivate static let walks = allCases.reduce(into: [[MetricFamily]]()) { walks, family in
        if let last = walks.last?.last, last.isOfAccounts, family.isOfAccounts, !family.isLong {
            walks[walks.count - 1].append(family)
        } else {
            walks.append([family])
        }
    }

    /// Whether an account has five samples of it and more.
    private var isLong: Bool {
        switch self {
        case .accountState, .probePhaseDuration, .probes: true
        default: false
        }
    }
}
