/// The part of the world in which a region lies.
package enum Geography: Sendable, CaseIterable {
    case americas, europe, asiaPacific, middleEastAndAfrica
}

extension Region {
    /// Where the region lies.
    ///
    /// Who mistakes one region for another mostly mistakes it for one nearby.
    package var geography: Geography {
        switch id {
        case let id where id.hasSuffix("us") || id.hasSuffix("us2") || id.hasSuffix("us3"):
            .americas
        case let id where id.hasPrefix("usgov") || id.hasPrefix("canada"): .americas
        case "brazilsouth": .americas
        case "uaenorth", "qatarcentral", "southafricanorth": .middleEastAndAfrica
        case let id where id.hasPrefix("china") || id.hasSuffix("india") || id.hasSuffix("asia"):
            .asiaPacific
        case "japaneast", "japanwest", "koreacentral", "australiaeast": .asiaPacific
        default: .europe
        }
    }
}
