import CogwatchCore
import Foundation

/// One line of the activity log: half of an event.
///
/// Fields: Microsoft's page on the schema of the activity log (2025-05-21).
struct ActivityEntry {
    fileprivate enum Half {
        case begin, end
    }

    private let event: ActivityEvent
    private let half: Half
    private let isOdd: Bool
    let at: Date
    /// When it can be read.
    let submitted: Date

    fileprivate init(_ event: ActivityEvent, _ half: Half, delay: Duration, isOdd: Bool) {
        self.event = event
        self.half = half
        self.isOdd = isOdd
        // An operation takes a moment.
        at = half == .begin ? event.at : event.at.addingTimeInterval(1.25)
        submitted = event.at.addingTimeInterval(delay.seconds)
    }

    var correlationID: String { RequestStamp.text(Self.base &+ event.number &* 4) }
    var resourceGroup: String { event.deed.account.resourceGroup }
    var resourceID: String {
        isOdd ? event.deed.account.oddID : event.deed.resourceID
    }

    // Far from the numbers of requests, so that no two ids are the same.
    private static let base = 1 << 40

    private var id: String {
        RequestStamp.text(Self.base &+ event.number &* 4 &+ (half == .begin ? 1 : 2))
    }

    /// The entry as JSON, or only the fields that a comma-separated list names.
    func document(selecting names: String?) -> JSONValue {
        guard let names else { return .object(fields) }
        let wanted = names.split(separator: ",").map {
            $0.trimmingCharacters(in: .whitespaces).lowercased()
        }
        return .object(fields.filter { wanted.contains($0.key.lowercased()) })
    }

    private var fields: [String: JSONValue] {
        let deed = event.deed
        let operation = isOdd ? deed.operation.rawValue.uppercased() : deed.operation.rawValue
        return [
            "authorization": [
                "action": .text(operation), "scope": .text(resourceID),
            ],
            "caller": .text(deed.caller.text),
            "channels": "Operation",
            "claims": .object(claims),
            "correlationId": .text(correlationID),
            "description": "",
            "eventDataId": .text(id),
            "eventName": Self.named(half == .begin ? "BeginRequest" : "EndRequest"),
            "category": Self.named("Administrative"),
            "httpRequest": httpRequest,
            "id": .text("\(resourceID)/events/\(id)/ticks/\(ticks)"),
            "level": .text(isSuccess || half == .begin ? "Informational" : "Error"),
            "resourceGroupName": .text(isOdd ? resourceGroup.uppercased() : resourceGroup),
            "resourceProviderName": Self.named("Microsoft.CognitiveServices"),
            "resourceId": .text(resourceID),
            "resourceType": Self.named("Microsoft.CognitiveServices/accounts"),
            "operationId": .text(correlationID),
            "operationName": [
                "value": .text(operation), "localizedValue": .text(deed.operation.title),
            ],
            "properties": .object(properties),
            "status": Self.named(half == .begin ? "Started" : isSuccess ? "Succeeded" : "Failed"),
            "subStatus": subStatus,
            "eventTimestamp": .text(ManagementTime.text(at)),
            "submissionTimestamp": .text(ManagementTime.text(submitted)),
            "subscriptionId": .text(deed.subscription),
            "tenantId": .text(SimulatedSubscription.defaultTenant),
        ]
    }

    private var isSuccess: Bool { event.deed.status < 300 }

    private static func named(_ text: String) -> JSONValue {
        ["value": .text(text), "localizedValue": .text(text)]
    }

    private var claims: [String: JSONValue] {
        let names = "http://schemas.microsoft.com/identity/claims"
        var claims: [String: JSONValue] = ["aud": "https://management.core.windows.net/"]
        switch event.deed.caller {
        case .person(let name):
            let soap = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims"
            claims["name"] = "Example Operator"
            claims["appid"] = "00000000-0000-4000-8000-0000000000cf"
            claims["ipaddr"] = "203.0.113.7"
            claims["\(soap)/upn"] = .text(name)
            claims["\(names)/objectidentifier"] = "00000000-0000-4000-8000-0000000000bf"
        case .principal(let clientID, let objectID):
            claims["appid"] = .text(clientID)
            claims["\(names)/objectidentifier"] = .text(objectID)
        }
        return claims
    }

    private var httpRequest: JSONValue {
        [
            "clientRequestId": .text(RequestStamp.text(Self.base &+ event.number &* 4 &+ 3)),
            "clientIpAddress": "203.0.113.7",
            "method": .text(event.deed.operation.method),
        ]
    }

    private var properties: [String: JSONValue] {
        var fields: [String: JSONValue] = ["eventCategory": "Administrative"]
        // What was sent stands at the beginning as well as at the end.
        if let key = event.deed.keyName {
            fields["requestbody"] = .text(#"{"keyName":"\#(key)"}"#)
        }
        guard half == .end else { return fields }
        fields["statusCode"] = .text(statusName)
        fields["serviceRequestId"] = .null
        return fields
    }

    private var statusName: String {
        ManagementTexts.reason(event.deed.status).filter { $0 != " " }
    }

    private var subStatus: JSONValue {
        guard half == .end else { return ["value": "", "localizedValue": ""] }
        return [
            "value": .text(statusName),
            "localizedValue": .text("\(statusName) (HTTP Status Code: \(event.deed.status))"),
        ]
    }

    // .NET counts tenths of microseconds from the year 1.
    private var ticks: Int {
        Int((at.timeIntervalSince1970 + 62_135_596_800) * 1000) &* 10_000
    }
}

extension ActivityEvent {
    /// The two lines of the log.
    func entries(delay: Duration, _ casing: Casing) -> [ActivityEntry] {
        [
            ActivityEntry(self, .begin, delay: delay, isOdd: casing.isOdd),
            ActivityEntry(self, .end, delay: delay, isOdd: casing.isOdd),
        ]
    }
}

extension ActivityEvent.Operation {
    /// As the portal names it.
    fileprivate var title: String {
        switch self {
        case .write: "Writes API Accounts"
        case .delete: "Deletes API accounts"
        case .regenerateKey: "Regenerate Keys"
        case .listKeys: "List Keys"
        }
    }

    fileprivate var method: String {
        switch self {
        case .write: "PUT"
        case .delete: "DELETE"
        case .regenerateKey, .listKeys: "POST"
        }
    }
}
