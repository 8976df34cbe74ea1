import CogwatchConfiguration
import CogwatchCore
import Foundation
import Testing

@Suite("A secret in a configuration")
struct SecretsStaySecret {
    /// Everything that a loaded configuration may show to somebody.
    private static func shown(_ loaded: LoadedConfiguration) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        let json = (try? encoder.encode(loaded.problems)).map {
            String(decoding: $0, as: UTF8.self)
        }
        let problems = loaded.problems.map { $0.rendered(colour: true) }.joined(separator: "\n")
        let settings = loaded.settings.map { "\($0)" } ?? ""
        return [problems, json ?? "", loaded.redactedYAML, "\(loaded.digest)", settings]
            .joined(separator: "\n")
    }

    private static let planted = "hunter2-" + "plum"

    private static let hiding: [String] = [
        "keys: [{name: key1, value: SECRET}]",
        "keys: [{name: key1, value: \"SECRET\", colour: red}]",
        "keys: [{name: key1, vaule: SECRET}]",
        "keys: [{name: key1, value: [SECRET]}]",
        "keys: [{name: key1, value: {SECRET: SECRET}}]",
        "keys: [SECRET]",
        "keys: SECRET",
        "keys: {name: key1, value: SECRET}",
        "keys: [{name: key1, value: SECRET, file: keys/one}]",
        "keys: [{name: key1, value: SECRET, value: SECRET}]",
        "keys:\n      - name: key1\n        value: |\n          SECRET\n        colour: red",
        "keys:\n      - name: key1\n        value: \"x\n          SECRET\"\n        colour: red",
        "keys:\n      - value: 'SECRET'",
        "keys:\n      - value: &k SECRET\n        file: *k",
        "trail: &t\n      colour: SECRET\n    labels: *t\n    trial: *t",
        "keys: [{name: key1, value: SECRET",
        "keys: [{name: key1, value: \"SECRET}]",
        "keys: [{name: key1, value SECRET}]",
        "key: SECRET",
        "kys: [{name: key1, value: SECRET}]",
        "trial: SECRET",
        "endpoint: https://me:SECRET@host.example/",
        "region: japanwset # was SECRET",
        "keys: [{name: key1, file: keys/one}]\n    keys: [{name: key1, value: SECRET}]",
        "? [keys]\n    : SECRET",
        "? {keys: SECRET}\n    : none", "<<: SECRET", "<<: [SECRET, {kind: Face}]",
    ]

    @Test("is shown nowhere, however the configuration around it is broken", arguments: hiding)
    func account(_ lines: String) {
        let text = """
            accounts:
              - name: a
                region: japanwest
                colour: red
                \(lines.replacing("SECRET", with: Self.planted))
            """
        let shown = Self.shown(World.load(text))
        #expect(!shown.contains(Self.planted))
        #expect(!shown.isEmpty)
    }

    @Test(
        "is shown nowhere in a receiver either",
        arguments: [
            "url: https://hooks.example/SECRET",
            "url: SECRET",
            "urll: https://hooks.example/SECRET",
            "url: [https://hooks.example/SECRET]",
            "{url: https://hooks.example/SECRET, max_alerts: many}",
            "{url_file: hook, http_config: {authorization: {credentials: SECRET, type: a b}}}",
            "{url_file: hook, http_config: {authorization: SECRET}}",
            "{url_file: hook, http_config: {basic_auth: {username: me, password: SECRET}}}",
            "{url_file: hook, http_config: {basic_auth: {password: SECRET}}}",
            "{url_file: hook, http_config: {basic_auth: {username: me, password: \"SECRET\\n\"}}}",
            "{url_file: hook, http_config: {bearer_token: SECRET}}",
            "{url_file: hook, http_config: {oauth2: {client_secret: SECRET}}}",
            "{url_file: hook, signing_secret: SECRET}",
        ]
    )
    func webhook(_ webhook: String) {
        let text = """
            http_client: {proxy_url: "http://me:SECRET@proxy.example:3128"}
            accounts: [{name: a, region: japanwest, keys: [{name: k, file: keys/one}]}]
            alerting:
              route: {receiver: r}
              receivers:
                - name: r
                  slack_configs: [{api_url: https://hooks.slack.example/SECRET}]
                  pagerduty_configs: [{routing_key: SECRET, url: "https://me:SECRET@x.example"}]
                  opsgenie_configs: [{api_key: SECRET, api_url: "https://x.example/SECRET"}]
                  msteamsv2_configs: [{webhook_url: "https://x.example/?sig=SECRET"}]
                  discord_configs: [{webhook_url: "https://x.example/SECRET"}]
                  webhook_configs:
                    - \(webhook)
            """
        let shown = Self.shown(World.load(text.replacing("SECRET", with: Self.planted)))
        #expect(!shown.contains(Self.planted))
    }

    @Test(
        "is shown nowhere of what is told without routes either",
        arguments: [
            "heartbeat: {url: https://beat.example/SECRET}", "heartbeat: {url: SECRET}",
            "heartbeat: https://beat.example/SECRET", "heartbeat: {ulr: SECRET}",
            "heartbeat: {url: [SECRET], interval: often}",
            "alertmanagers: [{basic_auth: {username: me, password: SECRET}}]",
            "alertmanagers: [{authorization: {credentials: SECRET, type: a b}}]",
            "alertmanagers: [{bearer_token: SECRET}]",
            "alertmanagers: [{static_configs: [{targets: [\"me:SECRET@am:9093\"]}]}]",
            "alertmanagers: [{static_configs: [{targets: [\"http://me:SECRET@am/\"]}]}]",
            "alertmanagers: [{proxy_url: \"me:SECRET@proxy\"}]",
            "alertmanagers: [{path_prefix: \"http://me:SECRET@am/ x\"}]",
        ]
    )
    func forwarding(_ line: String) {
        let text = """
            accounts: [{name: a, region: japanwest, keys: [{name: k, file: keys/one}]}]
            alerting:
              colour: red
              \(line.replacing("SECRET", with: Self.planted))
            """
        let shown = Self.shown(World.load(text))
        #expect(!shown.contains(Self.planted))
        #expect(shown.contains("colour"))
    }

    @Test(
        "is shown nowhere in a receiver of any make",
        arguments: [
            "pagerduty_configs: [{routing_key: SECRET, colour: red}]",
            "pagerduty_configs: [{routing_kye: SECRET}]",
            "pagerduty_configs: [{service_key: SECRET}]",
            "pagerduty_configs: [{routing_key: SECRET, severity: bad}]",
            "pagerduty_configs: [{routing_key: \"SECRET\\n\"}]",
            "pagerduty_configs: [{routing_key: [SECRET]}]",
            "pagerduty_configs: [{routing_key: SECRET, routing_key_file: routing-key}]",
            "slack_configs: [{api_url: SECRET}]",
            "slack_configs: [{api_url: 'https://slack.com/api/chat.postMessage', app_token: SECRET}]",
            "slack_configs: [{api_url_file: hook, http_config: {authorization: {credentials: SECRET}}}]",
            "slack_configs: {api_url: SECRET}",
            "slack_configs: SECRET",
            "msteamsv2_configs: [{webhook_url: 'ftp://x.example/SECRET'}]",
            "msteams_configs: [{webhook_url: 'https://x.example/SECRET'}]",
            "opsgenie_configs: [{api_key: SECRET, priority: P9}]",
            "opsgenie_configs: [{api_key: SECRET, http_config: {basic_auth: {username: a, password: SECRET}}}]",
            "discord_configs: [{webhook_url: 'https://x.example/SECRET', username: discord}]",
            "discord_configs: [{webhook_url: 'x.example/SECRET'}]",
            "email_configs: [{auth_password: SECRET}]",
            "webhook_configs: [{url_file: hook, http_config: {proxy_url: 'http://me:SECRET@p:1', tls_config: {insecure_skip_verify: true}}}]",
            "webhook_configs: [{url_file: hook, http_config: {proxy_url: 'me:SECRET@p:1'}}]",
        ]
    )
    func receiver(_ line: String) {
        let text = """
            accounts: [{name: a, region: japanwest, keys: [{name: k, file: keys/one}]}]
            alerting:
              route: {receiver: r}
              receivers:
                - name: r
                  colour: red
                  \(line)
            """
        let shown = Self.shown(World.load(text.replacing("SECRET", with: Self.planted)))
        #expect(!shown.contains(Self.planted))
        #expect(!shown.isEmpty)
    }

    @Test(
        "is known by its form where nobody expects it",
        arguments: [
            "name: SECRET", "region: SECRET", "kind: SECRET", "cloud: SECRET", "SECRET: x",
            "endpoint: https://x.example/?key=SECRET", "probe_interval: SECRET",
            "labels: {a: SECRET}",
            "labels: {SECRET: a}", "trial: {expires: SECRET}", "operations: [SECRET]",
            "keys: [{name: k, file: SECRET}]", "keys: [{name: k, env: SECRET}]",
            "keys: [{name: SECRET, file: keys/one}]", "resource_id: SECRET", "SECRET", "*SECRET",
        ]
    )
    func misplacedKey(_ line: String) {
        for key in [World.keys[0], String(repeating: "0af9", count: 8)] {
            let text = "accounts:\n  - \(line.replacing("SECRET", with: key))\n"
            let loaded = World.load(text)
            #expect(!loaded.problems.isEmpty)
            let problems = loaded.problems.map(\.description).joined(separator: "\n")
            #expect(!problems.contains(key))
            #expect(!loaded.redactedYAML.contains(key))
        }
    }

    @Test("is no region, as the whole network sees the names of hosts")
    func regionOfKey() {
        for key in [World.keys[0], String(repeating: "0af9", count: 8)] {
            let stanza = "{name: a, region: \(key), keys: [{name: k, file: keys/one}]}"
            let loaded = World.load("accounts: [\(stanza)]\n")
            #expect(loaded.settings == nil)
            #expect(loaded.problems.contains { $0.what.contains("is no region") })
        }
    }

    @Test("is known by its form where it is taken for a name")
    func misplacedName() {
        let key = World.keys[0]
        let text = """
            http_client: {proxy_url: "me:\(Self.planted)@proxy.example:3128"}
            accounts: []
            alerting:
              route: {receiver: nobody}
              receivers: [{name: \(key)}, {name: \(key)}, {name: "\\e[31mred"}]
            """
        for text in [text, text.replacing("  route: {receiver: nobody}\n", with: "")] {
            let shown = World.load(text).problems.map(\.description).joined(separator: "\n")
            #expect(!shown.contains(key))
            #expect(!shown.contains(Self.planted))
            #expect(!shown.contains("\u{1B}"))
        }
    }

    @Test("is shown nowhere where it comes from a file or a variable")
    func referred() throws {
        let fixture = try #require(Fixture.all(in: "good").first { $0.name == "full.yml" })
        let shown = Self.shown(World.load(fixture.text, as: fixture.name))
        for secret in World.keys + World.signingSecrets + ["from-a-file", "correct horse"] {
            #expect(!shown.contains(secret))
        }
        let receivers = try #require(
            Fixture.all(in: "good").first { $0.name == "receivers.yml" }
        )
        let more = Self.shown(World.load(receivers.text, as: receivers.name))
        for secret in ["R0UT1NG", "from-a-file", "correct horse"] + World.signingSecrets {
            #expect(!more.contains(secret))
        }
    }

    @Test("is replaced by <secret> in a configuration that is otherwise as it was written")
    func redacted() throws {
        let text = """
            # A comment.
            global: {probe_interval: 60s}
            http_client: {proxy_url: 'http://me:\(Self.planted)@proxy:3128'}
            accounts:
              - {name: a, region: japanwest, keys: [{name: k, value: \(Self.planted)}], labels: {t: "no"}}
            alerting:
              route: {receiver: r, group_by: ['...'], routes: []}
              receivers:
                - name: r
                  webhook_configs: [{url: "https://hooks.example/\(Self.planted)"}]
            """
        let loaded = World.load(text)
        #expect(
            loaded.redactedYAML == """
                global:
                  probe_interval: 60s
                http_client:
                  proxy_url: <secret>
                accounts:
                  - name: a
                    region: japanwest
                    keys:
                      - name: k
                        value: <secret>
                    labels:
                      t: "no"
                alerting:
                  route:
                    receiver: r
                    group_by:
                      - "..."
                    routes: []
                  receivers:
                    - name: r
                      webhook_configs:
                        - url: <secret>

                """
        )
    }

    @Test(
        "apart, what is shown means the same as what was read",
        arguments: Fixture.all(in: "good")
    )
    func roundTrip(_ fixture: Fixture) throws {
        let first = World.load(fixture.text)
        let second = World.load(first.redactedYAML)
        #expect(second.redactedYAML == first.redactedYAML)
        #expect(second.settings?.accounts == first.settings?.accounts)
        #expect(second.settings?.alerting.route == first.settings?.alerting.route)
    }
}
