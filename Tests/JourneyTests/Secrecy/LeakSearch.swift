import Foundation
import Testing

/// Looks for planted secrets in all that a program has let out.
struct LeakSearch: Sendable {
    /// By how they begin: one way through a document finds them all.
    private let index: [UInt64: [(plant: String, needle: Plant.Needle)]]

    init(_ plants: [Plant]) {
        let needles = plants.flatMap { plant in plant.needles.map { (plant.name, $0) } }
        index = Dictionary(grouping: needles) { Self.beginning(of: $0.1.bytes[...]) }
    }

    /// Records every plant that a document shows.
    ///
    /// - Parameters:
    ///   - document: What it is, for the message.
    ///   - bytes: The document; an empty one proves nothing and is a failure too.
    ///   - mayHave: The names of plants that belong there.
    ///   - sourceLocation: Who looks.
    func expectNone(
        in document: String,
        _ bytes: some Sequence<UInt8>,
        mayHave: Set<String> = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let bytes = Array(bytes)
        #expect(
            !bytes.isEmpty,
            "\(document) is empty, so it proves nothing",
            sourceLocation: sourceLocation
        )
        for leak in leaks(in: bytes, mayHave: mayHave) {
            Issue.record("\(document) shows \(leak)", sourceLocation: sourceLocation)
        }
    }

    func expectNone(
        in document: String,
        _ text: String,
        mayHave: Set<String> = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        expectNone(in: document, text.utf8, mayHave: mayHave, sourceLocation: sourceLocation)
    }

    /// What a document shows: the plant, its form, and what stands before it.
    func leaks(in bytes: [UInt8], mayHave: Set<String> = []) -> [String] {
        var found: [String: String] = [:]
        for place in bytes.indices.dropLast(Self.prefix - 1) {
            guard let candidates = index[Self.beginning(of: bytes[place...])] else { continue }
            for (plant, needle) in candidates
            where found[plant] == nil && !mayHave.contains(plant)
                && bytes[place...].starts(with: needle.bytes)
            {
                let before = String(
                    decoding: bytes[max(0, place - 60)..<place],
                    as: UTF8.self
                )
                found[plant] = "\(plant), \(needle.form), after: \(before)"
            }
        }
        return found.values.sorted()
    }

    /// Every needle is longer.
    private static let prefix = 8

    private static func beginning(of bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.prefix(prefix).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
