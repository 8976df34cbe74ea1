import CogwatchCore

/// How Resource Manager spells what has no case.
///
/// Casing of names and ids varies between its systems (Microsoft's page on the activity log).
struct Casing {
    let isOdd: Bool

    func id(of account: SimulatedAccount) -> String {
        guard isOdd else { return account.resourceID }
        return "/subscriptions/\(account.subscription.uppercased())/resourcegroups/"
            + "\(account.resourceGroup.uppercased())/providers/microsoft.cognitiveservices/"
            + "Accounts/\(account.name)"
    }

    func group(of account: SimulatedAccount) -> String {
        isOdd ? account.resourceGroup.uppercased() : account.resourceGroup
    }

    /// A region's id; oddly, in capitals or by its display name.
    func location(_ region: String) -> String {
        guard isOdd else { return region }
        let name = Regions.region(region)?.name ?? region
        return region.utf8.count.isMultiple(of: 2) ? region.uppercased() : name
    }
}
