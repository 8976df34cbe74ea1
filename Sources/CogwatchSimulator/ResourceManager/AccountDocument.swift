import CogwatchCore
import Foundation

/// An account as Resource Manager describes it.
///
/// Fields: the specification of Microsoft.CognitiveServices, 2025-06-01, and recorded tests.
struct AccountDocument {
    let account: SimulatedAccount
    /// Nil where it is as it was made.
    let lastChange: ActivityEvent?
    let casing: Casing

    /// Until then a Speech account's endpoint has the token's path in it.
    ///
    /// Recorded so in 2023, and without it in 2025; the day is a guess.
    private static let cleanEndpoints = Date(timeIntervalSince1970: 1_735_689_600)

    var value: JSONValue {
        var fields: [String: JSONValue] = [
            "id": .text(casing.id(of: account)),
            "name": .text(account.name),
            "type": "Microsoft.CognitiveServices/accounts",
            "etag": .text("\"\(tag)\""),
            "location": .text(casing.location(account.region)),
            "sku": ["name": .text(account.sku)],
            "kind": .text(account.kind.rawValue),
            "properties": .object(properties),
            "systemData": systemData,
        ]
        if !account.tags.isEmpty {
            fields["tags"] = .object(account.tags.mapValues(JSONValue.text))
        }
        return .object(fields)
    }

    private var properties: [String: JSONValue] {
        var fields: [String: JSONValue] = [
            "endpoint": .text(endpoint),
            "internalId": .text(String(repeating: "0", count: 32)),
            "dateCreated": .text(ManagementTime.text(account.created)),
            "callRateLimit": ["rules": .list([tokenRule])],
            "isMigrated": false,
            "privateEndpointConnections": .list(connections),
            "publicNetworkAccess": account.publicAccess ? "Enabled" : "Disabled",
            "capabilities": .list([["name": "VirtualNetworks"], ["name": "CustomerManagedKey"]]),
            "endpoints": .object(endpoints),
            "provisioningState": .text(account.deleted ? "Deleting" : account.provisioningState),
        ]
        // Absent, not false, where nobody has ever set it.
        if account.keyAccess != .enabled { fields["disableLocalAuth"] = true }
        if let domain = account.customDomain {
            fields["customSubDomainName"] = .text(String(domain.prefix { $0 != "." }))
        }
        if account.networkRules { fields["networkAcls"] = Self.closedNetwork }
        if let deleted = account.deletedAt, account.deleted {
            fields["deletionDate"] = .text(ManagementTime.text(deleted))
            fields["scheduledPurgeDate"] = .text(
                ManagementTime.text(
                    deleted.addingTimeInterval(ResourceManagerAnswers.restorable)
                )
            )
        }
        return fields
    }

    private var endpoint: String {
        if let domain = account.customDomain { return "https://\(domain)/" }
        let isGlobal = account.region == SimulatedHost.noRegion
        let host = (isGlobal ? "" : "\(account.region).") + account.cloud.apiSuffix
        let isOldSpeech =
            account.kind == .speechServices && account.created < Self.cleanEndpoints
        return "https://\(host)/" + (isOldSpeech ? "sts/v1.0/issuetoken" : "")
    }

    private var endpoints: [String: JSONValue] {
        guard account.serves([.speechServices]) else {
            return [account.kind.rawValue: .text(endpoint)]
        }
        // The token's name differs by age; the Speech hosts have no slash at their end.
        let token = account.created < Self.cleanEndpoints ? "Token API" : "Token"
        let region = "\(account.region)"
        return [
            token: .text(endpoint),
            "Speech Services Text to Speech (Neural)": .text(
                "https://\(region).tts.\(account.cloud.speechSuffix)"
            ),
            "Speech Services Speech to Text (Standard)": .text(
                "https://\(region).stt.\(account.cloud.speechSuffix)"
            ),
        ]
    }

    private var connections: [JSONValue] {
        guard account.privateEndpoint else { return [] }
        let name = "\(account.name)-link"
        return [
            [
                "id": .text("\(casing.id(of: account))/privateEndpointConnections/\(name)"),
                "name": .text(name),
                "type": "Microsoft.CognitiveServices/accounts/privateEndpointConnections",
                "location": .text(casing.location(account.region)),
                "properties": [
                    "groupIds": .list(["account"]),
                    "privateLinkServiceConnectionState": [
                        "status": "Approved", "description": "", "actionsRequired": "None",
                    ],
                    "provisioningState": "Succeeded",
                ],
            ]
        ]
    }

    private var tokenRule: JSONValue {
        [
            "key": "token",
            "renewalPeriod": .whole(1),
            "count": .whole(50),
            "matchPatterns": .list([["path": "sts/v1.0/*", "method": "*"]]),
        ]
    }

    private static let closedNetwork: JSONValue = [
        "defaultAction": "Deny",
        "virtualNetworkRules": .list([]),
        // From the range that is kept for documentation (RFC 5737).
        "ipRules": .list([["value": "198.51.100.7"]]),
    ]

    private var tag: String {
        RequestStamp.text(Int(account.created.timeIntervalSince1970) &+ (lastChange?.number ?? 0))
    }

    private var systemData: JSONValue {
        let changed = lastChange?.at ?? account.created
        let by = lastChange?.deed.caller.text ?? "creator@contoso.example"
        return [
            "createdBy": "creator@contoso.example",
            "createdByType": "User",
            "createdAt": .text(ManagementTime.text(account.created)),
            "lastModifiedBy": .text(by),
            "lastModifiedByType": "User",
            "lastModifiedAt": .text(ManagementTime.text(changed)),
        ]
    }
}
