import CogwatchCore

extension Vocabulary {
    static let webhook = Vocabulary(
        name: "a webhook",
        texts: ["url_file", "send_resolved", "max_alerts", "timeout", "signing_secret_file"],
        sections: ["http_config"],
        secrets: ["url"],
        notYet: ["template": "leave it out; the body is Alertmanager's, version 4"]
    )

    private static let fromClient =
        "webhooks trust the system's certificates and use HTTPS_PROXY and NO_PROXY of the environment"

    static let webhookClient = Vocabulary(
        name: "http_config",
        sections: ["authorization", "basic_auth"],
        notYet: [
            "proxy_url": fromClient, "no_proxy": fromClient, "proxy_from_environment": fromClient,
            "tls_config": fromClient, "enable_http2": fromClient,
            "proxy_connect_header": fromClient,
            "bearer_token": "use authorization: {credentials: …}",
            "bearer_token_file": "use authorization: {credentials_file: …}",
            "oauth2": "use authorization with a token that does not expire",
            "http_headers": "use authorization or basic_auth",
            "follow_redirects": "leave it out; write the address that is redirected to",
        ]
    )
}

/// Reads an entry of `webhook_configs`.
struct WebhookReading {
    private static let timeouts: ClosedRange<Duration> = .milliseconds(100) ... .seconds(300)

    let section: Section

    init(_ section: Section) {
        self.section = section
    }

    func receiver() -> WebhookReceiver {
        WebhookReceiver(
            url: section.secretAddress(),
            sendResolved: section.flag("send_resolved") ?? true,
            maximumAlerts: section.number("max_alerts", in: 0...Int.max) ?? 0,
            timeout: section.duration("timeout", in: Self.timeouts) ?? .seconds(10),
            headers: section.section("http_config", .webhookClient).map {
                LoginReading($0).headers()
            }
                ?? [],
            signingSecret: section.secret(inFile: "signing_secret_file")
        )
    }
}
