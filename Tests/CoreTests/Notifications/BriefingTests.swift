import CogwatchCore
import Foundation
import Testing

@Suite("A text of others")
struct TidyTests {
    @Test(
        "stands on one line, whole letters only, with nothing invisible that does something",
        arguments: [
            ("", 5, ""), ("abc", 3, "abc"), ("abcd", 3, "ab…"), ("abcd", 1, "…"), ("abcd", 0, ""),
            ("a\r\nb\tc", 9, "a b c"), ("a\u{0}\u{1b}[0m\u{202e}b\u{2069}", 9, "a[0mb"),
            ("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 12, "👩‍👩‍👧‍👦…"), ("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 11, "…"),
            ("e\u{301}e\u{301}e\u{301}", 4, "e\u{301}…"), ("🇯🇵🇯🇵", 5, "🇯🇵…"),
            ("שלום", 3, "של…"), ("a\u{feff}\u{0}\u{0}", 1, "a"),
        ]
    )
    func line(text: String, most: Int, result: String) {
        #expect(Tidy.line(text, most: most) == result)
        #expect(Tidy.line(text, most: most).utf16.count <= most)
    }

    @Test("keeps its lines where they are wanted")
    func block() {
        #expect(Tidy.block("a\r\nb\u{2028}c\n", most: 9) == "a\nb\nc\n")
    }
}

@Suite("An address in a message")
struct LinkTests {
    @Test(
        "is a web address in which nothing ends a link",
        arguments: [
            ("https://a.example/x?y=1&z=%20#f", "https://a.example/x?y=1&z=%20#f"),
            ("HTTP://a.example/(x)", "HTTP://a.example/%28x%29"),
            ("https://a.example/<x>|\"y\" z", "https://a.example/%3Cx%3E%7C%22y%22%20z"),
            ("https://a.example/é\n", "https://a.example/%C3%A9%0A"),
            ("javascript:alert(1)", nil), ("", nil), (nil, nil), ("ftp://a.example", nil),
            ("https://a.example/" + String(repeating: "x", count: 2000), nil),
            ("https://a.example/" + String(repeating: "é", count: 300), nil),
        ] as [(String?, String?)]
    )
    func safe(url: String?, result: String?) {
        #expect(Link.safe(url) == result)
    }
}

@Suite("JSON on its way out")
struct PayloadTests {
    @Test("keeps the order of its fields, leaves out what is nothing, and escapes what must be")
    func bytes() throws {
        let payload: Payload = [
            "z": "a\"b\\c\n\r\t\u{1}\u{1f}é👍/", "a": [1, true, .nothing, "x"], "n": .nothing,
            "o": ["k\"": .object([])],
        ]
        let text = String(decoding: payload.bytes, as: UTF8.self)
        #expect(
            text
                == #"{"z":"a\"b\\c\n\r\t\u0001\u001fé👍/","a":[1,true,"x"],"o":{"k\"":{}}}"#
        )
        let json = try JSONSerialization.jsonObject(with: Data(payload.bytes)) as? [String: Any]
        #expect(json?["z"] as? String == "a\"b\\c\n\r\t\u{1}\u{1f}é👍/")
    }
}

@Suite("A headline")
struct HeadlineTests {
    private func headline(
        _ incidents: [Incident],
        reason: NotifyReason = .first
    ) throws -> String {
        let group = Sample.group(incidents, reason: reason)
        let body = try #require(SampleReceivers.integration(.discord).body(for: group))
        let json = try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
        let content = try #require(json?["content"] as? String)
        return content.replacing("\\", with: "").replacing("**", with: "")
    }

    private let over = Sample.refusal("tts-9", endsAt: Sample.start + 60)

