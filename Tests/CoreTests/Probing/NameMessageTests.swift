import CogwatchCore
import Foundation
import TestSupport
import Testing

private let asked = "my-tts.cognitiveservices.azure.com"
private let regional = "westeurope.api.cognitive.microsoft.com"
private let balanced = "cognitiveweprod.trafficmanager.net"

@Suite("A DNS message")
struct NameMessageTests {
    private func answer(_ packet: NamePacket, of host: String = asked) throws -> NameAnswer {
        try NameMessage(packet.bytes).answer(of: host)
    }

    @Test("gives the aliases in the order in which they lead on, whatever the records' order")
    func order() throws {
        var packet = NamePacket(asking: asked)
        packet.add(balanced, .address([20, 1, 2, 3]))
        packet.add(regional, .alias(balanced))
        packet.add(asked, .alias(regional))
        #expect(
            try answer(packet)
                == .found(aliases: [regional, balanced], addresses: ["20.1.2.3"])
        )
    }

    @Test("follows pointers at names that stood before")
    func compression() throws {
        var packet = NamePacket(asking: asked)
        // The question's name stands behind the header of twelve bytes.
        packet.add(asked, .alias(regional), pointer: 12)
        packet.add(regional, .address([20, 1, 2, 3]))
        #expect(try answer(packet) == .found(aliases: [regional], addresses: ["20.1.2.3"]))
    }

    @Test("is read without regard to case, and with or without a final dot")
    func spelling() throws {
        var packet = NamePacket(asking: asked)
        packet.add(asked.uppercased(), .alias(regional.uppercased()))
        let found = NameAnswer.found(aliases: [regional], addresses: [])
        #expect(try answer(packet, of: asked.capitalized) == found)
        #expect(try answer(packet, of: asked + ".") == found)
    }

    @Test("gives addresses of the name itself where there are no aliases, and no strangers'")
    func strangers() throws {
        var packet = NamePacket(asking: asked)
        packet.add("evil.example", .address([6, 6, 6, 6]))
        packet.add(asked, .address([20, 1, 2, 3]))
        packet.add("evil.example", .alias("more.evil.example"))
        #expect(try answer(packet) == .found(aliases: [], addresses: ["20.1.2.3"]))
    }

    @Test(
        "writes IPv6 addresses as RFC 5952 has them",
        arguments: [
            ([0x26, 3, 0x10, 0x30] + Array(repeating: 0, count: 11) + [1], "2603:1030::1"),
            (Array(repeating: 0, count: 15) + [1], "::1"),
            (Array(repeating: 0, count: 16), "::"),
            ([0xFD] + Array(repeating: 0x11, count: 15), "fd11:1111:1111:1111:1111:1111:1111:1111"),
            ([0x20, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1], "2001:0:1::1:0:1"),
        ] as [([UInt8], String)]
    )
    func newer(_ bytes: [UInt8], _ text: String) throws {
        var packet = NamePacket(asking: asked, type: 28)
        packet.add(asked, .address(bytes))
        #expect(try answer(packet) == .found(aliases: [], addresses: [text]))
    }

    @Test("says that a name does not exist, or that its alias does not")
    func missing() throws {
        var packet = NamePacket(code: 3, asking: asked)
        #expect(try answer(packet) == .notFound)
        packet.add(asked, .alias(regional))
        #expect(try answer(packet) == .found(aliases: [regional], addresses: []))
    }

    @Test("tells a server that failed from a name that is missing")
    func refused() throws {
        let answer = try answer(NamePacket(code: 2, asking: asked))
        #expect(answer == .noAnswer(detail: "the name server answered with code 2"))
    }

    @Test("ends when aliases lead in a circle")
    func circle() throws {
        var packet = NamePacket(asking: asked)
        packet.add(asked, .alias(regional))
        packet.add(regional, .alias(balanced))
        packet.add(balanced, .alias(asked))
        #expect(try answer(packet) == .found(aliases: [regional, balanced], addresses: []))
    }

    @Test("does not take one label with a dot in it for two labels")
    func dottedLabel() throws {
        var packet = NamePacket(asking: asked)
        packet.add(asked, .alias("placeholder"))
        var bytes = packet.bytes
        bytes.removeLast(2 + 13)
        let label = Array(regional.utf8)
        bytes += [0, UInt8(label.count + 2), UInt8(label.count)] + label + [0]
        let escaped = regional.replacing(".", with: "\\046")
        #expect(
            try NameMessage(bytes).answer(of: asked) == .found(aliases: [escaped], addresses: [])
        )
    }

    @Test("that points at itself, forwards, or in a circle is refused")
    func pointers() {
        for target in [12, 14, 40, 0x3FFF] {
            let bytes =
                [0, 7, 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0] as [UInt8]
                + NamePacket.pointer(to: target) + [0, 1, 0, 1, 1, 0x61, 0]
            #expect(throws: NameMessage.Problem.badName) { try NameMessage(bytes) }
        }
    }

    @Test("with a name longer than any may be is refused")
    func longName() {
        let long = Array(repeating: "abcdefgh", count: 40).joined(separator: ".")
        #expect(throws: NameMessage.Problem.badName) {
            try NameMessage(NamePacket(asking: long).bytes)
        }
    }

    @Test("that is a question is no answer")
    func question() {
        var bytes = NamePacket(asking: asked).bytes
        bytes[2] = 1
        #expect(throws: NameMessage.Problem.notAnAnswer) { try NameMessage(bytes) }
    }

    @Test("cut anywhere is refused, and never a trap")
    func cut() throws {
        var packet = NamePacket(asking: asked)
        packet.add(asked, .alias(regional), pointer: 12)
        packet.add(regional, .address([20, 1, 2, 3]))
        for length in packet.bytes.indices {
            #expect(throws: NameMessage.Problem.tooShort) {
                try NameMessage(Array(packet.bytes.prefix(length)))
            }
        }
    }

    @Test("of hostile bytes is read to some end, within bounds")
    func hostile() throws {
        let seed = Seed.fromEnvironment()
        print("hostile DNS messages: seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        var packet = NamePacket(asking: asked)
        packet.add(asked, .alias(regional), pointer: 12)
        packet.add(regional, .alias(balanced))
        packet.add(balanced, .address([20, 1, 2, 3]))
        packet.add(asked, .text([3, 0x61, 0x62, 0x63]))
        for _ in 0..<5_000 {
            var bytes = packet.bytes
            for _ in 0...Int.random(in: 0..<6, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
            }
            bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count * 2, using: &generator)))
            guard let message = try? NameMessage(bytes) else { continue }
            guard case .found(let aliases, _) = message.answer(of: asked) else { continue }
            #expect(Set(aliases).count == aliases.count)
            #expect(aliases.allSatisfy { $0.utf8.count <= 4 * 255 })
        }
    }

    @Test("made of pointers that lead to pointers takes no long time")
    func manyPointers() {
        // Each of 8,000 pointers leads to the one before, and each record's name to the last.
        var bytes: [UInt8] = [0, 7, 0x81, 0x80, 0, 1, 0x10, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1]
        bytes[6] = 0
        bytes[7] = 1
        let start = bytes.count
        bytes += [0, 0, 16, 0, 1, 0, 0, 0, 0, 0x3E, 0x80]
        for index in 0..<8_000 {
            bytes += NamePacket.pointer(to: index == 0 ? 12 : start + 11 + 2 * (index - 1))
        }
        bytes[7] = 2
        bytes += NamePacket.pointer(to: start + 11 + 2 * 7_999) + Array(repeating: 0, count: 10)
        #expect(throws: NameMessage.Problem.badName) { try NameMessage(bytes) }
    }
}
