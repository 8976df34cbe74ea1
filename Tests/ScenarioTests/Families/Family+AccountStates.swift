import CogwatchCore
import CogwatchSimulator
import Foundation

extension Family {
    /// Stories about what becomes of an account.
    static let accountStates: [Family] = [
        Family("the trial ends", count: 18) { stage in
            stage.circumstances.watched = .seconds(86_400)
            stage.peopleTheWorld()
            let end = stage.now.addingTimeInterval(86_400 + 600)
            stage.create(Stage.main, hasDomain: stage.circumstances.usesDomain)
            stage.change(.trial(account: Stage.main, expires: .at(end)))
            stage.configure(stage.stanza().changed(trial: Trial(expires: end)))
            stage.settle()
            stage.pass(.seconds(900))
            stage.endBadly()
            return .plain(.trialExpired)
        },
        Family("the trial was over from the start") { stage in
            stage.peopleTheWorld()
            let end = stage.now.addingTimeInterval(-20 * 86_400)
            stage.create(Stage.main, hasDomain: stage.circumstances.usesDomain)
            stage.change(.trial(account: Stage.main, expires: .at(end)))
            stage.beginBadly(stage.stanza().changed(trial: Trial(expires: end)))
            return .plain(.trialExpired)
        },
        Family("a trial ends that nobody wrote down") { stage in
            stage.beginWell()
            stage.change(.trial(account: Stage.main, expires: .after(.zero)))
            stage.endBadly()
            return .hidden(
                .trialExpired,
                among: Truth.endsOfAccounts.union([.keyRegenerated]).union(
                    stage.circumstances.neighbours == 0 ? [.serviceOutage] : []
                ),
                because: "nothing says that it was a trial"
            )
        },
        Family("a key is regenerated long after the trial's day") { stage in
            stage.circumstances.hasSpare = true
            stage.circumstances.watched = .seconds(40 * 86_400)
            stage.peopleTheWorld()
            stage.create(Stage.main, hasDomain: stage.circumstances.usesDomain)
            let end = stage.now.addingTimeInterval(10 * 86_400)
            stage.configure(stage.stanza().changed(trial: Trial(expires: end)))
            stage.settle()
            stage.change(.regenerate(account: Stage.main, key: .key1, propagation: .zero))
            stage.endBadly()
            return .plain(.keyRegenerated)
        },
        Family("an account with a custom domain is deleted", count: 18) { stage in
            stage.circumstances.usesDomain = true
            stage.beginWell()
            stage.change(.delete(account: Stage.main))
            stage.endBadly()
            return stage.mayCompareNames
                ? .plain(.resourceDeleted)
                : .hidden(
                    .resourceDeleted,
                    among: [.dnsFailure],
                    because: "nobody looked whether other names resolve"
                )
        },
        Family("an account on shared hosts is deleted") { stage in
            stage.circumstances.goRegional()
            stage.beginWell()
            stage.change(.delete(account: Stage.main))
            stage.endBadly()
            return .hidden(
                .resourceDeleted,
                among: Truth.endsOfAccounts.union([.keyRegenerated]).union(
                    stage.circumstances.neighbours == 0 ? [.serviceOutage] : []
                ),
                because: "shared hosts refuse its keys in the words of any wrong key"
            )
        },
        Family("the subscription is disabled") { stage in
            stage.beginWell()
            for name in stage.azure.world.accounts.keys.sorted() {
                stage.change(.subscription(account: name, enabled: false))
            }
            stage.endBadly()
            return .hidden(
                .subscriptionDisabled,
                among: Truth.endsOfAccounts.union([.keyRegenerated, .serviceOutage]),
                because: "the refusal is the plain one, and shared hosts refuse in the same words"
            )
        },
        Family("keys are switched off, and the answer says so") { stage in
            stage.beginWell()
            stage.change(.localAuth(account: Stage.main, .disabled))
            stage.endBadly()
            return .plain(.localAuthDisabled)
        },
        Family("keys are switched off in silence") { stage in
            stage.beginWell()
            stage.change(.localAuth(account: Stage.main, .disabledSilently))
            stage.endBadly()
            return .hidden(
                .localAuthDisabled,
                among: Truth.endsOfAccounts.union([.keyRegenerated]).union(
                    stage.circumstances.neighbours == 0 ? [.serviceOutage] : []
                ),
                because: "the refusal is the one of a wrong key"
            )
        },
        Family("a gated feature") { stage in
            stage.beginWell()
            stage.change(.approval(account: Stage.main, granted: false))
            stage.endBadly()
            return .plain(.featureNotApproved)
        },
    ]

    /// Stories about policies and limits, which the answers name.
    static let limits: [Family] = [
        told("network rules", .networkRules) { .network(account: $0, rules: true) },
        told("public access is switched off", .publicAccessDisabled) {
            .publicAccess(account: $0, enabled: false)
        },
        told("the quota is used up", .quotaExceeded) {
            .quota(account: $0, replenishedIn: .seconds(9 * 86_400))
        },
        told("too many requests", .rateLimited) { .throttle(account: $0, retryAfter: 30) },
        Family("public access is switched off behind a private endpoint") { stage in
            stage.circumstances.usesDomain = true
            stage.beginWell()
            stage.change(.privateEndpoint(account: Stage.main, present: true))
            stage.change(.publicAccess(account: Stage.main, enabled: false))
            stage.endBadly()
            return .plain(.publicAccessDisabled)
        },
    ]

    private static func told(
        _ name: String,
        _ cause: Cause,
        _ change: @escaping @Sendable (String) -> WorldChange
    ) -> Family {
        Family(name, count: 12) { stage in
            stage.beginWell()
            stage.change(change(Stage.main))
            stage.endBadly()
            return .plain(cause)
        }
    }
}
