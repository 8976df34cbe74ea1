/// Rules about silence and about a service that fails by itself.
enum TransportRules {
    static let all: [Rule] = [nameOfNoRegion, silence, outage]

    // Somebody else's words for a silence are hearsay, and RequestRules judges them.

    // A host whose first label is no region cannot resolve; the spelling is what to mend.
    private static let nameOfNoRegion: Rule = { file in
        let unresolved = file.failures.contains {
            if case .silence(.nameNotResolved) = $0.observation { true } else { false }
        }
        // A host that answered before exists, whatever our list of regions says.
        guard file.asked == nil, unresolved, file.lastSuccessHere == nil,
            file.setting.customDomain == nil,
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

    private static let silence: Rule = { file in
        guard file.asked == nil else { return nil }
        for reading in file.failures {
            guard case .silence(let silence) = reading.observation,
                let cause = cause(of: silence)
            else { continue }
            return Hypothesis(cause, .certain)
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
