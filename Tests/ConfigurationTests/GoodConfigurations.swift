import CogwatchConfiguration
import CogwatchCore
import CogwatchTemplates
import Foundation
import Testing

@Suite("A good configuration")
struct GoodConfigurations {
    private static func load(_ name: String) throws -> Settings {
        let fixture = try #require(Fixture.all(in: "good").first { $0.name == name })
        let loaded = World.load(fixture.text, as: fixture.name)
        #expect(loaded.problems == [])
        return try #require(loaded.settings)
    }

    private func opened(_ secret: Secret) -> String { secret.reveal(\.self) }

    @Test("needs a name, a region and a key, and has usual values for the rest")
    func minimal() throws {
        let settings = try Self.load("minimal.yml")
        let key = AccountKey(
            name: "key1",
            origin: "file \"keys/one\"",
            secret: Secret(World.keys[0])
        )
        let account = Account(
            name: "tts",
            region: "japanwest",
            keys: [key],
            choosesInterval: false
        )
        #expect(settings.accounts == [account])
        #expect(settings.externalLabels == [:])
        #expect(settings.httpClient == HTTPClientSettings())
        #expect(settings.diagnosis == DiagnosisPolicy())
        #expect(settings.alerting.route == nil)
        #expect(settings.alerting.trialThresholds == AlertingSettings().trialThresholds)
    }

    @Test("sets everything that an account has")
    func accounts() throws {
        let accounts = try Self.load("full.yml").accounts
        let japan = try #require(accounts.first)
        #expect(japan.name == "tts-japanwest")
        #expect(japan.cloud == .public)
        #expect(japan.customDomain == "my-tts.cognitiveservices.azure.com")
        #expect(japan.keys.map(\.name) == ["key1", "key2"])
        #expect(japan.keys.map { opened($0.secret) } == [World.keys[0], World.keys[1]])
        #expect(japan.keys.map(\.origin) == ["file \"keys/one\"", "variable TTS_KEY"])
        #expect(japan.operations == [.token, .voices, .bearer])
        #expect(japan.trial == Trial(expires: try Date("2026-12-20T00:00:00Z", strategy: .iso8601)))
        #expect(japan.probeInterval == .seconds(30))
        #expect(japan.choosesInterval)
        #expect(japan.probeTimeout == .seconds(15))
        #expect(japan.resourceID?.hasSuffix("/accounts/my-tts") == true)
        #expect(japan.labels == ["team": "voice"])

        let china = try #require(accounts.last)
        #expect(china.cloud == .china)
        #expect(china.region == "chinaeast2")
        #expect(china.customDomain == nil)
        // One line break of whatever make belongs to the file, not to the key.
        #expect(china.keys.map { opened($0.secret) } == [World.keys[2]])
        #expect(china.trial == Trial(expires: try Date("2026-11-27T03:00:00Z", strategy: .iso8601)))
        #expect(china.probeInterval == .seconds(120))
        #expect(china.probeTimeout == .milliseconds(100))
    }

