/// Where the aliases of a custom domain lead: its region, without any key.
///
/// Source: Microsoft's page on Speech behind private endpoints (2026-03-23).
/// `<name>.cognitiveservices.azure.com` stands for `<region>.api.cognitive.microsoft.com`; with a
/// private endpoint for `<name>.privatelink.cognitiveservices.azure.com`, and from outside that
/// again for `<proxy>.<region>.cloudapp.azure.com`.
package struct CustomDomainTrail: Sendable, Equatable {
    /// From where the addresses can be reached.
    package enum Reach: String, Sendable, CaseIterable {
        case everywhere
        /// From inside a private network only.
        case privately
        /// Some addresses are private, some are public.
        case mixed
        /// There are no addresses.
        case nowhere
    }

    /// The region that the aliases name; nil where none does, or where two do.
    package let region: String?
    /// Whether the resource has a private endpoint.
    package let passesPrivateLink: Bool
    package let reach: Reach

    /// Reads what the name servers say of a custom domain; nil where they did not find the name or
    /// did not answer.
    ///
    /// - Parameters:
    ///   - answer: What they say.
    ///   - cloud: The custom domain's cloud; a region of another one is not believed.
    package init?(_ answer: NameAnswer, in cloud: Cloud) {
        guard case .found(let aliases, let addresses) = answer else { return nil }
        let regions = Set(aliases.compactMap { Self.region(of: $0, in: cloud) })
        region = regions.count == 1 ? regions.first : nil
        passesPrivateLink = aliases.contains {
            let host = AzureHost($0)
            return host.family == .privateLink && host.cloud == cloud
        }
        reach = Self.reach(of: addresses)
    }

    private static func region(of alias: String, in cloud: Cloud) -> String? {
        let host = AzureHost(alias)
        let label = host.family == .api && host.cloud == cloud ? host.label : nil
        let word = label ?? machineRegion(alias, in: cloud)
        return word.flatMap { Regions.isKnown($0, in: cloud) ? $0 : nil }
    }

    /// The label before the suffix of virtual machines' names.
    private static func machineRegion(_ alias: String, in cloud: Cloud) -> String? {
        let name = AzureHost(alias).host
        guard name.hasSuffix("." + cloud.machineSuffix) else { return nil }
        return name.dropLast(cloud.machineSuffix.count + 1).split(separator: ".").last
            .map(String.init)
    }

    private static func reach(of addresses: [String]) -> Reach {
        switch Set(addresses.compactMap(AddressText.isPrivate)) {
        case []: .nowhere
        case [true]: .privately
        case [false]: .everywhere
        default: .mixed
        }
    }
}

extension Cloud {
    /// What follows the region in the name of a virtual machine.
    ///
    /// Source: Azure's environments in go-autorest (2025-01-28).
    package var machineSuffix: String {
        switch self {
        case .public: "cloudapp.azure.com"
        case .china: "cloudapp.chinacloudapi.cn"
        case .usgov: "cloudapp.usgovcloudapi.net"
        }
    }
}
