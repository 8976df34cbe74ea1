import CogwatchCore
import Foundation

extension Vocabulary {
    static let webhook = Vocabulary(
        name: "a webhook",
        texts: [
            "url_file", "send_resolved", "max_alerts", "timeout", "signing_secret_file", "template",
        ],
        sections: ["http_config"],
        secrets: ["url"],
        leftOut: ["payload": "a body of one's own is a Mustache file, named in \"template\""]
    )
}

/// Reads an entry of `webhook_configs`.
struct WebhookReading {
    /// While one secret takes another's place there are two; more is a file that is none.
    private static let mostSecrets = 4

    let section: Section
    private var reading: Reading { section.reading }

    init(_ section: Section) {
        self.section = section
    }

    func receiver() -> WebhookReceiver {
        WebhookReceiver(
            url: section.address("url"),
            sendResolved: section.flag("send_resolved") ?? true,
            maximumAlerts: section.number("max_alerts", in: 0...Int.max) ?? 0,
            http: ReceiverClientReading(section).options(),
            signingSecrets: signingSecrets(),
            template: section.template(inFile: "template")
        )
    }

    /// One secret a line, in a file or in several.
    private func signingSecrets() -> [Secret] {
        let key = "signing_secret_file"
        let files = section.textOrTexts(key)
        let secrets = files.flatMap { section.secrets(inFile: $0.text, of: key, at: $0.place) }
        if secrets.count > Self.mostSecrets {
            reading.error(
                "\"\(key)\" in a webhook names \(secrets.count) secrets",
                at: section.place(of: key),
                remedy: "keep the new one and the old one"
            )
        }
        return secrets
    }
}

extension Section {
    /// A text, or the texts of a list, each with its place.
    func textOrTexts(_ key: String) -> [(text: String, place: Place)] {
        guard let value = value(key), case .sequence = value.content else {
            return text(key).map { [($0, place(of: key))] } ?? []
        }
        return texts(key)
    }

    /// The secrets in a file, one a line.
    func secrets(inFile path: String, of key: String, at place: Place) -> [Secret] {
        let source = "\"\(key)\" in \(vocabulary.name): "
        switch reading.contents(of: path) {
        case .failure(let failure):
            let what = "cannot read file \(shown(path, key)): \(failure.reason)"
            reading.error(source + what, at: place)
            return []
        case .success(let bytes):
            let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
            let secrets = lines.map { $0.trimmingCharacters(in: .whitespaces) }
                .filter { !$0.isEmpty }
            if secrets.isEmpty {
                reading.error("\(source)file \(shown(path, key)) is empty", at: place)
            }
            for secret in secrets { check(signingSecret: secret, source, at: place) }
            return secrets.map { Secret($0) }
        }
    }

    private func check(signingSecret secret: String, _ source: String, at place: Place) {
        guard secret.hasPrefix("whsec_") else { return }
        let remedy = "make one with: echo whsec_$(openssl rand -base64 32)"
        guard let bytes = Data(base64Encoded: String(secret.dropFirst(6))) else {
            let what = "what follows whsec_ is not base64"
            return reading.error(source + what, at: place, remedy: remedy)
        }
        guard !(24...64).contains(bytes.count) else { return }
        let what = "Standard Webhooks wants secrets of 24 to 64 bytes, and this has \(bytes.count)"
        reading.warning(source + what, at: place, remedy: remedy)
    }
}
