import CogwatchCore
import Foundation
import TestSupport
import Testing

@Suite("The count of voices")
struct VoicesCountTests {
    @Test(
        "is of exactly an array of objects with a ShortName",
        arguments: [
            ("[]", .success(0)),
            (" [ ] \n", .success(0)),
            (#"[{"ShortName":"a"}]"#, .success(1)),
            (#"[{"ShortName":"a"},{"x":[1,{"y":null}],"ShortName":"b","z":{}}]"#, .success(2)),
            (#"[{"\u0053hort\u004eame":"a"}]"#, .success(1)),
            (#"[{"ShortName":"\ud83d\ude00\n\"\\ é 😀"}]"#, .success(1)),
            ("\u{FEFF}[{\"ShortName\":\"a\"}]", .success(1)),
            (#"[{"a":-0.5e+3,"b":0,"c":true,"d":false,"e":null,"ShortName":""}]"#, .success(1)),
            ("", .failure(.empty)),
            (" \r\n", .failure(.empty)),
            ("{}", .failure(.notAnArray)),
            (#"{"ShortName":"a"}"#, .failure(.notAnArray)),
            (#"{"error":{"code":"401","message":"no"}}"#, .failure(.notAnArray)),
            (#"{"value":[{"ShortName":"a"}]}"#, .failure(.notAnArray)),
            ("\"token\"", .failure(.notAnArray)),
            ("12", .failure(.notAnArray)),
            ("null", .failure(.notAnArray)),
            (#"["en-US-A","en-US-B"]"#, .failure(.arrayOfNames)),
            (#"[{"ShortName":"a"},"b"]"#, .failure(.entryWithoutShortName(index: 1))),
            (#"[{"ShortName":"a"},{"Name":"b"},{}]"#, .failure(.entryWithoutShortName(index: 1))),
            (#"[{"ShortName":1}]"#, .failure(.entryWithoutShortName(index: 0))),
            (#"[{"ShortName":null}]"#, .failure(.entryWithoutShortName(index: 0))),
            (#"[{"ShortName":["a"]}]"#, .failure(.entryWithoutShortName(index: 0))),
            (#"[{"x":{"ShortName":"a"}}]"#, .failure(.entryWithoutShortName(index: 0))),
            (#"[[{"ShortName":"a"}]]"#, .failure(.entryWithoutShortName(index: 0))),
            (#"[{"x":"ShortName"}]"#, .failure(.entryWithoutShortName(index: 0))),
            (#"[{"shortname":"a"}]"#, .failure(.entryWithoutShortName(index: 0))),
            (#"[{"ShortNames":"a"}]"#, .failure(.entryWithoutShortName(index: 0))),
            (#"[{"ShortNam":"a"}]"#, .failure(.entryWithoutShortName(index: 0))),
            (#"[{"éShortName":"a"}]"#, .failure(.entryWithoutShortName(index: 0))),
            ("[1]", .failure(.entryWithoutShortName(index: 0))),
            ("[{", .failure(.truncated)),
            (#"[{"ShortName":"a"}"#, .failure(.truncated)),
            (#"["a""#, .failure(.truncated)),
            (#"[{"ShortName":"#, .failure(.truncated)),
            ("[tru", .failure(.truncated)),
            ("[1", .failure(.truncated)),
            ("<html>", .failure(.notJSON)),
            ("[] []", .failure(.notJSON)),
            ("[,]", .failure(.notJSON)), ("[1,]", .failure(.notJSON)),
            ("[1 2]", .failure(.notJSON)), ("{\"a\":1,}", .failure(.notJSON)),
            ("[01]", .failure(.notJSON)), ("[1.]", .failure(.notJSON)),
            ("[.5]", .failure(.notJSON)), ("[+1]", .failure(.notJSON)),
            ("[-]", .failure(.notJSON)), ("[1e]", .failure(.notJSON)),
            ("[truth]", .failure(.notJSON)), ("[nil]", .failure(.notJSON)),
            ("['a']", .failure(.notJSON)), (#"["\x"]"#, .failure(.notJSON)),
            (#"["\u12g4"]"#, .failure(.notJSON)), ("[\"a\nb\"]", .failure(.notJSON)),
            ("[}", .failure(.notJSON)), ("[{]", .failure(.notJSON)),
            ("{\"a\"}", .failure(.notJSON)), ("{1:2}", .failure(.notJSON)),
            ("é", .failure(.notJSON)), ("[é]", .failure(.notJSON)),
            ("\u{1F}\u{8B}", .failure(.notJSON)),
        ] as [(String, Result<Int, VoicesCount.Failure>)]
    )
    func result(text: String, result: Result<Int, VoicesCount.Failure>) {
        let bytes = Array(text.utf8)
        #expect(count([bytes]) == result)
        #expect(count(bytes.map { [$0] }) == result, "byte by byte")
    }

    @Test(
        "is none of bytes that are not UTF-8",
        arguments: [
            [0xFF], [0x80], [0xC0, 0xAF], [0xC1, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80],
            [0xF0, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80], [0xC3, 0x28],
            [0xE2, 0x82, 0x22],
        ] as [[UInt8]]
    )
    func notUTF8(bytes: [UInt8]) {
        #expect(count([Array("[\"".utf8) + bytes + Array("\"]".utf8)]) == .failure(.invalidUTF8))
    }

    @Test("is none of a body that ends inside a character")
    func cutCharacter() {
        #expect(count([Array("[\"".utf8) + [0xE2, 0x82]]) == .failure(.truncated))
    }

    @Test("goes 64 levels deep and no deeper")
    func depth() {
        let inner = { (levels: Int) in
            "[{\"ShortName\":\"a\",\"x\":" + String(repeating: "[", count: levels - 2)
                + String(repeating: "]", count: levels - 2) + "}]"
        }
        #expect(count([Array(inner(64).utf8)]) == .success(1))
        #expect(count([Array(inner(65).utf8)]) == .failure(.tooDeep))
        #expect(count([Array(String(repeating: "[", count: 100_000).utf8)]) == .failure(.tooDeep))
    }

    @Test("is that of the sample list")
    func sample() throws {
        guard let lines = SharedFacts.lines(of: "voices-sample.json") else { return }
        #expect(count([Array(lines.joined(separator: "\n").utf8)]) == .success(6))
    }

    @Test("reads any sequence of bytes, in pieces of any size")
    func pieces() {
        let bytes = Array(String(repeating: #"{"ShortName":"é😀"},"#, count: 9).utf8.dropLast())
        let whole = Array("[".utf8) + bytes + Array("]".utf8)
        for size in 1...whole.count {
            let pieces = stride(from: 0, to: whole.count, by: size).map {
                Array(whole[$0..<min($0 + size, whole.count)])
            }
            #expect(count(pieces) == .success(9))
        }
        var voices = VoicesCount()
        voices.feed(AnySequence(whole))
        #expect(voices.finish() == .success(9))
    }

    @Test(
        "is the same in one piece and byte by byte, wherever a plain text is interrupted",
        arguments: [0x00, 0x1F, 0x20, 0x21, 0x22, 0x5B, 0x5C, 0x7F, 0x80, 0xC3, 0xFF] as [UInt8]
    )
    func interruption(byte: UInt8) {
        for place in 0...40 {
            var text = [UInt8](repeating: UInt8(ascii: "a"), count: 40)
            text.insert(byte, at: place)
            let body = Array(#"[{"ShortName":""#.utf8) + text + Array(#""}]"#.utf8)
            let whole = count([body])
            #expect(whole == count(body.map { [$0] }), "at \(place)")
            #expect((whole == .success(1)) == (0x20..<0x80 ~= byte && byte != 0x22 && byte != 0x5C))
        }
    }

    @Test("agrees with Foundation on what is JSON")
    func property() {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("VoicesCountTests.property seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        var accepted = 0
        for _ in 0..<4_000 {
            var bytes = Array(Self.json(depth: 0, &generator).utf8)
            if Bool.random(using: &generator) { Self.damage(&bytes, &generator) }
            guard !foundationIsPeculiar(about: bytes) else { continue }
            let expected = Self.verdict(of: bytes)
            let found = count(Self.split(bytes, &generator))
            if case .success = expected { accepted += 1 }
            switch (found, expected) {
            case (.success(let one), .success(let other)):
                #expect(one == other, "\(String(decoding: bytes, as: UTF8.self))")
            case (.failure(let one), .failure(let other)):
                #expect(
                    one == other || (other == .notJSON && Self.isSyntactic(one)),
                    "\(String(decoding: bytes, as: UTF8.self))"
                )
            default:
                Issue.record("\(found) \(expected) \(String(decoding: bytes, as: UTF8.self))")
            }
        }
        #expect(accepted > 300)
    }

    @Test("of a whole list takes no longer than a blink", .timeLimit(.minutes(1)))
    func wholeList() {
        let entry =
            #"{"Name":"Microsoft Server Speech Text to Speech Voice (en-US, A)","#
            + #""ShortName":"en-US-ANeural","StyleList":["a","b","c"],"SampleRateHertz":"24000","#
            + #""ExtendedPropertyMap":{"IsHighQuality48K":"True"},"LocalName":"Zoë"}"#
        let body = Array(
            "[\(Array(repeating: entry, count: 1_500).joined(separator: ","))]".utf8
        )
        #expect(body.count > 300_000)
        #expect(count([body]) == .success(1_500))
    }

    @Test("explains each failure in its own words")
    func explanations() {
        let failures: [VoicesCount.Failure] = [
            .empty, .notJSON, .invalidUTF8, .tooDeep, .truncated, .notAnArray, .arrayOfNames,
            .entryWithoutShortName(index: 7),
        ]
        #expect(Set(failures.map(\.explanation)).count == failures.count)
        #expect(failures.last?.explanation.contains("7") == true)
    }

    private func count(_ pieces: [[UInt8]]) -> Result<Int, VoicesCount.Failure> {
        var voices = VoicesCount()
        for piece in pieces { voices.feed(piece) }
        return voices.finish()
    }

    // MARK: The other opinion

    private static func verdict(of bytes: [UInt8]) -> Result<Int, VoicesCount.Failure> {
        let value = try? JSONSerialization.jsonObject(
            with: Data(bytes),
            options: [.fragmentsAllowed]
        )
        guard let value else { return .failure(.notJSON) }
        guard let array = value as? [Any] else { return .failure(.notAnArray) }
        if array.first is String { return .failure(.arrayOfNames) }
        for (index, entry) in array.enumerated() {
            guard (entry as? [String: Any])?["ShortName"] is String else {
                return .failure(.entryWithoutShortName(index: index))
            }
        }
        return .success(array.count)
    }

    private static func isSyntactic(_ failure: VoicesCount.Failure) -> Bool {
        switch failure {
        case .empty, .notJSON, .invalidUTF8, .truncated: true
        case .tooDeep, .notAnArray, .arrayOfNames, .entryWithoutShortName: false
        }
    }

    /// Foundation guesses UTF-16 from zero bytes, has its own mind on lone surrogates, lets a
    /// comma stand before a closing bracket, and refuses numbers that no Double can hold.
    private func foundationIsPeculiar(about bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        return bytes.contains(0) || text.lowercased().contains("\\ud")
            || text.contains(/,\s*[\]}]/) || text.contains(/[eE][+-]?\d{3}/)
    }

    // MARK: Random bodies

    private static func json(depth: Int, _ generator: inout SeededGenerator) -> String {
        if depth == 0 {
            let names = Int.random(in: 0..<8, using: &generator) == 0
            let count = Int.random(in: 0...5, using: &generator)
            let entries = (0..<count).map { _ in
                names ? string(&generator) : entry(&generator)
            }
            return "[" + entries.joined(separator: blank(&generator) + ",") + "]"
                + blank(&generator)
        }
        let kind = Int.random(in: 0..<(depth > 4 ? 4 : 6), using: &generator)
        let count = Int.random(in: 0...3, using: &generator)
        switch kind {
        case 0: return string(&generator)
        case 1:
            return ["0", "-1", "12.5", "3e2", "-0.25E-3", "900"]
                .randomElement(using: &generator) ?? "0"
        case 2, 3: return ["true", "false", "null"].randomElement(using: &generator) ?? "null"
        case 4:
            return "["
                + (0..<count).map { _ in json(depth: depth + 1, &generator) }
                .joined(separator: ",") + blank(&generator) + "]"
        default:
            return "{"
                + (0..<count).map { key in
                    "\"k\(key)\":" + blank(&generator) + json(depth: depth + 1, &generator)
                }.joined(separator: ",") + "}"
        }
    }

    private static func entry(_ generator: inout SeededGenerator) -> String {
        var fields = (0..<Int.random(in: 0...3, using: &generator)).map { key in
            "\"f\(key)\":" + json(depth: 1, &generator)
        }
        if Int.random(in: 0..<12, using: &generator) > 0 {
            let key = Bool.random(using: &generator) ? "ShortName" : "Short\\u004eame"
            fields.insert("\"\(key)\":" + string(&generator), at: fields.count / 2)
        }
        return blank(&generator) + "{" + fields.joined(separator: ",") + "}"
    }

    private static func string(_ generator: inout SeededGenerator) -> String {
        let pieces = ["a", "é", "😀", "\\n", "\\\"", "\\u00e9", "ShortName", "\\/", " ", "漢"]
        let text = (0..<Int.random(in: 0...4, using: &generator)).map { _ in
            pieces.randomElement(using: &generator) ?? ""
        }
        return "\"" + text.joined() + "\""
    }

    private static func blank(_ generator: inout SeededGenerator) -> String {
        ["", "", " ", "\n", "\t\r\n"].randomElement(using: &generator) ?? ""
    }

    private static func damage(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
        for _ in 0..<Int.random(in: 1...2, using: &generator) {
            guard let index = bytes.indices.randomElement(using: &generator) else { return }
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: bytes.remove(at: index)
            case 1: bytes[index] = UInt8.random(in: 1...255, using: &generator)
            case 2: bytes.insert(Array("{}[]\",:0-e.\\tf".utf8)[index % 14], at: index)
            default: bytes.removeSubrange(index...)
            }
        }
    }

    private static func split(
        _ bytes: [UInt8],
        _ generator: inout SeededGenerator
    ) -> [[UInt8]] {
        let cut = Int.random(in: 0...bytes.count, using: &generator)
        return [Array(bytes[..<cut]), Array(bytes[cut...])]
    }
}
