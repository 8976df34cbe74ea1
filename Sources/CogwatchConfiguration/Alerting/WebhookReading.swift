import CogwatchCore
import Foundation

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

    static let authorization = Vocabulary(
        name: "authorization",
        texts: ["type", "credentials_file"],
        secrets: ["credentials"]
    )

    static let basicAuth = Vocabulary(
        name: "basic_auth",
        texts: ["username", "password_file"],
        secrets: ["password"],
        notYet: ["username_file": "write the user's name itself"]
    )
}

/// Reads an entry of `webhook_configs`.
struct WebhookReading {
    private static let timeouts: ClosedRange<Duration> = .milliseconds(100) ... .seconds(300)

    let section: Section
    private var reading: Reading { section.reading }

    init(_ section: Section) {
        self.section = section
    }

    func receiver() -> WebhookReceiver {
        WebhookReceiver(
            url: url(),
            sendResolved: section.flag("send_resolved") ?? true,
            maximumAlerts: section.number("max_alerts", in: 0...Int.max) ?? 0,
            http: HTTPOptions(
                timeout: section.duration("timeout", in: Self.timeouts) ?? .seconds(10),
                headers: section.section("http_config", .webhookClient).map(headers) ?? []
            ),
            signingSecrets: [section.secret(inFile: "signing_secret_file")].compactMap(\.self)
        )
    }

    private func url() -> Secret {
        guard section.has("url") || section.has("url_file") else {
            let remedy = "write url or url_file"
            reading.error("a webhook has no address", at: section.place, remedy: remedy)
            return Secret("")
        }
        guard let url = section.secret("url", orFile: "url_file") else { return Secret("") }
        if !url.isEmpty && !url.reveal(Self.isAddress) {
            let key = section.has("url") ? "url" : "url_file"
            reading.error(
                "\"\(key)\" in a webhook holds no address",
                at: section.place(of: key),
                remedy: "it must begin with https:// or http://, and have no blanks"
            )
        } else if url.isEmpty && section.text("url") != nil {
            reading.error("\"url\" in a webhook is empty", at: section.place(of: "url"))
        }
        return url
    }

    private static func isAddress(_ url: String) -> Bool {
        let lowercased = url.lowercased()
        guard let scheme = ["https://", "http://"].first(where: lowercased.hasPrefix) else {
            return false
        }
        let authority = lowercased.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
        let isPrintable = url.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7f }
        return isPrintable && !authority.isEmpty
    }

    private func headers(_ client: Section) -> [Request.Header] {
        if client.has("authorization") && client.has("basic_auth") {
            reading.error(
                "http_config has both \"authorization\" and \"basic_auth\"",
                at: client.place(ofKey: "basic_auth"),
                remedy: "keep one"
            )
        }
        let headers = [
            client.section("authorization", .authorization).flatMap(authorization),
            client.section("basic_auth", .basicAuth).flatMap(basic),
        ]
        return headers.compactMap(\.self)
    }

    private func authorization(_ section: Section) -> Request.Header? {
        let type = section.text("type") ?? "Bearer"
        if type.lowercased() == "basic" {
            let place = section.place(of: "type")
            reading.error(
                "authorization cannot be of type Basic",
                at: place,
                remedy: "use basic_auth"
            )
        }
        if !LabelReading.isName(type.replacing("-", with: "_")) {
            let what = "\"type\" in authorization cannot be \(section.shown(type, "type"))"
            reading.error(
                what,
                at: section.place(of: "type"),
                remedy: "write one word, as in Bearer"
            )
        }
        guard let credentials = secret(section, "credentials") else { return nil }
        return Request.Header("Authorization", prefix: "\(type) ", secret: credentials)
    }

    private func basic(_ section: Section) -> Request.Header? {
        guard let username = section.required("username") else { return nil }
        if username.contains(":") {
            reading.error("a user's name has no colon", at: section.place(of: "username"))
        }
        guard let password = secret(section, "password") else { return nil }
        let pair = password.reveal { Data("\(username):\($0)".utf8).base64EncodedString() }
        return Request.Header("Authorization", prefix: "Basic ", secret: Secret(pair))
    }

    private func secret(_ section: Section, _ key: String) -> Secret? {
        guard section.has(key) || section.has("\(key)_file") else {
            let remedy = "write \(key)_file, or \(key)"
            let what = "\(section.vocabulary.name) has no \"\(key)\""
            reading.error(what, at: section.place, remedy: remedy)
            return nil
        }
        guard let secret = section.secret(key, orFile: "\(key)_file") else { return nil }
        // A line break in a header would begin another one.
        if !secret.reveal({ $0.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f } })
        {
            let what =
                "\"\(key)\" in \(section.vocabulary.name) holds a line break or control character"
            reading.error(what, at: section.place)
        }
        return secret
    }
}
