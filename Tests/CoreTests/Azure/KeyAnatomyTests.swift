import CogwatchCore
import Foundation
import TestSupport
import Testing

private struct Row: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let text: String
    let shape: KeyAnatomy.Shape
    let problems: [KeyAnatomy.Problem]

    init(
        _ name: String,
        _ text: String,
        _ shape: KeyAnatomy.Shape,
        _ problems: [KeyAnatomy.Problem] = []
    ) {
        testDescription = name
        self.text = text
        self.shape = shape
        self.problems = problems
    }
}

@Suite("The anatomy of a key")
struct KeyAnatomyTests {
    private static let key = SampleKeys.annotated
    private static let hex = SampleKeys.hex

    @Test(
        "names the form and every problem",
        arguments: [
            Row("a good annotated key", key, .annotated),
            Row("a good key from before 2024", hex, .hex32),
            Row("the same in capitals", hex.uppercased(), .hex32),
            Row("nothing", "", .empty),
            Row("only blanks", "  \n", .empty, [.leadingWhitespace]),
            Row("only quotes", "\"\"", .empty, [.quoted]),
            Row("a blank before", " " + key, .annotated, [.leadingWhitespace]),
            Row("a tab after", key + "\t", .annotated, [.trailingWhitespace]),
            Row("a line feed after", key + "\n", .annotated, [.trailingNewline]),
            Row("a Windows line end after", hex + "\r\n", .hex32, [.trailingNewline]),
            Row("a lone carriage return after", key + "\r", .annotated, [.trailingNewline]),
            Row("an escaped line feed after", key + "\\n", .annotated, [.trailingNewline]),
            Row("a no-break space after", key + "\u{A0}", .annotated, [.trailingWhitespace]),
            Row(
                "broken over two lines",
                key.prefix(40) + "\n" + key.dropFirst(40),
                .annotated,
                [.innerWhitespace]
            ),
            Row("in double quotes", "\"\(key)\"", .annotated, [.quoted]),
            Row("in single quotes", "'\(hex)'", .hex32, [.quoted]),
            Row("a quote on one side", key + "\"", .annotated, [.quoted]),
            Row("in angle brackets", "<\(key)>", .annotated, [.quoted]),
            Row(
                "quoted with a blank inside and a newline",
                "\" \(key)\"\n",
                .annotated,
                [.leadingWhitespace, .trailingNewline, .quoted]
            ),
            Row("in typographic quotes", "“\(key)”", .annotated, [.smartQuotes]),
            Row(
                "a JSON value with its comma",
                "\"\(key)\",",
                .annotated,
                [.quoted, .trailingPunctuation]
            ),
            Row("a byte order mark", "\u{FEFF}" + key, .annotated, [.zeroWidth]),
            Row(
                "a zero-width space inside",
                key.prefix(9) + "\u{200B}" + key.dropFirst(9),
                .annotated,
                [.zeroWidth]
            ),
            Row("a zero byte", key + "\u{0}", .annotated, [.controlCharacter]),
            Row("a Cyrillic letter", "А" + key.dropFirst(), .other, [.nonASCII]),
            Row("encoded for a URL", "%22\(key)%22", .annotated, [.quoted, .percentEncoded]),
            Row(
                "with its header",
                "Ocp-Apim-Subscription-Key: \(key)",
                .annotated,
                [.headerNameIncluded]
            ),
            Row(
                "as a curl option's value",
                "'api-key:\(hex)'",
                .hex32,
                [.quoted, .headerNameIncluded]
            ),
            Row(
                "only the header's name",
                "Ocp-Apim-Subscription-Key:",
                .empty,
                [.headerNameIncluded]
            ),
            Row(
                "as a line of an env file",
                "SPEECH_KEY=\"\(key)\"",
                .annotated,
                [.quoted, .variableNameIncluded]
            ),
            Row("as a bearer", "Bearer \(key)", .annotated, [.bearerPrefix]),
            Row(
                "as a whole Authorization header",
                "Authorization: Bearer \(hex)",
                .hex32,
                [.headerNameIncluded, .bearerPrefix]
            ),
            Row("a subscription id", SampleKeys.guid, .guid, [.guidIsASubscriptionID]),
            Row("a GUID in braces", "{\(SampleKeys.guid)}", .guid, [.guidIsASubscriptionID]),
            Row("a token", SampleKeys.token, .jwt, [.jwtIsAToken]),
            Row(
                "a token as a bearer",
                "Bearer " + SampleKeys.token,
                .jwt,
                [.bearerPrefix, .jwtIsAToken]
            ),
            Row(
                "a token in Speech's form",
                "aad#/subscriptions/1#" + SampleKeys.token,
                .jwt,
                [.jwtIsAToken]
            ),
            Row(
                "an endpoint",
                "https://westus.api.cognitive.microsoft.com/",
                .other,
                [.urlIsAnEndpoint]
            ),
            Row(
                "an endpoint's host",
                "my.cognitiveservices.azure.com",
                .other,
                [.urlIsAnEndpoint]
            ),
            Row(
                "a connection string",
                "Endpoint=https://x.example/;AccountKey=" + hex,
                .other,
                [.connectionString]
            ),
            Row("a resource id", "/subscriptions/x/resourceGroups/y", .other, [.resourceID]),
            Row("a region", "westeurope", .other, [.regionName]),
            Row(
                "an unresolved Key Vault reference",
                "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/k)",
                .other,
                [.keyVaultReference]
            ),
            Row("an OpenAI key", "sk-" + hex, .other, [.openAIKey]),
            Row("<your-key>", "<your-key>", .other, [.placeholder]),
            Row("YOUR_KEY_HERE", "YOUR_KEY_HERE", .other, [.placeholder]),
            Row("YourSubscriptionKey", "YourSubscriptionKey", .other, [.placeholder]),
            Row("xxxxxxxx", "xxxxxxxx", .other, [.placeholder]),
            Row("${VAR}", "${SPEECH_KEY}", .other, [.placeholder]),
            Row("$VAR", "$SPEECH_KEY", .other, [.placeholder]),
            Row("{{ template }}", "{{ .Values.key }}", .other, [.innerWhitespace, .placeholder]),
            Row("changeme", "changeme", .other, [.placeholder]),
            Row("TODO", "TODO", .other, [.placeholder]),
            Row("undefined", "undefined", .other, [.placeholder]),
            Row("32 zeros", String(repeating: "0", count: 32), .hex32, [.placeholder]),
            Row(
                "a key as Kubernetes stores it",
                Data(key.utf8).base64EncodedString(),
                .other,
                [.base64Encoded]
            ),
            Row("83 characters", String(key.dropLast()), .other, [.truncated]),
            Row("the first character lost", String(key.dropFirst()), .other, [.truncated]),
            Row("31 hexadecimal digits", String(hex.dropLast()), .other, [.truncated]),
            Row("a character too many", key + "A", .other, [.tooLong]),
            Row("pasted twice", key + key, .other, [.tooLong]),
            Row("33 hexadecimal digits", hex + "0", .other, [.tooLong]),
            Row("in small letters", key.lowercased(), .other, [.caseChanged]),
            Row("a sign that keys lack", "ab-cd_ef", .other, [.wrongAlphabet]),
            Row("some other letters", "abcdefgh", .other, [.wrongLayout]),
            Row(
                "a thirteenth month",
                key.prefix(59) + "M" + key.dropFirst(60),
                .other,
                [.wrongLayout]
            ),
            Row(
                "a changed character",
                swapped(key),
                .annotated,
                [.checksumInvalid]
            ),
        ]
    )
    private func reading(_ row: Row) {
        let anatomy = KeyAnatomy(of: Secret(row.text))
        #expect(anatomy.shape == row.shape)
        #expect(anatomy.problems == row.problems)
        #expect(anatomy.length == row.text.unicodeScalars.count)
    }

