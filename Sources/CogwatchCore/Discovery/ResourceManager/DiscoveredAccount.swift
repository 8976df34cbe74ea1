package import Foundation

/// An account as Resource Manager describes it.
///
/// Holds no key.
package struct DiscoveredAccount: Sendable, Equatable, Codable {
    /// Whether the resource's hosts answer the internet.
    package enum PublicAccess: String, Sendable, Codable, CaseIterable {
        case enabled, disabled
        /// Only machines that network rules name.
        case restricted
    }

    package let id: ResourceID
    package let cloud: Cloud
    /// As Azure spells it; see ``service`` for those that cogwatch knows.
    package let kind: String
    /// `japanwest`, or `global`.
    package let region: String
    /// Such as `S0`.
    package let sku: String?
    /// The host of `properties.endpoint`, whose path is of no use.
    package let endpointHost: String?
    /// The host of the resource's own, where it has one.
    package let customDomain: String?
    package let tags: [String: String]
    /// Such as `Succeeded` or `Deleting`.
    package let provisioningState: String?
    package let localAuthDisabled: Bool
    package let publicAccess: PublicAccess
    package let created: Date?

    package var name: String { id.name }

    /// The kind, where cogwatch knows it.
    package var service: AzureService? { AzureService(anyCase: kind) }

    package init(
        id: ResourceID,
        cloud: Cloud = .public,
        kind: String,
        region: String,
        sku: String? = nil,
        endpointHost: String? = nil,
        customDomain: String? = nil,
        tags: [String: String] = [:],
        provisioningState: String? = nil,
        localAuthDisabled: Bool = false,
        publicAccess: PublicAccess = .enabled,
        created: Date? = nil
    ) {
        self.id = id
        self.cloud = cloud
        self.kind = kind
        self.region = region
        self.sku = sku
        self.endpointHost = endpointHost
        self.customDomain = customDomain
        self.tags = tags
        self.provisioningState = provisioningState
        self.localAuthDisabled = localAuthDisabled
        self.publicAccess = publicAccess
        self.created = created
    }
}

extension DiscoveredAccount {
    // Fields: the specification of Microsoft.CognitiveServices accounts, 2025-06-01.
    init?(_ entry: JSONView, in cloud: Cloud) {
        guard let id = entry["id"]?.text.flatMap({ ResourceID($0) }),
            let kind = entry["kind"]?.text
        else { return nil }
        let properties = entry["properties"]
        let endpoint = properties?["endpoint"]?.text.map { AzureHost($0) }
        self.init(
            id: id,
            cloud: cloud,
            kind: Redaction.presentable(kind),
            region: Regions.normalise(entry["location"]?.text ?? ""),
            sku: entry["sku"]?["name"]?.text.map(Redaction.presentable),
            endpointHost: endpoint.flatMap { $0.host.isEmpty ? nil : $0.host },
            customDomain: Self.customDomain(
                properties?["customSubDomainName"]?.text,
                endpoint,
                in: cloud
            ),
            tags: entry["tags"]?.texts ?? [:],
            provisioningState: properties?["provisioningState"]?.text.map(Redaction.presentable),
            localAuthDisabled: properties?["disableLocalAuth"]?.flag ?? false,
            publicAccess: Self.publicAccess(properties),
            created: properties?["dateCreated"]?.date ?? entry["systemData"]?["createdAt"]?.date
        )
    }

    /// Keys are sent to this host, so it is Azure's own and of this cloud, or none.
    private static func customDomain(
        _ name: String?,
        _ endpoint: AzureHost?,
        in cloud: Cloud
    ) -> String? {
        if let endpoint, endpoint.cloud == cloud, endpoint.label.map(isHostLabel) ?? false {
            switch endpoint.family {
            case .customDomain, .openAI: return endpoint.host
            case .api, .tts, .stt, .voice, .s2s, .privateLink, .foundry, .translator,
                .translatorV2, .bingSearch, .bingSpeech, .projectOxford, .apiManagement,
                .resourceManager, .entra, .keyVault, .closedCloud, .other:
                break
            }
        }
        guard let name, isHostLabel(name) else { return nil }
        return "\(name.lowercased()).\(cloud.customDomainSuffix)"
    }

    private static func isHostLabel(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 64
            && text.utf8.allSatisfy {
                Base64Digit.isAlphanumeric($0) || $0 == UInt8(ascii: "-")
            }
    }

    private static func publicAccess(_ properties: JSONView?) -> PublicAccess {
        if properties?["publicNetworkAccess"]?.text?.lowercased() == "disabled" {
            return .disabled
        }
        let action = properties?["networkAcls"]?["defaultAction"]?.text?.lowercased()
        return action == "deny" ? .restricted : .enabled
    }
}

extension AzureService {
    /// A kind in any case.
    package init?(anyCase text: String) {
        let wanted = text.lowercased()
        guard let found = Self.allCases.first(where: { $0.rawValue.lowercased() == wanted }) else {
            return nil
        }
        self = found
    }
}
