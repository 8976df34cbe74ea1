/// Rules about silence and about a service that fails by itself.
enum TransportRules {
    static let all: [Rule] = [nameOfNoRegion, domainGone, silence, outage]

    // A host whose first label is no region cannot resolve; the spelling is what to mend.
    private static let nameOfNoRegion: Rule = { file in
        let unresolved = file.failures.contains {
            if case .silence(.nameNotResolved) = $0.observation { true } else { false }
        }
        // A host that answered before exists, whatever our list of regions says.
        guard unresolved, file.lastSuccessHere == nil, file.setting.customDomain == nil,
            let region = file.setting.region, let cloud = file.setting.cloud,
            let doubt = Regions.doubt(about: region, in: cloud)
        else { return nil }
        switch doubt {
        case .unknown, .withoutSpeech: return nil
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
        file.lastSuccessHere != nil && file.neighbours.silentTogether == 0
            && file.findings.contains { $0.experiment == .domainName && $0.outcome == .notFound }
    }

    private static let silence: Rule = { file in
        for reading in file.failures {
            guard case .silence(let silence) = reading.observation,
                let cause = cause(of: silence)
            else { continue }
            return Hypothesis(cause, isGone(file) ? .possible : .certain)
        }
        return nil
    }

    /// The cause that a silence is; nil where it is none of the network's.
    static func cause(of silence: Silence) -> Cause? {
        switch silence {
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