    @Test("of one alert is its summary")
    func one() throws {
        let alert = Sample.refusal("tts-1")
        #expect(
            try headline([alert])
                == "FIRING critical: tts-1: the key is refused (key_regenerated)"
        )
        #expect(
            try headline([alert], reason: .repeatInterval)
                == "STILL FIRING critical: tts-1: the key is refused (key_regenerated)"
        )
        #expect(
            try headline([over], reason: .allResolved)
                == "RESOLVED: tts-9: the key is refused (key_regenerated)"
        )
    }

    @Test("of several counts them, and names what they share")
    func several() throws {
        let alerts = (1...3).map { Sample.refusal("tts-\($0)") }
        let elsewhere = Sample.refusal("tts-4", labels: ["azure_region": "eastus"])
        #expect(
            try headline(alerts)
                == "FIRING critical: 3 alerts in japanwest: the key is refused (key_regenerated)"
        )
        #expect(
            try headline(alerts + [elsewhere])
                == "FIRING critical: 4 alerts: the key is refused (key_regenerated)"
        )
        #expect(
            try headline([alerts[0], over], reason: .someResolved)
                == "FIRING critical: tts-1: the key is refused (key_regenerated); 1 resolved"
        )
        #expect(
            try headline([over, over], reason: .allResolved)
                == "RESOLVED: 2 alerts in japanwest: the key is refused (key_regenerated)"
        )
    }

    @Test("leads with the worst")
    func worstFirst() throws {
        let mild = Sample.refusal(
            "face",
            labels: ["severity": "warning", "cause": "rate_limited"],
            annotations: ["summary": "face: calls are throttled"]
        )
        #expect(
            try headline([mild, Sample.refusal("tts-1")])
                == "FIRING critical: tts-1: the key is refused (key_regenerated), and 1 other alert"
        )
        #expect(try headline([mild]) == "FIRING warning: face: calls are throttled")
    }

    @Test("of an alert without words is its name")
    func wordless() throws {
        let bare = Sample.incident("a", account: "tts-1", annotations: [:])
        #expect(try headline([bare]) == "FIRING error: tts-1: AuthFailing")
    }
}

@Suite("The severity of an alert")
struct SeverityTests {
    @Test(
        "becomes PagerDuty's severity and Opsgenie's priority",
        arguments: [
            ("critical", "critical", "P1"), ("error", "error", "P2"),
            ("warning", "warning", "P3"), ("Warn", "warning", "P3"), ("info", "info", "P5"),
            ("page", "error", "P2"), ("", "error", "P2"),
        ]
    )
    func mapping(label: String, severity: String, priority: String) throws {
        let group = Sample.group([Sample.refusal("a", labels: ["severity": label])])
        func object(_ make: Integration.Make) throws -> [String: Any] {
            let body = try #require(SampleReceivers.integration(make).body(for: group))
            let json = try JSONSerialization.jsonObject(with: Data(body))
            return try #require(json as? [String: Any])
        }
        let payload = try object(.pagerDuty)["payload"] as? [String: Any]
        #expect(payload?["severity"] as? String == severity)
        #expect(try object(.opsgenie)["priority"] as? String == priority)
    }

    @Test("may be the operator's choice, as may the tags and who is told")
    func chosen() throws {
        let group = Sample.group([Sample.refusal("a")])
        let pagerDuty = Integration.pagerDuty(
            PagerDutyReceiver(routingKey: Secret("k"), severity: .info)
        )
        let opsgenie = Integration.opsgenie(
            OpsgenieReceiver(
                apiKey: Secret("k"),
                responders: [.init(kind: .team, identity: .name, value: "voice")],
                tags: ["tts", "critical"],
                priority: .p4
            )
        )
        let event = String(decoding: try #require(pagerDuty.body(for: group)), as: UTF8.self)
        #expect(event.contains(#""severity":"info""#))
        let alert = String(decoding: try #require(opsgenie.body(for: group)), as: UTF8.self)
        #expect(alert.contains(#""priority":"P4""#))
        #expect(alert.contains(#""responders":[{"type":"team","name":"voice"}]"#))
        #expect(
            alert.contains(
                #""tags":["tts","critical","AuthFailing","key_regenerated","japanwest"]"#
            )
        )
    }
}

@Suite("A notification in the operator's own words")
struct OwnWordsTests {
    private let group = Sample.group([Sample.refusal("tts-1")])

