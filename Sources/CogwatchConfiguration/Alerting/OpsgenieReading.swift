import CogwatchCore
import Foundation

extension Vocabulary {
    static let opsgenie = Vocabulary(
        name: "opsgenie_configs",
        texts: [
            "api_key_file", "message", "description", "priority", "tags", "send_resolved",
            "timeout",
        ],
        sections: ["http_config", "responders"],
        secrets: ["api_key", "api_url"],
        leftOut: [
            "source": "it is always cogwatch",
            "details": "the labels are in them already",
            "entity": "it is the account",
            "note": "evidence and next steps are in the description",
            "actions": "nobody would carry them out",
            "update_alerts": "an open alert keeps the words that it was opened with",
        ]
    )

    static let responder = Vocabulary(
        name: "a responder",
        texts: ["type"] + OpsgenieReceiver.Responder.Identity.allCases.map(\.rawValue)
    )
}

extension OpsgenieReceiver {
    /// Reads an entry of `opsgenie_configs`.
    init(_ section: Section) {
        let http = ReceiverClientReading(section).options()
        if !http.headers.isEmpty {
            section.reading.error(
                "http_config of opsgenie_configs logs in, and so does api_key",
                at: section.place(ofKey: "http_config"),
                remedy: "take authorization and basic_auth out of it"
            )
        }
        self.init(
            url: section.writtenAddress("api_url") ?? Secret(Self.usualURL),
            apiKey: section.credential("api_key") ?? Secret(""),
            sendResolved: section.flag("send_resolved") ?? true,
            http: http,
            responders: section.sections("responders", .responder)
                .compactMap(OpsgenieReceiver.Responder.init),
            tags: section.text("tags").map(Self.tags) ?? [],
            priority: section.choice("priority"),
            wording: Wording(
                title: section.template("message", .plain),
                text: section.template("description", .plain)
            )
        )
    }

    private static func tags(_ text: String) -> [String] {
        text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }
    }
}

extension OpsgenieReceiver.Responder {
    init?(_ section: Section) {
        let named = Identity.allCases.filter { section.has($0.rawValue) }
        guard let identity = named.first, named.count == 1 else {
            section.reading.error(
                "a responder has \(named.isEmpty ? "no name" : "several names")",
                at: section.place,
                remedy: "write one of id, name and username"
            )
            return nil
        }
        guard section.required("type") != nil, let kind: Kind = section.choice("type"),
            let value = section.required(identity.rawValue)
        else { return nil }
        self.init(kind: kind, identity: identity, value: value)
    }
}
