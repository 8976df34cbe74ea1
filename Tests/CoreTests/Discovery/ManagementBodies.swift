import CogwatchCore
import Foundation
import TestSupport

/// What Resource Manager, Entra and Key Vault say, of our own writing after the documented shapes.
enum ManagementBodies {
    static let subscription = "00000000-1111-2222-3333-444444444444"
    static let accountID =
        "/subscriptions/\(subscription)/resourceGroups/Voice-RG/providers"
        + "/Microsoft.CognitiveServices/accounts/Tts-Japan"

    /// An account, with what its `properties` hold beside the usual.
    static func account(
        id: String = accountID,
        kind: String = "SpeechServices",
        location: String = "JAPANWEST",
        tags: String = #"{"team":"voice"}"#,
        properties: String = ""
    ) -> String {
        let name = id.split(separator: "/").last ?? ""
        return """
            {"id":"\(id)","name":"\(name)","type":"Microsoft.CognitiveServices/accounts",\
            "location":"\(location)","kind":"\(kind)","sku":{"name":"S0"},"tags":\(tags),\
            "properties":{"endpoint":"https://japanwest.api.cognitive.microsoft.com/sts/v1.0/issuetoken",\
            "provisioningState":"Succeeded","dateCreated":"2023-07-25T07:34:14.9320967Z"\
            \(properties.isEmpty ? "" : "," + properties)}}
            """
    }

    static func list(_ entries: [String], nextLink: String? = nil) -> String {
        let link = nextLink.map { #","nextLink":"\#($0)""# } ?? ""
        return #"{"value":[\#(entries.joined(separator: ","))]\#(link)}"#
    }

    static func keys(_ first: Secret, _ second: Secret) -> String {
        first.reveal { first in
            second.reveal { #"{"key1":"\#(first)","key2":"\#($0)"}"# }
        }
    }

    static let health = """
        {"id":"x","name":"current","properties":{"availabilityState":"Available","title":"Available",\
        "reasonType":"","occuredTime":"2027-01-15T07:00:00Z","reportedTime":"2027-01-15T07:59:00.1234567Z"}}
        """

    static func health(_ state: String, context: String = "Platform Initiated") -> String {
        """
        {"properties":{"availabilityState":"\(state)","title":"\(state)","context":"\(context)",\
        "occuredTime":"2027-01-15T07:50:00Z"}}
        """
    }

    static func subscription(_ state: String) -> String {
        #"{"subscriptionId":"\#(subscription)","displayName":"Production","state":"\#(state)"}"#
    }

    /// One entry of the activity log.
    static func event(
        at time: Date,
        name: String = "EndRequest",
        status: String = "Succeeded",
        operation: String = "MICROSOFT.COGNITIVESERVICES/accounts/regenerateKey/action",
        correlation: String = "11111111-2222",
        id: String = accountID.uppercased(),
        properties: String = #"{"statusCode":"OK","requestbody":"{\"keyName\":\"Key1\"}"}"#
    ) -> String {
        """
        {"caller":"operator@contoso.example","correlationId":"\(correlation)",\
        "eventName":{"value":"\(name)"},"status":{"value":"\(status)"},\
        "operationName":{"value":"\(operation)"},"resourceId":"\(id)",\
        "eventTimestamp":"\(Timestamp.text(time))","properties":\(properties)}
        """
    }

    static let deleted = """
        {"id":"/subscriptions/\(subscription)/providers/Microsoft.CognitiveServices/locations/japanwest\
        /resourceGroups/voice-rg/deletedAccounts/tts-japan","location":"japanwest",\
        "properties":{"deletionDate":"2027-01-15T07:30:00.0000000Z",\
        "scheduledPurgeDate":"2027-01-17T07:30:00Z"}}
        """

    /// An error whose message repeats what nobody may see.
    static func error(_ code: String, inner: String? = nil) -> String {
        let innerError = inner.map { #","innererror":{"code":"\#($0)"}"# } ?? ""
        return """
            {"error":{"code":"\(code)","message":"The client 'mallory@contoso.example' with object id \
            '\(subscription)' does not have authorization over scope '\(accountID)'."\(innerError)}}
            """
    }

    static let token = #"{"token_type":"Bearer","expires_in":3599,"access_token":"a.b.c"}"#

    static func entraError(_ number: Int) -> String {
        """
        {"error":"invalid_client","error_description":"AADSTS\(number): for app \
        'mallory@contoso.example'.\\r\\nTrace ID: 0","error_codes":[\(number)]}
        """
    }

    static func secret(attributes: String = #"{"enabled":true,"created":1493938410}"#) -> String {
        """
        {"value":"\(String(repeating: "k", count: 9))","id":"https://my-vault.vault.azure.net/secrets/tts\
        /4387e9f3d6e1","attributes":\(attributes)}
        """
    }

    static func versions(nextLink: String) -> String {
        list(
            [
                #"{"id":"https://my-vault.vault.azure.net/secrets/tts/v1","attributes":{"enabled":true}}"#
            ],
            nextLink: nextLink
        )
    }

    static let testToken = EntraToken(secret: Secret("a-token"), expires: .distantFuture)
}

/// The error that a call throws; nil where it throws none.
func thrown<Value, Failure: Error>(_ body: () throws(Failure) -> Value) -> Failure? {
    do {
        _ = try body()
        return nil
    } catch {
        return error
    }
}

extension Request {
    var url: String { address.url.reveal { $0 } }
    var text: String { String(decoding: body, as: UTF8.self) }

    func header(_ name: String) -> String? {
        guard let header = headers.first(where: { $0.name == name }) else { return nil }
        switch header.value {
        case .plain(let value): return value
        case .secret(let prefix, let secret): return secret.reveal { prefix + $0 }
        }
    }
}
