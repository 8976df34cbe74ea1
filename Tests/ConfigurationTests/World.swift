import CogwatchConfiguration
import CogwatchCore
import CogwatchTemplates
import Foundation

/// The world that test configurations live in: a few files and variables, and a fixed day.
enum World {
    /// 2026-11-21, 00:00 UTC.
    static let today = Date(timeIntervalSince1970: 1_795_219_200)

    static let keys = (1...4).map { number in
        var dice = Dice(seed: UInt64(number))
        return IssueMonth(year: 2026, month: 5)
            .flatMap { AnnotatedKey.mint(.speechServices, issued: $0, using: &dice) }?
            .reveal(\.self) ?? ""
    }

    static let faceKey: String = {
        var dice = Dice(seed: 99)
        return IssueMonth(year: 2026, month: 5)
            .flatMap { AnnotatedKey.mint(.face, issued: $0, using: &dice) }?
            .reveal(\.self) ?? ""
    }()

    /// A key from before keys named their service.
    private static func hexKey(_ number: Int) -> String {
        String(repeating: "c", count: 31) + String(number)
    }

    static let signingSecrets = ["new", "old"].map { name in
        "whsec_" + Data("\(name) secret of 24 bytes or more".utf8).base64EncodedString()
    }

    static let routingKey = "R0UT1NG" + String(repeating: "k", count: 25)

    static let files: [String: String] = [
        "keys/one": keys[0] + "\n",
        "keys/two": keys[1],
        "keys/three": keys[2] + "\r\n",
        "keys/four": keys[3],
        "keys/face": faceKey,
        "keys/hex": hexKey(1), "keys/hex2": hexKey(2), "keys/hex3": hexKey(3),
        "keys/hex4": hexKey(4), "keys/hex5": hexKey(5), "keys/hex6": hexKey(6),
        "keys/hex7": hexKey(7),
        "keys/quoted": "\"\(keys[0])\"",
        "keys/empty": "\n",
        "ca.pem": "-----BEGIN CERTIFICATE-----\n",
        "client.pem": "-----BEGIN CERTIFICATE-----\n",
        "client.key": "-----BEGIN PRIVATE KEY-----\n",
        "hook": "https://hooks.example/from-a-file\n",
        "no-hook": "hooks.example\n",
        "password": "correct horse\n",
        "signing": signingSecrets.joined(separator: "\n") + "\n\n",
        "signing-next": "whsec_" + "c2lnbmluZyBzZWNyZXQgdGhhdCBpcyBsb25n\n",
        "signing-short": "whsec_" + "c2lnbmluZw==\n",
        "signing-broken": "whsec_" + "no base64\n",
        "signing-many": "a\nb\nc\nd\ne\n",
        "routing-key": routingKey + "\n",
        "routing-key-short": "R0UT1NG\n",
        "own.json": #"{"text": "{{headline}}"}"#,
        "own.txt": "{{headline}}\n{{text}}",
        "no-json": "{{headline}}",
        "nothing.txt": "{{nothing}}",
        "broken": "{\n  \"text\": \"{{#alerts}}\"",
        "unescaped": #"{"a": {{{json}}}, "text": "{{{ status }}}"}"#,
        "go": "{{ range .Alerts }}",
    ]

    static let variables = ["TTS_KEY": keys[1], "EMPTY": ""]

    /// Reads a configuration under a name, in this world and with further files.
    static func load(
        _ text: String,
        as name: String = "cogwatch.yml",
        files more: [String: String] = [:],
        variables: [String: String] = variables
    ) -> LoadedConfiguration {
        load(Array(text.utf8), as: name, files: more, variables: variables)
    }

    static func load(
        _ bytes: [UInt8],
        as name: String = "cogwatch.yml",
        files more: [String: String] = [:],
        variables: [String: String] = variables
    ) -> LoadedConfiguration {
        loader(bytes, as: name, files: more, variables: variables).load(path: name)
    }

    /// Reads a web configuration in this world.
    static func loadWeb(_ text: String, as name: String = "web.yml") -> LoadedFile<WebSettings> {
        loader(Array(text.utf8), as: name).loadWeb(path: name)
    }

    /// Reads a client's configuration in this world.
    static func loadClient(_ text: String) -> LoadedFile<ClientAccess> {
        loader(Array(text.utf8), as: "http.yml").loadClient(path: "http.yml")
    }

    /// The files of a complete `tls_config`.
    static let tlsFiles = "ca_file: ca.pem, cert_file: client.pem, key_file: client.key"

    /// What tells other contents of the files that a `tls_config` names.
    static func contents(of files: String) -> UInt64 {
        loadClient("tls_config: {\(files)}").value?.door.fileContents ?? 0
    }

    static func loader(
        _ bytes: [UInt8],
        as name: String = "cogwatch.yml",
        files more: [String: String] = [:],
        variables: [String: String] = variables
    ) -> ConfigurationLoader {
        let files = Self.files.merging(more) { _, new in new }
        return ConfigurationLoader(
            environment: variables,
            readFile: { path in
                if path == name { return bytes }
                guard let file = files[path] else { throw CocoaError(.fileReadNoSuchFile) }
                return Array(file.utf8)
            },
            now: { today },
            compileTemplate: MustacheTemplates.compile
        )
    }
}

/// A seeded source of chance: SplitMix64.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
