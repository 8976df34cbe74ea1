import Foundation

/// The little of an answer that goes into a reason, where people and logs see it.
enum Excerpt {
    private static let most = 200

    /// What a service says in its own form of error; nil where it says nothing of that form.
    ///
    /// Slack, PagerDuty, Opsgenie and Discord explain themselves in one line, or in fields named
    /// `message`, `error` and `errors`.
    static func of(_ answer: Answer, hiding secrets: [Secret]) -> String? {
        guard let object = answer.object else {
            let isWord = answer.text.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "_")
            }
            return isWord && !answer.text.isEmpty ? line(answer.text, hiding: secrets) : nil
        }
        let texts = ["message", "error", "errors"].flatMap { Self.texts(in: object[$0]) }
        let said = line(texts.joined(separator: "; "), hiding: secrets)
        return said.isEmpty ? nil : said
    }

    /// A text on one line with nothing in it that may be a secret.
    ///
    /// A service may quote what it was sent: then nothing of its words is kept.
    static func line(_ text: String, hiding secrets: [Secret]) -> String {
        let quotesSecret = secrets.contains { secret in
            secret.reveal { parts(of: $0).contains { text.contains($0) } }
        }
        return quotesSecret ? "[redacted]" : Tidy.line(Redaction.presentable(text), most: most)
    }

    /// The secret, and where it is an address each part of it that may be the secret in it.
    private static func parts(of secret: String) -> [Substring] {
        let parts = secret.split { "/?&=#@:".contains($0) }.filter { $0.utf8.count >= 8 }
        return (secret.isEmpty ? [] : [secret[...]]) + parts
    }

    private static func texts(in value: Any?) -> [String] {
        switch value {
        case let text as String: [text]
        case let list as [Any]: list.prefix(5).compactMap { $0 as? String }
        default: []
        }
    }
}

extension Answer {
    /// Nil for silence.
    var status: Int? {
        guard case .response(let response) = outcome else { return nil }
        return response.status
    }

    /// The beginning of the body, without blanks around it.
    var text: String {
        guard case .response(let response) = outcome else { return "" }
        return String(decoding: response.body.prefix(4096), as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// The body as a JSON object.
    var object: [String: Any]? {
        guard case .response(let response) = outcome, response.body.count <= 64 * 1024 else {
            return nil
        }
        return try? JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any]
    }
}
