import CogwatchCore
import Foundation
import Testing

@Suite("A key's fingerprint")
struct KeyFingerprintTests {
    @Test("is the first half of HMAC-SHA256's first half")
    func vector() {
        // RFC 4231, test case 2.
        #expect(
            KeyFingerprint.fingerprint(
                of: Secret("what do ya want for nothing?"),
                under: Secret("Jefe")
            )
                == "5bdcc146bf60754e"
        )
    }

    @Test("differs by key and by installation, and is none for no key")
    func distinct() {
        let one = KeyFingerprint.fingerprint(of: Secret("a"), under: Secret("here"))
        #expect(one?.count == 16)
        #expect(one != KeyFingerprint.fingerprint(of: Secret("b"), under: Secret("here")))
        #expect(one != KeyFingerprint.fingerprint(of: Secret("a"), under: Secret("there")))
        #expect(KeyFingerprint.fingerprint(of: Secret(""), under: Secret("here")) == nil)
    }
}

@Suite("The inspection of a key")
struct KeyInspectionTests {
    @Test("has every field, null ones too")
    func fields() throws {
        #expect(
            try line(of: SampleKeys.hex + "\n", fingerprint: nil)
                == #"{"checksum":null,"fingerprint":null,"issued":null,"kind":null,"length":33,"#
                + #""problems":["trailing_newline"],"shape":"hex32"}"#
        )
    }

    @Test("names what an annotated key names")
    func annotated() throws {
        #expect(
            try line(of: SampleKeys.annotated, fingerprint: "0123456789abcdef")
                == #"{"checksum":"valid","fingerprint":"0123456789abcdef","issued":"2026-05","#
                + #""kind":"SpeechServices","length":84,"problems":[],"shape":"annotated"}"#
        )
    }

    private func line(of key: String, fingerprint: String?) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let inspection = KeyInspection(KeyAnatomy(of: Secret(key)), fingerprint: fingerprint)
        return String(decoding: try encoder.encode(inspection), as: UTF8.self)
    }
}
