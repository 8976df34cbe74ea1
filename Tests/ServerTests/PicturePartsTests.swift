import CogwatchCore
import Foundation
import FoundationXML
import Testing

@testable import CogwatchServer

@Suite("Badges, timelines and stanzas")
struct PicturePartsTests {
    @Test(
        "badge an account's state, without anybody keeping it",
        arguments: [
            ("tts-well", 200, "tts-well: OK", "#1a7f4e"),
            ("tts-broken", 200, "tts-broken: auth failing", "#b3261e"),
            ("tts-pending", 200, "tts-pending: confirming", "#8a5d00"),
            ("nobody", 404, "nobody: no such account", "#5b6864"),
            ("%3Cb%3E%22%26", 404, "<b>\"&: no such account", "#5b6864"),
        ]
    )
    func badge(_ name: String, _ status: Int, _ words: String, _ colour: String) async throws {
        try await RunningServer.with(routePrefix: "/c") { server in
            for method in ["GET", "HEAD"] {
                let got = try await server.ask("/c/badge/\(name).svg", method: method)
                #expect(got.status == status)
                #expect(got.header("Content-Type") == "image/svg+xml")
                #expect(got.header("Cache-Control") == "no-cache")
                #expect(got.header("Content-Security-Policy") == "default-src 'none'")
                guard method == "GET" else { continue }
                let titles = Elements(of: "title", in: got.body)
                #expect(titles.texts == [words])
                #expect(got.text.contains("fill=\"\(colour)\""))
            }
        }
    }

    @Test(
        "know what is no badge",
        arguments: ["/badge/", "/badge/.svg", "/badge/tts-well", "/badge/a/b.svg", "/badge"]
    )
    func noBadge(_ path: String) {
        #expect(Destination(path: path, below: "") == .nowhere)
    }

    @Test("draw a day as a picture that is well-formed, with a table that says the same")
    func timeline() async throws {
        try await RunningServer.with(ShownFleet.console()) { server in
            let text = try await server.ask("/accounts/\(ShownFleet.broken)").text
            let pictures = text.split(separator: "<svg").dropFirst().map { part in
                "<svg" + (part.firstRange(of: "</svg>").map { part[..<$0.upperBound] } ?? part)
            }
            #expect(pictures.count == 2)
            for picture in pictures {
                let boxes = Elements(of: "rect", in: Data(picture.utf8))
                #expect(boxes.isWellFormed)
                #expect(boxes.count > 200)
                for name in ["refused", "success", "failed", "usual", "longest"] {
                    #expect(picture.contains("class=\"\(name)\""), "\(name)")
                }
                for attributes in boxes.attributes {
                    let x = Double(attributes["x"]?.dropLast() ?? "") ?? -1
                    let y = Double(attributes["y"] ?? "") ?? -1
                    let height = Double(attributes["height"] ?? "") ?? -1
                    #expect((0..<100).contains(x) && y >= 0 && height > 0 && y + height <= 128)
                }
            }
            #expect(text.contains("<time datetime=\"2027-01-15T07:00:00"))
            #expect(text.contains(#"data-column="Refused"><div>30</div>"#))
        }
    }

    @Test("say since when a day is known, and when nothing is")
    func young() async throws {
        try await RunningServer.with { server in
            let well = try await server.ask("/accounts/tts-well").text
            #expect(well.contains("Known since "))
            #expect(well.contains("1 probe: 1 succeeded. Usually about 8"))
            let pending = try await server.ask("/accounts/tts-pending").text
            #expect(pending.contains("No probe with the key in use has ended yet."))
            #expect(!pending.contains("<svg"))
        }
    }

    @Test(
        "write numbers of a picture shortly",
        arguments: [
            (0, "0"), (1, "1"), (-2.5, "-2.50"), (1.005, "1"), (99.999, "100"), (0.07, "0.07"),
            (12.5, "12.50"), (.infinity, "1000000"),
        ] as [(Double, String)]
    )
    func numbers(_ number: Double, _ text: String) {
        #expect(TimelinePicture.text(number) == text)
    }

    @Test(
        "write thousands apart",
        arguments: [
            (0, "0"), (999, "999"), (1_000, "1,000"), (12_345, "12,345"),
            (-1_234_567, "-1,234,567"),
        ]
    )
    func counts(_ number: Int, _ text: String) {
        #expect(Wording.count(number) == text)
    }

