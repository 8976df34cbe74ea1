import Foundation

/// How likely each region, service and cloud is the right one, before the next experiment.
///
/// The numbers are shares of reports seen in the field, roughly: of 49 bare 401s whose cause was
/// found, 16 were a wrong region and 7 a wrong service. What is known of the case moves them. They
/// only decide which question comes first, never the verdict.
struct Suspicion {
    private let file: CaseFile
    private let surroundings: Surroundings
    private let account: Account

    init(_ file: CaseFile, of account: Account, among surroundings: Surroundings) {
        self.file = file
        self.account = account
        self.surroundings = surroundings
    }

    /// The chance that the key is good in another region of its cloud.
    private var ofAnyRegion: Double {
        if toldRegion != nil { return 0.6 }
        if formerRegion != nil { return 0.8 }
        if file.lastSuccessHere != nil { return 0.04 }
        if file.isAcceptedElsewhere || file.siblings.contains(where: { $0.isAccepted == true }) {
            return 0.03
        }
        return surroundings.regionOfCode == nil ? 0.3 : 0.5
    }

    /// The chance that it belongs to another service, in the same region.
    private var ofAnyService: Double {
        // An annotated key says which service it belongs to.
        guard file.key.anatomy?.shape == .hex32 else { return 0 }
        if file.isAcceptedElsewhere { return 0.5 }
        return file.lastSuccessHere == nil ? 0.12 : 0.01
    }

    private var ofAnyCloud: Double {
        if let region = file.setting.region, let cloud = file.setting.cloud,
            case .otherCloud? = Regions.doubt(about: region, in: cloud)
        {
            return 0.7
        }
        return file.lastSuccessHere == nil ? 0.1 : 0.005
    }

    /// The region that the custom domain told.
    private var toldRegion: String? {
        file.findings.first { $0.outcome == .told }?.region
    }

    /// The region of the stanza before its last change.
    private var formerRegion: String? {
        guard let change = file.history?.changes[.region], file.lastSuccessHere == nil else {
            return nil
        }
        return change.from
    }

    /// The chance of each region that was not tried, after the refusals so far.
    func regions() -> [(region: String, chance: Double)] {
        let own = account.customDomain == nil ? account.region : ""
        let all = Regions.regions(in: account.cloud).filter { $0.id != own && isServed($0) }
        let hasGlobal = account.kind.hasGlobalAccounts(in: account.cloud) && own != Regions.global
        var weights = all.map { (name: $0.id, weight: weight(of: $0)) }
        if hasGlobal { weights.append((name: Regions.global, weight: 8)) }
        return posterior(of: ofAnyRegion, over: weights, .otherRegion)
            .map { (region: $0.0, chance: $0.1) }
    }

    /// The same for services.
    func services() -> [(kind: AzureService, chance: Double)] {
        // Multi-service keys are asked the same as Speech keys, on the same hosts.
        let kinds = Self.kinds.filter {
            $0.kind.reach(into: account.kind) != .all
        }
        let chances = posterior(
            of: ofAnyService,
            over: kinds.map { ($0.kind.rawValue, $0.weight) },
            .otherService
        )
        return chances.compactMap { name, chance in
            AzureService(rawValue: name).map { (kind: $0, chance: chance) }
        }
    }

    /// The same for regions of other clouds.
    func clouds() -> [(region: Region, chance: Double)] {
        let all = Regions.all.filter { $0.cloud != account.cloud && isServed($0) }
        let chances = posterior(
            of: ofAnyCloud,
            over: all.map { ($0.id, cloudWeight(of: $0)) },
            .otherCloud
        )
        return chances.compactMap { id, chance in
            Regions.region(id).map { (region: $0, chance: chance) }
        }
    }

    private func isServed(_ region: Region) -> Bool {
        !account.kind.servesSpeech || region.offersSpeech
    }

    /// A wrong Translator key is the commonest stranger on Speech, and the reverse.
    private static let kinds: [(kind: AzureService, weight: Double)] = [
        (.speechServices, 4), (.textTranslation, 4), (.computerVision, 2), (.face, 1.5),
        (.textAnalytics, 1.5), (.formRecognizer, 1), (.contentSafety, 0.5),
    ]

    private func weight(of region: Region) -> Double {
        if region.id == toldRegion { return 100 }
        if region.id == formerRegion { return 80 }
        var weight = 1.0
        if region.id == surroundings.regionOfCode { weight += 30 }
        if let accounts = surroundings.regions[region.id] { weight += 8 + Double(min(accounts, 8)) }
        if region.id == file.setting.region { weight += 8 }
        if region.geography == Regions.region(account.region)?.geography { weight += 2 }
        return weight
    }

    private func cloudWeight(of region: Region) -> Double {
        region.id == account.region ? 50 : 1
    }

    /// What a refusal leaves: the untried share of the chance, and the rest of the world grown by
    /// what was ruled out.
    private func posterior(
        of prior: Double,
        over weights: [(name: String, weight: Double)],
        _ experiment: Experiment
    ) -> [(String, Double)] {
        let total = weights.map(\.weight).reduce(0, +)
        guard total > 0 else { return [] }
        let tried = Set(file.findings.filter { $0.experiment == experiment }.map(\.subject))
        let left = weights.filter { !tried.contains($0.name) }
        let ruledOut = prior * (1 - left.map(\.weight).reduce(0, +) / total)
        return left.map { ($0.name, prior * $0.weight / total / max(0.001, 1 - ruledOut)) }
    }
}
