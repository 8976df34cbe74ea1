import Foundation

/// Rules about the account as a whole.
enum AccountStateRules {
    static let all: [Rule] = [trialOver, fellTogether]

    private static let trialOver: Rule = { file in
        guard file.isPlainRefusal, let end = file.setting.trialEnd, end <= file.now else {
            return nil
        }
        // What worked after the end, or works still, is no trial any more.
        let isOutlived = file.lastSuccessHere.map { $0 > end } ?? false
        guard !isOutlived, !file.siblings.contains(where: { $0.isAccepted == true }) else {
            return nil
        }
        return Hypothesis(
            .trialExpired,
            .likely,
            ["the trial ended at \(Timestamp.text(end)) by the configuration"]
        )
    }

    private static let fellTogether: Rule = { file in
        guard file.isPlainRefusal, file.lastSuccessHere != nil else { return nil }
        guard file.siblings.contains(where: { $0.isAccepted == false && $0.workedBefore }) else {
            return nil
        }
        return Hypothesis(
            .resourceDeleted,
            .possible,
            ["all keys of the account were refused at the same time"],
            steps: ["Look whether the resource still exists, and in which region."]
        )
    }
}
