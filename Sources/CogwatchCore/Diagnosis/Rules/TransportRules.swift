/// Rules about silence and about a service that fails by itself.
enum TransportRules {
    static let all: [Rule] = [nameOfNoRegion, domainGone, noResponse, outage]

    // Somebody else's words for a silence are hearsay, and RequestRules judges them.

    // A host whose first label is no region cannot resolve; the spelling is what to mend.
    private static let nameOfNoRegion: Rule = { file in
        // A host that answered before exists, whatever our list of regions says.
        guard file.asked == nil, isUnresolved(file), file.lastSuccessHere == nil,
            file.setting.customDomain == nil,
            let region = file.setting.region, let cloud = file.setting.cloud,
            let doubt = Regions.doubt(about: region, in: cloud)
        else { return nil }
        switch doubt {
        case .unknown, .withoutSpeech:
            // It may be new, and our own names out of order: unless others are found.
            return PairingRules.hypothesis(from: doubt, region: region)
                .with(othersAreFound(file) ? .likely : .possible)
        case .locale, .otherCloud, .misspelt, .displayName, .placeholder, .hostName, .global:
            return PairingRules.hypothesis(from: doubt, region: region)
                .with(.certain)
        }
    }

    // A custom domain lives as long as its resource (Microsoft's page on recovering and purging
    // deleted resources), and its name was there before.
    private static let domainGone: Rule = { file in
        guard isGone(file), let worked = file.lastSuccessHere else { return nil }
        return Hypothesis(
            .resourceDeleted,
            .likely,
            ["the custom domain worked until \(Timestamp.text(worked)); now there is no such name"]
        )
    }

    private static func isGone(_ file: CaseFile) -> Bool {
        isUnresolved(file) && file.lastSuccessHere != nil && file.setting.customDomain != nil
            && file.neighbours.silentTogether == 0 && othersAreFound(file)
    }

    /// Whether it is this one name that is missing: the name servers say so, or others are found.
    private static func othersAreFound(_ file: CaseFile) -> Bool {
        file.neighbours.anybodyWorks
            || file.findings.contains { $0.experiment == .domainName && $0.outcome == .notFound }
    }

    private static func isUnresolved(_ file: CaseFile) -> Bool {
        file.failures.contains {
            if case .noResponse(.nameNotResolved) = $0.observation { true } else { false }
        }
    }

    private static let noResponse: Rule = { file in
        guard file.asked == nil else { return nil }
        for reading in file.failures {
            guard case .noResponse(let noResponse) = reading.observation,
                let cause = cause(of: noResponse)
            else { continue }
            return Hypothesis(cause, cause == .dnsFailure ? confidence(inNamesOf: file) : .certain)
        }
        return nil
    }

    /// That a name does not resolve is a fault of names only where it must be there.
    private static func confidence(inNamesOf file: CaseFile) -> Confidence {
        if isGone(file) { return .possible }
        let isKnown =
            file.lastSuccessHere != nil
            || file.setting.region.flatMap { region in
                file.setting.cloud.map { Regions.doubt(about: region, in: $0) == nil }
            } ?? false
        if file.setting.customDomain == nil, isKnown { return .certain }
        return othersAreFound(file) ? .possible : .likely
    }

    /// The cause that a silence is; nil where it is none of the network's.
    static func cause(of noResponse: NoResponse) -> Cause? {
        switch noResponse {
        case .nameNotResolved: .dnsFailure
        case .notConnected, .connectionClosed: .connectFailure
        case .untrustedCertificate, .tlsFailed: .tlsFailure
        case .proxyFailed: .proxyFailure
        case .timedOut: .timeout
        case .bodyCutOff, .bodyTooLarge, .notHTTP, .cancelled: nil
        }
    }

    private static let outage: Rule = { file in
        guard let failing = file.failures.first(where: { $0.observation == .serverError }) else {
            return nil
        }
        return Hypothesis(
            .serviceOutage,
            .likely,
            ["the service itself answers \(failing.status)"]
        )
    }
}

extension Hypothesis {
    /// The same with another confidence.
    func with(_ confidence: Confidence) -> Hypothesis {
        Hypothesis(cause, confidence, evidence, steps: steps)
    }
}
