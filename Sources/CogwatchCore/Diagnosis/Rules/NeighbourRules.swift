/// Rules about what the region's other accounts do.
enum NeighbourRules {
    static let all: [Rule] = [refusedTogether, halfRefused]

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
            let worked = file.lastSuccessHere
        else {
            return nil
        }
        return Hypothesis(
            .serviceOutage,
            .likely,
            [
                "the same key is accepted for another operation now, and worked for this one until "
                    + Timestamp.text(worked)
            ]
        )
    }
}