    /// The key with its first two characters exchanged.
    private static func swapped(_ key: String) -> String {
        let first = key.prefix(1)
        let second = key.dropFirst().prefix(1)
        return "\(second)\(first)\(key.dropFirst(2))"
    }

    @Test("names service, month and checksum of an annotated key")
    func annotated() {
        let anatomy = KeyAnatomy(of: Secret("'\(Self.key)'\n"))
        #expect(anatomy.service == .speechServices)
        #expect(anatomy.issued == IssueMonth(year: 2026, month: 5))
        #expect(anatomy.checksum == .valid)
        #expect(!anatomy.isIntact)
        #expect(!anatomy.cannotBeAKey)
    }

    @Test("knows nothing of a classic key but its form")
    func classic() {
        let anatomy = KeyAnatomy(of: Secret(Self.hex))
        #expect(anatomy.service == nil)
        #expect(anatomy.issued == nil)
        #expect(anatomy.checksum == nil)
        #expect(anatomy.isIntact)
    }

    @Test("takes a wrong checksum for a sign and not for a proof")
    func wrongChecksum() {
        let anatomy = KeyAnatomy(of: Secret(SampleKeys.speech + "0000"))
        #expect(anatomy.checksum == .invalid)
        #expect(anatomy.service == .speechServices)
        #expect(!anatomy.cannotBeAKey)
        #expect(!anatomy.isIntact)
    }