    private func template(
        _ escaping: TemplateEscaping = .plain,
        _ fill: @escaping @Sendable (TemplateValue) -> String
    ) -> NotificationTemplate {
        NotificationTemplate(text: "t", escaping: escaping, fill: fill)
    }

    @Test("has its headline and its text from there, where they say something")
    func words() throws {
        let own = Wording(title: template { _ in "Own & title" }, text: template { _ in "own <b>" })
        let silent = Wording(title: template { _ in " \n" }, text: template { _ in "" })
        for (wording, isOwn) in [(own, true), (silent, false)] {
            let integrations: [Integration] = [
                .slack(SlackReceiver(url: Secret("u"), wording: wording)),
                .teams(TeamsReceiver(url: Secret("u"), wording: wording)),
                .discord(DiscordReceiver(url: Secret("u"), wording: wording)),
                .opsgenie(OpsgenieReceiver(apiKey: Secret("k"), wording: wording)),
            ]
            for integration in integrations {
                let body = try #require(integration.body(for: group))
                let rules = TargetRules(integration.make, body)
                let text = rules.texts.joined(separator: "\n")
                let title = integration.make == .slack ? "Own &amp; title" : "Own & title"
                #expect(text.contains(title) == isOwn)
                #expect(text.contains("own <b>") == isOwn)
                #expect(text.contains("What to do") == !isOwn)
            }
        }
        let event = PagerDutyReceiver(routingKey: Secret("k"), description: own.title)
        let body = try #require(Integration.pagerDuty(event).body(for: group))
        #expect(String(decoding: body, as: UTF8.self).contains(#""summary":"Own & title""#))
    }

    @Test("obeys the receiver's limits too")
    func limits() throws {
        let long = Wording(
            title: template { _ in String(repeating: "word 👩‍👩‍👧‍👦 ", count: 3000) },
            text: template { _ in String(repeating: "word 👩‍👩‍👧‍👦\n", count: 9000) }
        )
        let integrations: [Integration] = [
            .slack(SlackReceiver(url: Secret("u"), wording: long)),
            .teams(TeamsReceiver(url: Secret("u"), wording: long)),
            .discord(DiscordReceiver(url: Secret("u"), wording: long)),
            .opsgenie(OpsgenieReceiver(apiKey: Secret("k"), wording: long)),
        ]
        for integration in integrations {
            let body = try #require(integration.body(for: group))
            #expect(TargetRules(integration.make, body).violations == [])
        }
    }

    @Test("is a webhook's whole body, or, where that cannot be sent, none of it, and it is told")
    func webhook() throws {
        func receiver(_ filled: String, _ escaping: TemplateEscaping) -> Integration {
            .webhook(
                WebhookReceiver(
                    url: Secret("https://hooks.example/x"),
                    template: NotificationTemplate(
                        text: filled,
                        escaping: escaping,
                        fill: { _ in filled }
                    )
                )
            )
        }
        let good = receiver(#"{"a":1}"#, .json)
        #expect(try #require(good.body(for: group)) == Array(#"{"a":1}"#.utf8))
        let plain = receiver("two\nlines", .plain)
        let text = try #require(plain.body(for: group))
        #expect(text == Array("two\nlines".utf8))
        let request = plain.request(for: SampleReceivers.queued(text), at: Sample.start)
        #expect(
            request.headers.contains(Request.Header("Content-Type", "text/plain; charset=utf-8"))
        )
        #expect(good.rendering(for: group)?.templateProblem == nil)
        for (filled, problem) in [(#"{"a":"#, "no JSON"), (" ", "nothing")] {
            let rendering = try #require(receiver(filled, .json).rendering(for: group))
            #expect(TargetRules(.webhook, rendering.body).texts.contains("firing"))
            #expect(rendering.templateProblem == problem)
        }
    }
}
