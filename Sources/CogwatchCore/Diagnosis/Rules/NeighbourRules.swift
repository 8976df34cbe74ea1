/// Rules about what the region's other accounts do.
enum NeighbourRules {
    static let all: [Rule] = [sameKeyElsewhere, refusedTogether, byTurns, halfRefused]

    // Somebody configured one key twice; where it works shows what it belongs to.
    private static let sameKeyElsewhere: Rule = { file in
        guard file.isPlainRefusal, let kind = file.setting.kind else { return nil }
        for other in file.sameKey {
            let text = "the very same key works for the account \(other.account)"
            if other.cloud != file.setting.cloud {
                return Hypothesis(
                    .wrongCloud,
                    .certain,
                    ["\(text) in cloud \(other.cloud.rawValue)"]
                )
            }
            if other.region != file.setting.region, other.kind.reach(into: kind) == .all {
                return Hypothesis(.wrongRegion, .certain, ["\(text) in \(other.region)"])
            }
            if other.kind.reach(into: kind) == .none {
                return Hypothesis(
                    .wrongService,
                    .certain,
                    ["\(text), which is of \(other.kind.rawValue)"]
                )
            }
            if let own = file.setting.customDomain, other.customDomain != own {
                return Hypothesis(.wrongEndpointKind, .likely, ["\(text), on another endpoint"])
            }
        }
        return nil
    }

    // Mixed answers to a key that is old everywhere: nothing about the key explains them.
    private static let byTurns: Rule = { file in
        guard file.isPlainRefusal, file.isMixed, !file.isKeyNew else { return nil }
        return Hypothesis(
            .serviceOutage,
            .possible,
            ["the same key is accepted and refused by turns, without a change on our side"]
        )
    }

    // Keys of several owners do not stop at the same moment; a front end that lost them does that.
    private static let refusedTogether: Rule = { file in
        guard file.isPlainRefusal, file.lastSuccessHere != nil, file.neighbours.refuseAll,
            !file.siblings.contains(where: { $0.isAccepted == true })
        else { return nil }
        return Hypothesis(
            .serviceOutage,
            .likely,
            [
                "\(file.neighbours.refusedTogether) other accounts of the region, with keys of their own, "
                    + "were refused at the same time, and none works"
            ],
            steps: [
                "Do not change keys now: look at https://azure.status.microsoft for the region."
            ]
        )
    }

    private static let halfRefused: Rule = { file in
        guard file.isPlainRefusal, !file.isKeyNew, file.isAcceptedElsewhere,
            file.credentialOfFailures == .key, let worked = file.lastSuccessHere
        else { return nil }
        return Hypothesis(
            .serviceOutage,
            file.isMixed ? .possible : .likely,
            [
                "the same key is accepted for another operation now, and worked for this one until "
                    + Timestamp.text(worked)
            ]
        )
    }
}
