import Foundation

/// Rules about what experiments found.
enum ExperimentRules {
    static let all: [Rule] = [
        goodInOtherRegion, goodForOtherService, goodInOtherCloud, goodButNotHere, domainElsewhere,
        tokenRefusedToo, keyKnownHere,
    ]

    private static let goodInOtherRegion: Rule = { file in
        guard let place = file.regionOfKey else { return nil }
        // A custom domain's own region is looked at by another rule.
        guard
            file.isOnSharedHost || ![file.setting.region, file.toldRegion].contains(place.subject)
        else { return nil }
        let there = file.findings.filter {
            $0.experiment == .otherRegion && $0.subject == place.subject
        }
        if let refusal = there.first(where: { $0.outcome == .refused }) {
            return stranger(in: place, refusal: refusal)
        }
        // A token proves the key's region, and not that it may be used for what fails here.
        let isProven =
            there.contains { $0.knowsTheKey && $0.operation != .token }
            || file.setting.hosts[.voices] == nil
        return Hypothesis(
            .wrongRegion,
            isProven ? .certain : .likely,
            [
                "the very same key is \(place.outcome == .accepted ? "accepted" : "known") in "
                    + "\(place.subject) (\(place.host): \(place.summary))"
            ],
            steps: [step(for: place, in: file)]
        )
    }

    private static func step(for place: Finding, in file: CaseFile) -> String {
        guard let domain = file.setting.customDomain else {
            return "Set `region: \(place.subject)`, or configure a key of a resource in "
                + "\(file.setting.region ?? "this region")."
        }
        return
            "Set `region: \(place.subject)` and copy the endpoint of that resource, or configure a "
            + "key of \(domain)."
    }

    private static func stranger(in place: Finding, refusal: Finding) -> Hypothesis {
        let product = place.productID.map { "; the token says that it is of \($0)" } ?? ""
        return Hypothesis(
            .wrongService,
            .likely,
            [
                "the key gets a token in \(place.subject), and may not list voices there"
                    + " (\(refusal.summary))\(product)"
            ]
        )
    }

    private static let goodForOtherService: Rule = { file in
        let places = file.findings.filter { $0.experiment == .otherService && $0.knowsTheKey }
        // A key of several services would be good here as well.
        guard let place = places.first, file.isPlainRefusal, file.lastSuccessHere == nil else {
            return nil
        }
        // A token is given to the keys of several services; a service's own list is not.
        let isProven = place.operation != .token || place.service?.rawValue == place.subject
        return Hypothesis(
            .wrongService,
            file.isKeyNew ? .possible : isProven ? .certain : .likely,
            ["the very same key opens \(place.subject) (\(place.host): \(place.summary))"],
            steps: file.setting.kind.map { ["Take the key of a \($0.rawValue) resource instead."] }
                ?? []
        )
    }

    private static let goodInOtherCloud: Rule = { file in
        let places = file.findings.filter { $0.experiment == .otherCloud && $0.knowsTheKey }
        guard let place = places.first, let cloud = Regions.region(place.subject)?.cloud else {
            return nil
        }
        return Hypothesis(
            .wrongCloud,
            .certain,
            ["the very same key is known in \(place.subject) (\(place.host): \(place.summary))"],
            steps: ["Set `cloud: \(cloud.rawValue)` and `region: \(place.subject)`."]
        )
    }

    // The regional hosts serve every resource of the region, a custom domain only its own.
    private static let goodButNotHere: Rule = { file in
        guard !file.isOnSharedHost, let place = file.regionOfKey,
            place.subject == file.setting.region || place.subject == file.toldRegion
        else { return nil }
        return Hypothesis(
            .wrongEndpointKind,
            // A new key may be known to one host before another.
            file.isKeyNew ? .possible : .likely,
            [
                "the key is good on \(place.host) and not on \(file.setting.customDomain ?? "the custom domain"): "
                    + "the endpoint belongs to another resource of the region"
            ],
            steps: ["Copy key and endpoint from the same resource in the portal."]
        )
    }

    private static let domainElsewhere: Rule = { file in
        guard file.isPlainRefusal, file.lastSuccessHere == nil, let told = file.toldRegion,
            let region = file.setting.region, told != region
        else { return nil }
        return Hypothesis(
            .wrongRegion,
            .likely,
            ["the custom domain lives in \(told), the stanza says \(region)"],
            steps: ["Set `region: \(told)`, or copy the endpoint of the resource in \(region)."]
        )
    }

    // Refused with the key and with the key's own token: it is not the way of asking.
    private static let tokenRefusedToo: Rule = { file in
        let isRefused = file.findings.contains {
            $0.experiment == .bearer && $0.outcome == .refused
        }
        guard isRefused, file.isPlainRefusal, file.lastSuccessHere == nil, !file.isKeyNew else {
            return nil
        }
        return Hypothesis(
            .wrongService,
            .likely,
            ["the key gets a token, and voices are refused to key and token alike"]
        )
    }

    // The gateway looks at the path only after it knows the key.
    private static let keyKnownHere: Rule = { file in
        guard file.failures.contains(where: { [400, 404].contains($0.status) }),
            file.findings.contains(where: {
                $0.experiment == .bogusKey && $0.outcome == .inconclusive
            })
        else { return nil }
        return Hypothesis(
            .wrongPathOrVersion,
            .likely,
            ["a made-up key gets another answer, so this key is known and the path is not"]
        )
    }
}

extension CaseFile {
    /// Where the key was found to be good.
    var regionOfKey: Finding? {
        findings.first { $0.experiment == .otherRegion && $0.knowsTheKey }
    }

    /// The region that the custom domain told.
    var toldRegion: String? { findings.first { $0.outcome == .told }?.region }

    /// Whether the hosts that were asked serve a whole region.
    var isOnSharedHost: Bool { setting.customDomain == nil }

    /// Whether an experiment had the key refused in a region.
    func isRefused(in region: String) -> Bool {
        findings.contains {
            $0.experiment == .otherRegion && $0.subject == region && $0.outcome == .refused
        }
    }

    /// Whether the key was refused in every other region that was to be asked.
    var isRefusedEverywhere: Bool {
        let refused = findings.filter { $0.experiment == .otherRegion && $0.outcome == .refused }
        guard let cloud = setting.cloud, regionOfKey == nil else { return false }
        let others = Regions.regions(in: cloud).filter {
            $0.offersSpeech && $0.id != setting.region
        }
        return !others.isEmpty && Set(others.map(\.id)).isSubset(of: refused.map(\.subject))
    }
}

extension Finding {
    /// The service that an issued token named.
    var service: AzureService? { productID.flatMap(AzureService.init(product:)) }
}
