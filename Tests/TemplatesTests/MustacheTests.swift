import CogwatchCore
import CogwatchTemplates
import Foundation
import Testing

@Suite("A template")
struct MustacheTests {
    private let compile = MustacheTemplates.compile

    private func filled(
        _ text: String,
        _ escaping: TemplateEscaping = .json,
        with value: TemplateValue = TemplateFacts.sample
    ) throws -> String {
        try compile(text, escaping).filled(with: value)
    }

    @Test(
        "is filled in with the webhook's fields and words made of them",
        arguments: [
            ("{{status}} {{receiver}} {{truncatedAlerts}}", "firing sample 0"),
            ("{{commonLabels.azure_region}}", "japanwest"),
            ("{{headline}}", "FIRING critical: tts-1: the key is refused \"so\"; 1 resolved"),
            ("{{#firing}}on{{/firing}}{{^firing}}off{{/firing}}", "on"),
            ("{{firing_count}}/{{alert_count}}", "1/2"),
            (
                "{{#alerts}}{{account}} {{status}}{{^last()}}, {{/last()}}{{/alerts}}",
                "tts-1 firing, tts-1 resolved"
            ),
            ("{{#alerts}}{{#steps_list}}[{{.}}]{{/steps_list}}{{/alerts}}", "[one][two][one][two]"),
            ("{{nothing}}", ""), ("no tags\n at all ", "no tags\n at all "),
            ("{{! a comment }}x", "x"), ("{{uppercased(status)}}", "FIRING"),
        ]
    )
    func fields(text: String, result: String) throws {
        #expect(try filled(text, .plain) == result)
    }

    @Test("lets no text that is filled in end a JSON string")
    func json() throws {
        let text = """
            {"text": "{{headline}}", "alerts": [{{#alerts}}
              {"hostile": "{{labels.hostile}}", "d": "{{description}}"}{{^last()}},{{/last()}}
            {{/alerts}}], "whole": {{{json}}}}
            """
        let json = try JSONSerialization.jsonObject(with: Data(try filled(text).utf8))
        let object = try #require(json as? [String: Any])
        let alerts = try #require(object["alerts"] as? [[String: String]])
        #expect(alerts.map { $0["hostile"] } == Array(repeating: "\"}],\n\\ <&> {{x}}", count: 2))
        #expect(Set(object.keys) == ["text", "alerts", "whole"])
        #expect((object["whole"] as? [String: Any])?["version"] as? String == "4")
    }

    @Test("never reads what is filled in as a template")
    func oneLayer() throws {
        let value = TemplateValue.object(["a": .text("{{b}}{{#b}}x{{/b}}"), "b": .text("SECRET")])
        #expect(try filled("{{a}}", .plain, with: value) == "{{b}}{{#b}}x{{/b}}")
        #expect(try filled("{{{a}}}", .plain, with: value) == "{{b}}{{#b}}x{{/b}}")
    }

    @Test(
        "escapes what is filled in for where it ends up, and nothing else",
        arguments: [
            (.json, "<*\"\\\n", "<b>*<*\\\"\\\\\\n*</b>"), (.plain, "<*\"", "<b>*<*\"*</b>"),
            (.slack, "<&>", "<b>*&lt;&amp;&gt;*</b>"), (.discord, "*_<", "<b>*\\*\\_\\<*</b>"),
        ] as [(TemplateEscaping, String, String)]
    )
    func escaping(escaping: TemplateEscaping, text: String, result: String) throws {
        let value = TemplateValue.object(["a": .list([.object(["b": .text(text)])])])
        #expect(try filled("<b>{{#a}}*{{b}}*{{/a}}</b>", escaping, with: value) == result)
    }

    @Test(
        "that is none is told where it goes wrong",
        arguments: [
            ("a\n{{#x}}", "a section is not closed; end it with {{/name}}", 2),
            ("{{#x}}\n{{/y}}", "this section is not the one that is open here", 2),
            ("a\nb {{x", "a tag is not closed; end it with }}", 2),
            ("{{x y}}", "a tag is not closed, or its name has a character that no name has", 1),
            (
                "{{% CONTENT_TYPE:XML}}",
                "no such setting; the one there is reads {{% CONTENT_TYPE:JSON}}", 1
            ),
            (
                "\n{{ .CommonLabels.alertname }}",
                "this is a template of Go, as Alertmanager has them; write it in Mustache, as in {{commonLabels.alertname}}",
                2
            ),
            (
                "{{ range .Alerts }}{{ end }}",
                "this is a template of Go, as Alertmanager has them; write it in Mustache, as in {{commonLabels.alertname}}",
                1
            ),
        ]
    )
    func mistakes(text: String, what: String, line: Int) {
        let mistake = #expect(throws: TemplateMistake.self) { try compile(text, .json) }
        #expect(mistake?.what == what)
        #expect(mistake?.line == line)
    }

    @Test("may be as long as anybody writes, and no longer")
    func long() {
        #expect(throws: TemplateMistake.self) {
            try compile(String(repeating: "x", count: 70_000), .plain)
        }
    }

    @Test("of any bytes ends in a template or in a mistake")
    func anything() throws {
        let pieces = [
            "{{", "}}", "{", "}", "#", "/", "^", "x", "$", "<", ">", "=", "%", "!", "&", "\n", " ",
            "(", ")", ".", "*",
        ]
        var state: UInt64 = 7
        for _ in 0..<3000 {
            var text = ""
            for _ in 0..<12 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text += pieces[Int(state >> 33) % pieces.count]
            }
            if let template = try? compile(text, .json) {
                _ = template.filled(with: TemplateFacts.sample)
            }
        }
    }
}
