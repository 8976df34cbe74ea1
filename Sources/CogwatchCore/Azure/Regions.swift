/// A region of Azure with accounts for Azure AI.
package struct Region: Sendable, Hashable {
    /// As in host names and in `region:`, such as `japanwest`.
    package let id: String
    /// As the portal shows it, such as `Japan West`.
    package let name: String
    package let cloud: Cloud
    /// False where only AIServices accounts can be made, and the Speech hosts do not exist.
    package let offersSpeech: Bool

    init(_ id: String, _ name: String, _ cloud: Cloud = .public, offersSpeech: Bool = true) {
        self.id = id
        self.name = name
        self.cloud = cloud
        self.offersSpeech = offersSpeech
    }
}

/// The regions that are known.
///
/// The list grows, so an unknown id is a doubt and never an error.
///
/// Sources: Microsoft's pages on the regions of the Speech service (2025-11-09) and on sovereign
/// clouds (2025-08-07).
package enum Regions {
    /// In the order of preference among equally near spellings.
    package static let all: [Region] = [
        Region("eastus", "East US"),
        Region("eastus2", "East US 2"),
        Region("westus", "West US"),
        Region("westus2", "West US 2"),
        Region("westus3", "West US 3"),
        Region("centralus", "Central US"),
        Region("northcentralus", "North Central US"),
        Region("southcentralus", "South Central US"),
        Region("westcentralus", "West Central US"),
        Region("canadacentral", "Canada Central"),
        Region("canadaeast", "Canada East"),
        Region("brazilsouth", "Brazil South"),
        Region("westeurope", "West Europe"),
        Region("northeurope", "North Europe"),
        Region("uksouth", "UK South"),
        Region("ukwest", "UK West"),
        Region("francecentral", "France Central"),
        Region("germanywestcentral", "Germany West Central"),
        Region("italynorth", "Italy North"),
        Region("norwayeast", "Norway East"),
        Region("swedencentral", "Sweden Central"),
        Region("switzerlandnorth", "Switzerland North"),
        Region("switzerlandwest", "Switzerland West"),
        Region("spaincentral", "Spain Central", offersSpeech: false),
        Region("eastasia", "East Asia"),
        Region("southeastasia", "Southeast Asia"),
        Region("japaneast", "Japan East"),
        Region("japanwest", "Japan West"),
        Region("koreacentral", "Korea Central"),
        Region("centralindia", "Central India"),
        Region("southindia", "South India", offersSpeech: false),
        Region("australiaeast", "Australia East"),
        Region("uaenorth", "UAE North"),
        Region("qatarcentral", "Qatar Central"),
        Region("southafricanorth", "South Africa North"),
        Region("chinaeast2", "China East 2", .china),
        Region("chinanorth2", "China North 2", .china),
        Region("chinanorth3", "China North 3", .china),
        Region("usgovarizona", "USGov Arizona", .usgov),
        Region("usgovvirginia", "USGov Virginia", .usgov),
    ]

    private static let byID = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })

    /// The region of an id, which must be written as ids are.
    package static func region(_ id: String) -> Region? {
        byID[id]
    }

    /// The regions of a cloud.
    package static func regions(in cloud: Cloud) -> [Region] {
        all.filter { $0.cloud == cloud }
    }

    /// Whether an id is that of a known region, of one cloud or of any.
    package static func isKnown(_ id: String, in cloud: Cloud? = nil) -> Bool {
        guard let region = byID[id] else { return false }
        return cloud == nil || region.cloud == cloud
    }

    /// Makes an id of a display name, or of an id in any case: `Japan West` becomes `japanwest`.
    ///
    /// Resource Manager itself answers `WESTEUROPE`, and the portal shows `West Europe`.
    package static func normalise(_ text: String) -> String {
        String(text.filter { !$0.isWhitespace }).lowercased()
    }

    /// The cloud of a region, by the table or by the prefix that Microsoft's SDKs go by.
    ///
    /// - Returns: Nil for an unknown region of what is probably the public cloud.
    package static func cloud(of id: String) -> Cloud? {
        if let region = byID[id] { return region.cloud }
        if id.hasPrefix("china") { return .china }
        return id.hasPrefix("usgov") || id.hasPrefix("usdod") ? .usgov : nil
    }

    /// The region of a cloud that was probably meant by a word that is none.
    package static func suggestion(for word: String, in cloud: Cloud) -> String? {
        let written = normalise(word).filter { $0 != "-" && $0 != "_" }
        guard written.count > 2, written.count <= 40 else { return nil }
        var best: (id: String, slips: Int)?
        for region in regions(in: cloud) {
            let slips = orders(of: region).compactMap {
                Spelling.slips(between: written, and: $0)
            }.min()
            guard let slips, slips < best?.slips ?? .max else { continue }
            best = (region.id, slips)
        }
        return best?.id ?? onlyRegion(containing: written, in: cloud)
    }

    /// `sweden` and `virginia` each fit one region; `japan` fits two and suggests none.
    private static func onlyRegion(containing word: String, in cloud: Cloud) -> String? {
        guard word.count > 4 else { return nil }
        let matches = regions(in: cloud).filter { $0.id.contains(word) }
        return matches.count == 1 ? matches.first?.id : nil
    }

    /// The id with its words in every order: people write `useast` and `europewest`.
    private static func orders(of region: Region) -> [String] {
        permutations(of: region.name.lowercased().split(separator: " ").map(String.init))
            .map { $0.joined() }
    }

    private static func permutations(of words: [String]) -> [[String]] {
        guard words.count > 1 else { return [words] }
        return words.indices.flatMap { index in
            var rest = words
            let first = rest.remove(at: index)
            return permutations(of: rest).map { [first] + $0 }
        }
    }
}
