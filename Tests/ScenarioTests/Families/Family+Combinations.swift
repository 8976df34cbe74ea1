import CogwatchCore
import CogwatchSimulator
import Foundation

extension Family {
    /// Stories in which two things happen.
    static let combinations: [Family] = [
        Family("key and region change together, and the region is wrong", count: 18) { stage in
            stage.circumstances.goRegional()
            stage.beginWell()
            let key = stage.key(.key2)
            let keys = [Stage.entry("key1", key)]
            stage.configure(
                stage.account.changed(keys: keys, region: stage.circumstances.otherRegion)
            )
            stage.minutes(1)
            stage.pass(.seconds(1200))
            stage.endBadly()
            return stage.circumstances.mayExperiment || stage.circumstances.hasSpare
                ? .plain(.wrongRegion)
                : .hidden(
                    .wrongRegion,
                    among: [.invalidKey],
                    because: "the new key may be at fault as well as the new region"
                )
        },
        Family("key and region change together, and the key is wrong", count: 18) { stage in
            stage.circumstances.goRegional()
            stage.beginWell()
            let keys = [Stage.entry("key1", stage.strangeKey())]
            stage.configure(
                stage.account.changed(keys: keys, region: stage.circumstances.otherRegion)
            )
            stage.minutes(1)
            stage.pass(.seconds(1200))
            stage.endBadly()
            return stage.circumstances.mayExperiment
                ? .plain(.invalidKey)
                : .hidden(
                    .invalidKey,
                    among: [.wrongRegion],
                    because: "the new region may be at fault as well as the new key"
                )
        },
        Family("key and region change together, and the key is damaged") { stage in
            stage.circumstances.goRegional()
            stage.beginWell()
            stage.create("other", region: stage.circumstances.otherRegion)
            let key = Damage.quoted.text(of: stage.key(of: "other"))
            stage.configure(
                stage.account.changed(
                    keys: [Stage.entry("key1", key)],
                    region: stage.circumstances.otherRegion
                )
            )
            stage.minutes(1)
            stage.pass(.seconds(1200))
            stage.endBadly()
            return .plain(.keyMalformed)
        },
        Family("two accounts' keys are swapped", count: 12) { stage in
            stage.circumstances.goRegional()
            stage.beginWell()
            stage.create("other", region: stage.circumstances.otherRegion)
            stage.configure(stage.stanza(of: "other"))
            stage.minutes(2)
            stage.configure(
                stage.account.changed(keys: [Stage.entry("key1", stage.key(of: "other"))])
            )
            stage.minutes(1)
            stage.pass(.seconds(1200))
            stage.endBadly()
            // The very same key works for another account that is watched.
            return .plain(.wrongRegion)
        },
        Family("the region is changed while the spare is dead") { stage in
            stage.circumstances.goRegional()
            stage.circumstances.hasSpare = true
            stage.beginWell()
            stage.change(.regenerate(account: Stage.main, key: .key2, propagation: .zero))
            stage.minutes(3)
            stage.configure(stage.account.changed(region: stage.circumstances.otherRegion))
            stage.endBadly()
            return .plain(.wrongRegion)
        },
        Family("the key is regenerated while a neighbour's is") { stage in
            stage.circumstances.neighbours = max(1, stage.circumstances.neighbours)
            stage.circumstances.hasSpare = true
            stage.beginWell()
            stage.change(.regenerate(account: "near0", key: .key1, propagation: .zero))
            stage.change(.regenerate(account: Stage.main, key: .key1, propagation: .zero))
            stage.endBadly()
            return .plain(.keyRegenerated)
        },
        Family("network rules come over a regenerated key") { stage in
            stage.circumstances.hasSpare = true
            stage.beginWell()
            stage.change(.regenerate(account: Stage.main, key: .key1, propagation: .zero))
            stage.minutes(3)
            stage.change(.network(account: Stage.main, rules: true))
            stage.endBadly()
            // The spare's answer names the rules; the key in use is refused before they are asked.
            return .plain(.keyRegenerated)
        },
        Family("the key is regenerated while nobody watches", count: 12) { stage in
            stage.circumstances.hasSpare = true
            stage.beginWell()
            stage.change(.regenerate(account: Stage.main, key: .key1, propagation: .zero))
            stage.pass(.seconds(7200))
            stage.restart()
            stage.endBadly()
            return .plain(.keyRegenerated)
        },
    ]

    /// Stories in which all is well.
    static let peace: [Family] = [
        Family("nothing happens", count: 18) { stage in
            stage.beginWell()
            stage.endBadly()
            return .plain(nil)
        },
        Family("answers are late, and come") { stage in
            stage.beginWell()
            stage.fault(.slow(.seconds(6)), on: stage.ownHosts)
            stage.endBadly()
            return .plain(nil)
        },
        Family("blanks stand around the key") { stage in
            stage.beginWell()
            let key = stage.key().reveal { Secret(" \($0) ") }
            stage.configure(stage.account.changed(first: key))
            stage.endBadly()
            return .plain(nil)
        },
        Family("the key is replaced as it should be") { stage in
            stage.circumstances.hasSpare = true
            stage.beginWell()
            stage.configure(stage.account.changed(first: stage.key(.key2)))
            stage.minutes(1)
            stage.change(.regenerate(account: Stage.main, key: .key1, propagation: .zero))
            stage.minutes(1)
            stage.configure(stage.account.changed(keys: [Stage.entry("key1", stage.key(.key2))]))
            stage.endBadly()
            return .plain(nil)
        },
        Family("an outage is over") { stage in
            stage.beginWell()
            stage.fault(.refuseEverybody, on: stage.hostsOfRegion)
            stage.minutes(3)
            stage.fault(nil, on: stage.hostsOfRegion)
            stage.endBadly()
            return .plain(nil)
        },
    ]
}