    @Test("may watch other services than Speech, each asked what it answers for free")
    func services() throws {
        let accounts = try Self.load("services.yml").accounts
        let asked = accounts.map { account in
            account.operations.map { account.endpoint(for: $0)?.host ?? "nobody" }
        }
        #expect(
            asked == [
                ["api.cognitive.microsoft.com"], ["westus.api.cognitive.microsoft.com"],
                ["spaincentral.api.cognitive.microsoft.com"],
                ["my-language.cognitiveservices.azure.com"], ["my-models.openai.azure.com"],
                ["my-models.openai.azure.us"], ["chinaeast2.api.cognitive.azure.cn"],
                ["eastus.api.cognitive.microsoft.com"],
            ]
        )
        #expect(accounts.first?.operations == [.token])
        #expect(accounts.dropFirst().allSatisfy { $0.operations == [.list] })
    }

    @Test("sets how Azure is reached and how a failure is looked into")
    func clientAndDiagnosis() throws {
        let settings = try Self.load("full.yml")
        #expect(
            settings.httpClient
                == HTTPClientSettings(
                    proxyURL: Secret("http://proxy.corp:3128"),
                    noProxy: ".corp,127.0.0.1",
                    caFile: "ca.pem",
                    clientCertificateFile: "client.pem",
                    clientKeyFile: "client.key",
                    fileContents: World.contents(of: World.tlsFiles),
                    enableHTTP2: false,
                    connectTo: [":443:127.0.0.1:8443", "[::1]:443:[::1]:8443"],
                    ipFamily: .ipv4,
                    connection: .fresh
                )
        )
        #expect(
            settings.diagnosis
                == DiagnosisPolicy(
                    confirmations: 0,
                    confirmInterval: .milliseconds(500),
                    propagationGrace: .seconds(5400),
                    experiments: [.otherKey, .otherCloud],
                    maximumRequests: 7
                )
        )
        #expect(settings.externalLabels == ["env": "prod", "tier": "1"])
    }

    @Test("has routes that inherit from their parents, as Alertmanager's do")
    func routes() throws {
        let root = try #require(try Self.load("full.yml").alerting.route)
        let usual: [String] = ["alertname", "azure_cloud", "azure_region", "cause"]
        #expect(root.receiver == "oncall")
        #expect(root.groupBy == .labels(usual))
        #expect(root.repeatInterval == .seconds(4 * 3600))
        let voice = try #require(root.routes.first)
        #expect(voice.receiver == "voice")
        #expect(voice.groupBy == .labels(usual))
        #expect(voice.groupWait == .zero)
        #expect(voice.groupInterval == .seconds(300))
        #expect(voice.continues)
        // In Alertmanager's order, by name: group keys depend on it.
        #expect(voice.matchers.map(\.description) == ["severity!=\"info\"", "team=\"voice\""])
        let below = try #require(voice.routes.first)
        #expect(below.receiver == "voice")
        #expect(below.groupBy == .everything)
        #expect(below.groupWait == .zero)
        #expect(below.matchers.map(\.description) == ["account!~\"x,y\"", "cause=~\"wrong_.*\""])
        #expect(!below.continues)
        let old = try #require(root.routes.last)
        #expect(
            old.matchers.map(\.description) == [
                "azure_region=~\"^(?:japan.*)$\"", "severity=\"critical\"",
            ]
        )
        #expect(old.groupWait == .seconds(10))
    }

    @Test("has receivers with what their webhooks send, and drains without any")
    func receivers() throws {
        let alerting = try Self.load("full.yml").alerting
        let signed = WebhookReceiver(
            url: Secret("https://hooks.example/from-a-file"),
            sendResolved: false,
            maximumAlerts: 5,
            http: HTTPOptions(
                timeout: .seconds(3),
                headers: [
                    Request.Header(
                        "Authorization",
                        prefix: "Bearer ",
                        secret: Secret("correct horse")
                    )
                ]
            ),
            signingSecrets: World.signingSecrets.map { Secret($0) }
        )
        let pair = Data("cogwatch:correct horse".utf8).base64EncodedString()
        let basic = WebhookReceiver(
            url: Secret("https://hooks.example/from-a-file"),
            http: HTTPOptions(headers: [
                Request.Header("Authorization", prefix: "Basic ", secret: Secret(pair))
            ])
        )
        #expect(
            alerting.receivers == [
                Receiver(name: "oncall", integrations: [.webhook(signed), .webhook(basic)]),
                Receiver(name: "voice", integrations: []),
            ]
        )
        #expect(alerting.inhibitRules.map(\.equal) == [["azure_cloud", "azure_region"]])
        #expect(alerting.inhibitRules.first?.sourceMatchers.first?.value == "RegionOutage")
        #expect(alerting.inhibitRules.first?.targetMatchers.first?.value == "AuthFailing")
        // Longest first, whatever the order of the file.
        #expect(alerting.trialThresholds == [.seconds(14 * 86_400), .seconds(86_400)])
    }

    @Test("names Alertmanagers in Prometheus's dialect, each by itself")
    func alertmanagers() throws {
        let alerting = try Self.load("full.yml").alerting
        let pair = Data("cogwatch:correct horse".utf8).base64EncodedString()
        let client = HTTPClientSettings(
            proxyURL: Secret("http://proxy.corp:3128"),
            caFile: "ca.pem",
            clientCertificateFile: "client.pem",
            clientKeyFile: "client.key",
            fileContents: World.contents(of: World.tlsFiles),
            enableHTTP2: false
        )
        let clustered = ["am-1.example:9093", "[::1]:9093"].map { target in
            AlertmanagerInstance(
                url: "https://\(target)/alertmanager/api/v2/alerts",
                timeout: .seconds(4),
                headers: [Request.Header("Authorization", prefix: "Basic ", secret: Secret(pair))],
                client: client
            )
        }
        let password = Secret("correct horse")
        let plain = AlertmanagerInstance(
            url: "http://am-3/api/v2/alerts",
            headers: [Request.Header("Authorization", prefix: "Bearer ", secret: password)]
        )
        #expect(alerting.alertmanagers == clustered + [plain])
    }

    @Test("has a heartbeat with an address that is a secret")
    func heartbeat() throws {
        let alerting = try Self.load("full.yml").alerting
        let url = Secret("https://hooks.example/from-a-file")
        #expect(alerting.heartbeat == HeartbeatSettings(url: url, interval: .seconds(300)))
        let minimal = try Self.load("minimal.yml").alerting
        #expect(minimal.heartbeat == nil)
        #expect(minimal.alertmanagers == [])
    }

    @Test("has receivers of every make, each with what it needs")
    func everyMake() throws {
        let receivers = try Self.load("receivers.yml").alerting.receivers
        let all = try #require(receivers.first?.integrations)
        #expect(Set(all.map(\.make)) == Set(Integration.Make.allCases))
        let key = Secret(World.routingKey)
        let hook = Secret("https://hooks.example/from-a-file")
        let compile = MustacheTemplates.compile
        let door = HTTPClientSettings(
            proxyURL: Secret("http://proxy.corp:3128"),
            noProxy: ".corp",
            caFile: "ca.pem",
            clientCertificateFile: "client.pem",
            clientKeyFile: "client.key",
            fileContents: World.contents(of: World.tlsFiles),
            enableHTTP2: false
        )
        #expect(
            all == [
                .webhook(
                    WebhookReceiver(
                        url: hook,
                        http: HTTPOptions(door: door),
                        signingSecrets: World.signingSecrets.map { Secret($0) } + [
                            Secret("whsec_" + "c2lnbmluZyBzZWNyZXQgdGhhdCBpcyBsb25n")
                        ],
                        template: try compile(#"{"text": "{{headline}}"}"#, .json)
                    )
                ),
                .pagerDuty(
                    PagerDutyReceiver(
                        routingKey: key,
                        sendResolved: false,
                        severity: .warning,
                        description: try compile("{{headline}}", .plain)
                    )
                ),
                .slack(
                    SlackReceiver(
                        url: hook,
                        sendResolved: false,
                        channel: "#voice",
                        username: "cogwatch",
                        iconEmoji: ":ear:",
                        iconURL: "https://cogwatch.example/ear.png",
                        wording: Wording(
                            title: try compile("{{status}}", .plain),
                            text: try compile("*{{headline}}*", .slack)
                        )
                    )
                ),
                .teams(
                    TeamsReceiver(
                        url: hook,
                        http: HTTPOptions(
                            timeout: .seconds(30),
                            door: HTTPClientSettings(
                                proxyFromEnvironment: true,
                                caFile: "ca.pem",
                                fileContents: World.contents(of: "ca_file: ca.pem")
                            )
                        )
                    )
                ),
                .opsgenie(
                    OpsgenieReceiver(
                        apiKey: Secret("correct horse"),
                        responders: [
                            .init(kind: .team, identity: .name, value: "voice"),
                            .init(kind: .user, identity: .username, value: "a@b.example"),
                        ],
                        tags: ["tts", "prod"],
                        priority: .p2,
                        wording: Wording(title: try compile("{{headline}}", .plain))
                    )
                ),
                .discord(
                    DiscordReceiver(
                        url: hook,
                        username: "cogwatch",
                        avatarURL: "https://cogwatch.example/ear.png",
                        wording: Wording(text: try compile("**{{headline}}**", .discord))
                    )
                ),
            ]
        )
    }

    @Test("may send to Europe, and sends to Slack what is over only when asked, as Alertmanager")
    func elsewhere() throws {
        let text = """
            accounts: [{name: a, region: japanwest, keys: [{name: k, file: keys/one}]}]
            alerting:
              route: {receiver: r}
              receivers:
                - name: r
                  pagerduty_configs:
                    - {routing_key_file: routing-key, url: https://events.eu.pagerduty.com/v2/enqueue}
                  slack_configs:
                    - {api_url_file: hook}
                    - {api_url_file: hook, send_resolved: true}
                  opsgenie_configs:
                    - {api_key_file: password, api_url: https://api.eu.opsgenie.com}
            """
        let loaded = World.load(text)
        #expect(loaded.problems == [])
        let pagerDuty = Secret("https://events.eu.pagerduty.com/v2/enqueue")
        let hook = Secret("https://hooks.example/from-a-file")
        #expect(
            loaded.settings?.alerting.receivers.first?.integrations == [
                .pagerDuty(PagerDutyReceiver(url: pagerDuty, routingKey: Secret(World.routingKey))),
                .slack(SlackReceiver(url: hook, sendResolved: false)),
                .slack(SlackReceiver(url: hook, sendResolved: true)),
                .opsgenie(
                    OpsgenieReceiver(
                        url: Secret("https://api.eu.opsgenie.com"),
                        apiKey: Secret("correct horse")
                    )
                ),
            ]
        )
    }

    @Test("names times in which a route tells nobody, or in which alone it tells")
    func timeIntervals() throws {
        let alerting = try Self.load("time-intervals.yml").alerting
        let berlin = try #require(TimeZone(identifier: "Europe/Berlin"))
        #expect(
            alerting.timeIntervals == [
                "nights": [
                    TimeWindow(times: [0..<420, 1320..<1440], timeZone: berlin),
                    TimeWindow(weekdays: [0...0, 6...6], timeZone: berlin),
                ],
                "year-end": [
                    TimeWindow(
                        daysOfMonth: [.init(-8, -1), .init(1, 1)],
                        months: [12...12, 1...1],
                        years: [2026...2026, 2027...2029]
                    )
                ],
                "old": [TimeWindow(weekdays: [1...5])],
            ]
        )
        let routes = try #require(alerting.route).routes
        #expect(routes.map(\.muteTimeIntervals) == [["nights", "old"], []])
        #expect(routes.map(\.activeTimeIntervals) == [[], ["year-end"]])
        // Neither is inherited.
        #expect(routes.first?.routes.map(\.muteTimeIntervals) == [[]])
        // An empty list in group_by is none; the parent's holds.
        #expect(routes.first?.groupBy == .labels(["account"]))
        #expect(routes.first?.receiver == "oncall")
    }

    @Test("may use anchors and merge keys, where what stands nearer wins")
    func anchors() throws {
        let accounts = try Self.load("anchors.yml").accounts
        #expect(accounts.map(\.name) == ["first", "second", "third"])
        #expect(accounts.map(\.region) == ["japanwest", "japanwest", "eastus"])
        #expect(accounts[1].labels == ["team": "voice"])
        #expect(accounts[2].labels == ["team": "voice", "site": "yes"])
        #expect(accounts[2].keys.map { opened($0.secret) } == [World.keys[1]])
    }

    @Test("takes texts as they are written, whatever YAML would make of them")
    func numberLikeTexts() throws {
        let account = try #require(try Self.load("number-like-texts.yml").accounts.first)
        #expect(account.name == "007")
        #expect(account.keys.map(\.name) == ["1"])
        #expect(
            account.labels == ["country": "NO", "answer": "42", "nothing": "", "quoted": "a\tb"]
        )
    }

    @Test("shrinks a timeout that was written for a longer interval")
    func timeoutShrinks() throws {
        let text = """
            global: {probe_timeout: 30s}
            accounts:
              - {name: a, region: japanwest, keys: [{name: k, file: keys/one}], probe_interval: 20s}
            """
        let account = try #require(World.load(text).settings?.accounts.first)
        #expect(account.probeTimeout == .seconds(20))
    }
}