    @Test(
        "proves what can be no key",
        arguments: [
            ("", true), (SampleKeys.guid, true), (SampleKeys.token, true), ("<your-key>", true),
            (String(key.dropLast()), true), (key + key, false), (key.lowercased(), true),
            (key, false), (hex, false), ("\"\(key)\"", false), ("abcdefgh", false),
            ("ab-cd_ef", false),
        ]
    )
    func proof(text: String, isProved: Bool) {
        #expect(KeyAnatomy(of: Secret(text)).cannotBeAKey == isProved)
    }

    @Test("shows nothing of the key, not even to a debugger")
    func discretion() {
        let shown = String(reflecting: KeyAnatomy(of: Secret(Self.key)))
        let dumped = {
            var text = ""
            dump(KeyAnatomy(of: Secret(Self.key)), to: &text)
            return text
        }()
        for start in 0..<(Self.key.count - 8) {
            let piece = String(Self.key.dropFirst(start).prefix(8))
            #expect(!shown.contains(piece) && !dumped.contains(piece))
        }
    }

    @Test("explains every problem in a sentence of its own")
    func explanations() {
        let sentences = KeyAnatomy.Problem.allCases.map(\.explanation)
        #expect(Set(sentences).count == sentences.count)
        #expect(sentences.allSatisfy { $0.hasSuffix(".") && $0.count > 30 })
    }

    @Test("reads any text at all")
    func anything() {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("KeyAnatomyTests.anything seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            Self.key, Self.hex, "\"", "%", "%2", "%25", " ", "\r\n", "\u{FEFF}", "Bearer ", "=",
            ":", "{", "}", "eyJ.", "#", "-", "\\n", "\u{0}", "é", "👩‍👩‍👧", "api-key", "<", ">", ";",
        ]
        for _ in 0..<3_000 {
            let count = Int.random(in: 0...8, using: &generator)
            let text = (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }
                .joined()
            let anatomy = KeyAnatomy(of: Secret(text))
            #expect(anatomy.length == text.unicodeScalars.count)
            #expect((anatomy.shape == .annotated) == (anatomy.checksum != nil))
        }
    }

    @Test("stays quick on a hostile text", .timeLimit(.minutes(1)))
    func hostile() {
        for piece in ["%25", "\"", "=", "Bearer ", "{", "eyJ.", "<$", " ", "%2525", "a ", "9"] {
            let text = String(repeating: piece, count: 300_000)
            #expect(KeyAnatomy(of: Secret(text)).shape != .annotated)
        }
    }
}
