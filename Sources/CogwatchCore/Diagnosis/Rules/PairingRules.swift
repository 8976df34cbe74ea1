import Foundation

/// Rules about the pairing of key, region, cloud and host.
enum PairingRules {
    static let all: [Rule] = [
        cloudChanged, regionChanged, endpointChanged, regionIsNone, tokenButNoVoices,
        bearerOnly, pathOfCustomDomain,
    ]

    /// What the plain refusal may always be as well.
    static let leftovers: [Rule] = [plainRivals, untestedCloud, accountRivals]

    /// The fields of the stanza, keys aside, that changed after a time.
    static func fieldsChanged(
        in file: CaseFile,
        since time: Date
    ) -> [AccountHistory.Field: AccountHistory.Change] {
        (file.history?.changes ?? [:]).filter { $0.key != .key && $0.value.at >= time }
    }

    private static let regionChanged: Rule = { file in
        changed(.region, to: .wrongRegion, named: "region", in: file)
    }

    private static let cloudChanged: Rule = { file in
        changed(.cloud, to: .wrongCloud, named: "cloud", in: file)
    }

    private static let endpointChanged: Rule = { file in
        changed(.endpoint, to: .wrongEndpointKind, named: "endpoint", in: file)
    }

    // "Since then": the key worked before the change, and has not worked on the new host.
    private static func changed(
        _ field: AccountHistory.Field,
        to cause: Cause,
        named name: String,
        in file: CaseFile
    ) -> Hypothesis? {
        guard file.isPlainRefusal, file.lastSuccessHere == nil,
            let change = file.history?.changes[field], !file.isRefused(in: change.from)
        else { return nil }
        let text =
            "`\(name)` was changed from \(shown(change.from)) to \(shown(change.to)) "
            + "at \(Timestamp.text(change.at)), and the key has been refused since"
        guard let worked = file.lastSuccessAnywhere, worked <= change.at else {
            // The key is new as well, so the change may be innocent.
            return Hypothesis(cause, .possible, [text + "; it is new itself"])
        }
        return Hypothesis(
            cause,
            .likely,
            [text, "until \(Timestamp.text(worked)) this very key worked"],
            steps: [
                "Set `\(name)` back to \(shown(change.from)), or configure a key of a resource in "
                    + "\(shown(change.to))."
            ]
        )
    }

    private static func shown(_ value: String) -> String { value.isEmpty ? "none" : value }

    private static let regionIsNone: Rule = { file in
        guard file.isPlainRefusal, file.setting.customDomain == nil,
            let region = file.setting.region, let cloud = file.setting.cloud,
            let doubt = Regions.doubt(
                about: region,
                in: cloud,
                of: file.setting.kind ?? .speechServices
            )
        else { return nil }
        return hypothesis(from: doubt, region: region)
    }

    /// What a region's word says when it is no region of the cloud.
    static func hypothesis(from doubt: RegionDoubt, region: String) -> Hypothesis {
        let quoted = "the region \(Labels.quoted(region))"
        return switch doubt {
        case .otherCloud:
            Hypothesis(.wrongCloud, .likely, ["\(quoted): \(doubt.explanation)"])
        case .misspelt(let suggestion):
            Hypothesis(
                .wrongRegion,
                .likely,
                ["\(quoted): \(doubt.explanation)"],
                steps: ["Set `region: \(suggestion)`."]
            )
        case .displayName, .hostName, .locale, .placeholder:
            Hypothesis(.wrongRegion, .likely, ["\(quoted): \(doubt.explanation)"])
        case .global, .withoutSpeech, .unknown:
            Hypothesis(.wrongRegion, .possible, ["\(quoted): \(doubt.explanation)"])
        }
    }

    // Older kinds got a token and were then refused for speech: a good token is no proof of the
    // right kind of resource (Azure-Samples/Cognitive-Speech-TTS issues 83 and 90).
    private static let tokenButNoVoices: Rule = { file in
        let tokenWorks = file.readings.contains { $0.operation == .token && $0.isAccepted }
        let voicesFail = file.failures.contains { $0.operation == .voices }
        // A key that names its service belongs to no other one.
        let saysItsOwn = file.key.anatomy?.service.flatMap { service in
            file.setting.kind.map { service.reach(into: $0) == .all }
        }
        guard tokenWorks, voicesFail, file.isPlainRefusal, saysItsOwn != true else { return nil }
        return Hypothesis(
            .wrongService,
            .possible,
            ["the key gets a token, but may not list voices: it may belong to another service"]
        )
    }

    private static let bearerOnly: Rule = { file in
        guard file.failures.map(\.operation) == [.bearer] else { return nil }
        return Hypothesis(
            .tokenScopeMismatch,
            .likely,
            ["the key itself is accepted; only the token issued for it is refused"]
        )
    }

    private static let pathOfCustomDomain: Rule = { file in
        guard file.asked == nil, file.setting.customDomain != nil,
            file.failures.contains(where: { $0.status == 404 })
        else { return nil }
        return Hypothesis(
            .wrongEndpointKind,
            .likely,
            ["the custom domain does not know this path; the regional host may"],
            steps: ["Take `endpoint` out of the stanza, so that the regional hosts are probed."]
        )
    }

    // The one sentence of the plain 401 is shared by a dozen causes; these are the commonest.
    private static let plainRivals: Rule = { file in
        guard file.isPlainRefusal, file.lastSuccessHere == nil, !file.isRefusedEverywhere else {
            return nil
        }
        return Hypothesis(.wrongRegion, .possible)
    }

    // Nobody can rule another cloud out without asking it, and that is for the operator to allow.
    private static let untestedCloud: Rule = { file in
        guard file.asked == nil, file.isPlainRefusal, file.lastSuccessAnywhere == nil,
            !file.findings.contains(where: { $0.experiment == .otherCloud })
        else { return nil }
        return Hypothesis(
            .wrongCloud,
            .possible,
            steps: [
                "If the key may be of another cloud, list `other_cloud` in `diagnosis.experiments`."
            ]
        )
    }

    // Only Resource Manager tells these from each other and from a wrong key.
    private static let accountRivals: Rule = { file in
        guard file.asked == nil, file.isPlainRefusal, file.isRefusedEverywhere else { return nil }
        return Hypothesis(.resourceDeleted, .possible)
    }
}
