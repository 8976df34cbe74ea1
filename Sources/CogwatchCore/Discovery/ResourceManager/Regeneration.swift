package import Foundation

/// A key was made anew, by the word of the activity log.
package struct Regeneration: Sendable, Equatable, Codable {
    package let at: Date
    /// 1 or 2; nil where the log does not say.
    package let key: Int?
    /// Who did it, where that may be known.
    package let caller: String?
    let correlationID: String

    package init(at: Date, key: Int? = nil, caller: String? = nil, correlationID: String) {
        self.at = at
        self.key = key
        self.caller = caller
        self.correlationID = correlationID
    }

    // Fields: Microsoft's page on the activity log's schema (2025-05-21). Only the end of a request
    // that succeeded proves that it was done.
    init?(_ entry: JSONView, of id: ResourceID, showsCaller: Bool) {
        guard Self.word(entry["operationName"]) == Self.operation,
            Self.word(entry["eventName"]) == "endrequest",
            Self.word(entry["status"]) == "succeeded",
            let at = entry["eventTimestamp"]?.date,
            let correlation = entry["correlationId"]?.text
        else { return nil }
        // The filter asks for one account; an answer that ignores it is not believed.
        if let other = entry["resourceId"]?.text, ResourceID(other) != id { return nil }
        self.init(
            at: at,
            key: Self.key(in: entry["properties"]),
            caller: showsCaller ? entry["caller"]?.text.map(Redaction.presentable) : nil,
            correlationID: correlation.lowercased()
        )
    }

    private static let operation = "microsoft.cognitiveservices/accounts/regeneratekey/action"

    /// `{"value": …}` in most clouds, the bare text in some.
    private static func word(_ field: JSONView?) -> String? {
        (field?["value"]?.text ?? field?.text)?.lowercased()
    }

    // That the request's body is there is not assured; it is JSON in a text.
    private static func key(in properties: JSONView?) -> Int? {
        let body = properties?["requestbody"]
        let name =
            body?["keyName"]?.text
            ?? body?.text.flatMap { JSONView(Array($0.utf8)) }?["keyName"]?.text
        switch name?.lowercased() {
        case "key1": return 1
        case "key2": return 2
        default: return nil
        }
    }

    /// Each regeneration once, the newest first.
    package static func distinct(_ entries: [Regeneration]) -> [Regeneration] {
        var seen: Set<String> = []
        return entries.sorted { $0.at > $1.at }.filter { seen.insert($0.correlationID).inserted }
    }
}
