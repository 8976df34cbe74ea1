import CogwatchCore
import Foundation
import Testing

@Suite("A value that is seldom there")
struct RareTests {
    private struct Card: Codable, Equatable {
        var name: String
        @Rare var note: [Int]?
    }

    private struct PlainCard: Codable, Equatable {
        var name: String
        var note: [Int]?
    }

    @Test("is written and read as any optional value is", arguments: [nil, [], [1, 2]])
    func coding(note: [Int]?) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let card = Card(name: "a", note: note)
        let bytes = try encoder.encode(card)
        #expect(try encoder.encode(PlainCard(name: "a", note: note)) == bytes)
        #expect(try JSONDecoder().decode(Card.self, from: bytes) == card)
    }

    @Test(
        "may be null where it is read",
        arguments: [#"{"name":"a","note":null}"#, #"{"name":"a"}"#]
    )
    func null(text: String) throws {
        let card = try JSONDecoder().decode(Card.self, from: Data(text.utf8))
        #expect(card == Card(name: "a", note: nil))
    }

    @Test("is the copy's own")
    func copies() {
        let card = Card(name: "a", note: [1])
        var copy = card
        copy.note?.append(2)
        #expect(card.note == [1])
        #expect(copy.note == [1, 2])
        #expect(copy != card)
        copy.note = nil
        #expect(copy == Card(name: "a", note: nil))
    }

    @Test("takes the place of a reference")
    func size() {
        #expect(MemoryLayout<Rare<ManagementEvidence>>.size == MemoryLayout<AnyObject>.size)
    }
}
