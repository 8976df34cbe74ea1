import CogwatchCore
import Foundation

extension Vocabulary {
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

/// Reads `authorization` or `basic_auth`, which Prometheus has wherever it is a client.
struct LoginReading {
    let section: Section
    private var reading: Reading { section.reading }

    init(_ section: Section) {
        self.section = section
    }

    /// The headers that they make; empty where there is neither.
    func headers() -> [Request.Header] {
        if section.has("authorization") && section.has("basic_auth") {
            reading.error(
                "\(section.vocabulary.name) has both \"authorization\" and \"basic_auth\"",
                at: section.place(ofKey: "basic_auth"),
                remedy: "keep one"
            )
        }
        let headers = [
            section.section("authorization", .authorization).flatMap(authorization),
            section.section("basic_auth", .basicAuth).flatMap(basic),
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
        guard let credentials = section.credential("credentials") else { return nil }
        return Request.Header("Authorization", prefix: "\(type) ", secret: credentials)
    }

    private func basic(_ section: Section) -> Request.Header? {
        guard let username = section.required("username") else { return nil }
        if username.contains(":") {
            reading.error("a user's name has no colon", at: section.place(of: "username"))
        }
        guard let password = section.credential("password") else { return nil }
        let pair = password.reveal { Data("\(username):\($0)".utf8).base64EncodedString() }
        return Request.Header("Authorization", prefix: "Basic ", secret: Secret(pair))
    }
}
