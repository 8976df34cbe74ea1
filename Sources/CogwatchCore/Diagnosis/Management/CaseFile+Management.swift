import Foundation

extension CaseFile {
    /// The account as Resource Manager describes it.
    var managed: DiscoveredAccount? { management?.account.value }

    /// What the key is, by a comparison that no success has outdated.
    var keyMatch: KeyComparison.Match? {
        // A damaged copy matches nothing, and the damage is what to mend.
        guard let comparison = management?.keys.value, key.anatomy?.problems.isEmpty ?? true,
            let match = comparison.match(of: key.fingerprint)
        else { return nil }
        if match != .neither, let worked = lastSuccessAnywhere, worked > comparison.at {
            return nil
        }
        return match
    }

    var isCurrentKey: Bool { keyMatch == .key1 || keyMatch == .key2 }

    /// Whether key and `resource_id` may be of two resources: they were not compared yet, or differ.
    var mayBeOfOtherResource: Bool {
        keyMatch == .neither || management?.keys == .notAsked
    }

    /// The regeneration that can be the reason: after the key last worked, or so shortly before that
    /// the old key was still taken.
    ///
    /// Of several the newest of this very key, by its name.
    var regeneration: Regeneration? {
        let earliest = (lastSuccessHere ?? lastSuccessAnywhere)?.addingTimeInterval(-600)
        let events = (management?.activity.value?.regenerations ?? []).filter {
            $0.at >= earliest ?? .distantPast
        }
        return events.first { $0.key != nil && $0.key == numberOfKey }
            ?? events.first { $0.key == nil } ?? events.first
    }

    /// 1 or 2, where the configuration calls the key as Azure does.
    var numberOfKey: Int? {
        switch key.name.lowercased() {
        case "key1": 1
        case "key2": 2
        default: nil
        }
    }
}

extension Narration {
    static func regeneration(_ event: Regeneration) -> String {
        let key = event.key.map { "key \($0)" } ?? "a key"
        let caller = event.caller.map { " by \($0)" } ?? ""
        return "the activity log says that \(key) of the resource was regenerated at "
            + "\(Timestamp.text(event.at))\(caller)"
    }

    /// What Resource Manager said, as far as it speaks against a cause rather than for one.
    static func management(of file: CaseFile, best: Hypothesis) -> [String] {
        guard let evidence = file.management else { return [] }
        var lines: [String] = []
        if let match = file.keyMatch, match != .neither {
            lines.append(
                "Azure Resource Manager says that \(file.key.name) is the resource's current "
                    + "\(match.rawValue)"
            )
        }
        if let account = file.managed, best.confidence != .certain {
            lines.append(
                "Azure Resource Manager says that the resource exists, of kind \(account.kind) in "
                    + "\(account.region)"
            )
        }
        if let health = evidence.health.value, health.state == .available, file.isPlainRefusal {
            lines.append("Azure's resource health says that the resource is available")
        }
        if let activity = evidence.activity.value, activity.regenerations.isEmpty,
            file.isPlainRefusal
        {
            lines.append(
                "the activity log shows no regenerated key as of \(Timestamp.text(activity.at)); "
                    + "entries come up to 20 minutes late"
            )
        }
        return lines
    }

    /// What would have to be allowed so that Resource Manager could prove a cause.
    static func missingProof(of file: CaseFile, best: Hypothesis) -> [String] {
        guard let evidence = file.management else { return [] }
        let wanted: [ManagementQuestion] =
            best.confidence == .certain
            ? best.cause == .keyRegenerated ? [.activity] : [] : ManagementQuestion.allCases
        return wanted.compactMap { evidence.refusal(of: $0)?.stepToProof }
    }
}
