import Foundation

extension ObservedFailure {
    /// Reads a line of `cogwatch explain --jsonl`.
    ///
    /// - Returns: Nil when the line is no JSON object. Fields of an unexpected type count as
    ///   missing.
    package init?(jsonLine line: String) {
        guard let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)),
            let fields = object as? [String: Any]
        else { return nil }
        let request = fields["request"] as? [String: Any] ?? [:]
        let response = fields["response"] as? [String: Any] ?? [:]
        self.init(
            id: fields["id"].flatMap(Self.text),
            service: fields["service"].flatMap(Self.text),
            // Goes into evidence, and anybody may have put anything there.
            operation: fields["operation"].flatMap(Self.text).map(Redaction.presentable),
            method: request["method"].flatMap(Self.text),
            url: request["url"].flatMap(Self.text),
            credential: request["auth"].flatMap(Self.text).flatMap(Credential.init),
            status: response["status"].flatMap(Self.text).flatMap { Int($0) }
                .flatMap { (100...599).contains($0) ? $0 : nil },
            reason: response["reason"].flatMap(Self.text) ?? "",
            headers: Self.headers(response["headers"]),
            body: response["body"].flatMap { Self.text($0) ?? Self.json($0) },
            clientError: response["client_error"].flatMap(Self.text),
            transportError: (response["transport_error"] ?? fields["transport_error"])
                .flatMap(Self.text)
        )
        regionHeader = Self.regionHeader(request["region_header"])
        keyShape = request["key_shape"].flatMap(Self.text)
        keyLocation = request["key_location"].flatMap(Self.text)
    }

    /// The field may be missing; null and empty say that no such header was sent.
    private static func regionHeader(_ value: Any?) -> AskedFor.RegionHeader {
        guard let value else { return .unknown }
        switch value {
        case let text as String: return text.isEmpty ? .absent : .sent
        case is NSNull: return .absent
        case let isSent as Bool: return isSent ? .sent : .absent
        default: return .unknown
        }
    }

    private static func text(_ value: Any) -> String? {
        switch value {
        case let text as String: text
        case let number as NSNumber: number.stringValue
        default: nil
        }
    }

    /// A body that was not quoted.
    private static func json(_ value: Any) -> String? {
        guard JSONSerialization.isValidJSONObject(value) else { return nil }
        return (try? JSONSerialization.data(withJSONObject: value)).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    private static func headers(_ value: Any?) -> Headers {
        let pairs = (value as? [String: Any] ?? [:]).compactMap { name, value in
            text(value).map { Headers.Line(name: name, value: $0) }
        }
        return Headers(pairs.sorted { $0.name < $1.name })
    }
}