    @Test("write an account's stanza without its secrets")
    func stanza() {
        let account = Account(
            name: "tts",
            region: "japanwest",
            customDomain: "my-tts.cognitiveservices.azure.com",
            keys: [
                AccountKey(name: "key1", origin: "file \"/run/k\"", secret: Secret(Made.key)),
                AccountKey(name: "key2", origin: "variable TTS_KEY", secret: Secret(Made.key)),
                AccountKey(name: "key3", origin: "configuration file", secret: Secret(Made.key)),
            ],
            trial: Trial(expires: Made.now),
            labels: ["team": "a\"b\n- c"]
        )
        #expect(
            StanzaText.yaml(account) == #"""
                - name: tts
                  kind: SpeechServices
                  cloud: public
                  region: japanwest
                  endpoint: https://my-tts.cognitiveservices.azure.com
                  probe_interval: 1m
                  probe_timeout: 10s
                  operations: [token, voices]
                  trial: {expires: "\#(Timestamp.text(Made.now))"}
                  labels:
                    team: "a\"b\n- c"
                  keys:
                    - {name: key1, file: "/run/k"}
                    - {name: key2, env: TTS_KEY}
                    - {name: key3, value: <secret>}  # from configuration file

                """#
        )
    }

    @Test("show experiments with what was asked and what came back")
    func experiments() async throws {
        try await RunningServer.with(ShownFleet.console()) { server in
            let text = try await server.ask("/accounts/\(ShownFleet.broken)").text
            for words in [
                "A made-up key, for comparison", "token at ", ">refused<", ">accepted<",
                "<code>japaneast.api.cognitive.microsoft.com</code>",
            ] {
                #expect(text.contains(words), "\(words)")
            }
        }
    }

    @Test("page through incidents by state, older and newer, and refuse what is no page")
    func incidents() async throws {
        let console = FakeConsole { script in
            script.incidents =
                (0..<130).map { Made.incident("f\($0)") }
                + (0..<101).map { Made.incident("r\($0)", endsAt: Made.now) }
        }
        try await RunningServer.with(console, routePrefix: "/c") { server in
            let all = try await server.ask("/c/incidents").text
            #expect(all.contains("130 incidents are firing"))
            #expect(all.ranges(of: #"<tr id="incident-"#).count == 200)
            #expect(all.contains(#"href="/c/incidents?state=firing&amp;page=2""#))
            #expect(all.contains(#"href="/c/incidents?state=resolved&amp;page=2""#))
            let older = try await server.ask("/c/incidents?state=resolved&page=2").text
            #expect(older.ranges(of: #"<tr id="incident-"#).count == 1)
            #expect(older.contains(#"rel="prev" href="/c/incidents?state=resolved""#))
            #expect(!older.contains("Older"))
            let beyond = try await server.ask("/c/incidents?state=firing&page=9").text
            #expect(beyond.contains("There is no page 9 of these."))
            for query in ["state=over", "page=2", "state=firing&page=0", "state=firing&page=x"] {
                let got = try await server.ask("/c/incidents?\(query)")
                #expect(got.status == 400 && got.text.contains(#"role="alert""#), "\(query)")
            }
        }
    }
}

/// The elements of a name in an XML document.
private final class Elements: NSObject, XMLParserDelegate {
    private let name: String
    private(set) var isWellFormed = false
    private(set) var attributes: [[String: String]] = []
    private(set) var texts: [String] = []
    private var isInside = false

    init(of name: String, in data: Data) {
        self.name = name
        super.init()
        let parser = XMLParser(data: data)
        parser.delegate = self
        isWellFormed = parser.parse()
    }

    var count: Int { attributes.count }

    func parser(
        _ parser: XMLParser,
        didStartElement element: String,
        namespaceURI: String?,
        qualifiedName: String?,
        attributes: [String: String]
    ) {
        guard element == name else { return }
        isInside = true
        self.attributes.append(attributes)
        texts.append("")
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
        if isInside, let last = texts.indices.last { texts[last] += text }
    }

    func parser(
        _ parser: XMLParser,
        didEndElement element: String,
        namespaceURI: String?,
        qualifiedName: String?
    ) {
        if element == name { isInside = false }
    }
}
