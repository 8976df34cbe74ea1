import Foundation
import TestSupport
import Testing

@testable import CogwatchCore

@Suite("A plain object")
struct PlainObjectTests {
    @Test(
        "is read as any JSON parser would",
        arguments: [
            "{}", " { } ", #"{"a":"b"}"#, #"{ "a" : 12 , "b":"" , "":"c" }"#,
            "{\n\t\"a\": 999999999999999\r\n}",
        ]
    )
    func plain(text: String) throws {
        let plain = try #require(PlainObject(Array(text.utf8)))
        let any = try #require(Self.parsed(text))
        for (name, value) in any { #expect(plain[name] == value) }
        #expect(plain["no such name"] == nil)
    }

    @Test(
        "is none of what takes more than that to read",
        arguments: [
            "", "{", "}", "[]", "7", #""a""#, "{}{}", "{} x", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#,
            #"{,}"#, #"{"a":1 "b":2}"#, #"{"a":01}"#, #"{"a":0}"#, #"{"a":-1}"#, #"{"a":1.5}"#,
            #"{"a":1e3}"#, #"{"a":1000000000000000}"#, #"{"a":true}"#, #"{"a":null}"#,
            #"{"a":[]}"#, #"{"a":{}}"#, #"{"a":"b\n"}"#, #"{"a":"é"}"#, "{\"a\":\"b\n\"}",
            #"{"a":"b}"#, #"{a:1}"#, #"{"a":1,"a":2}"#, "\u{FEFF}{}",
        ]
    )
    func otherwise(text: String) {
        #expect(PlainObject(Array(text.utf8)) == nil)
    }

    @Test("never says anything else than a JSON parser, whatever the text")
    func agreement() throws {
        let seed = Seed.fromEnvironment()
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "{", "}", "\"a\"", "\"b c\"", "\"\"", ":", ",", "1", "20", "0", " ", "\n", "\"x\\\"y\"",
            "null", "[", "]", "é", "-",
        ]
        var read = 0
        for _ in 0..<20_000 {
            var text = "{"
            for number in 0..<Int.random(in: 0...3, using: &random) {
                let value = ["12", "\"v\"", "\"\"", "7"].randomElement(using: &random) ?? ""
                text += (number == 0 ? "" : ",") + "\"n\(number)\":" + value
            }
            text += "}"
            if Bool.random(using: &random), let piece = pieces.randomElement(using: &random) {
                let place = Int.random(in: 0...text.count, using: &random)
                text.insert(contentsOf: piece, at: text.index(text.startIndex, offsetBy: place))
            }
            guard let plain = PlainObject(Array(text.utf8)) else { continue }
            read += 1
            let any = try #require(Self.parsed(text), "\(text), seed \(seed)")
            for (name, value) in any { #expect(plain[name] == value, "\(text), seed \(seed)") }
        }
        #expect(read > 5_000, "seed \(seed)")
    }

    private static func parsed(_ text: String) -> [String: PlainObject.Value]? {
        let any = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        return any?.compactMapValues { value in
            (value as? String).map(PlainObject.Value.text)
                ?? (value as? Double).map(PlainObject.Value.number)
        }
    }
}
