/// A node of the tree that decides who is told: Alertmanager's `route`, with inherited fields
/// already filled in.
package struct Route: Sendable, Equatable {
    /// The labels by which alerts share one notification.
    package enum GroupBy: Sendable, Equatable {
        case labels([String])
        /// `['...']`: every alert stands alone.
        case everything
    }

    package let receiver: String
    package let groupBy: GroupBy
    package let groupWait: Duration
    package let groupInterval: Duration
    package let repeatInterval: Duration
    package let matchers: [Matcher]
    /// Whether later siblings are asked too after this node matched.
    package let continues: Bool
    /// Names of times in which this node tells nobody; children do not inherit them.
    package let muteTimeIntervals: [String]
    /// Names of the only times in which it does, which children do not inherit; empty for always.
    package let activeTimeIntervals: [String]
    package let routes: [Route]

    package init(
        receiver: String,
        groupBy: GroupBy = .labels([]),
        groupWait: Duration = .seconds(30),
        groupInterval: Duration = .seconds(300),
        repeatInterval: Duration = .seconds(4 * 3600),
        matchers: [Matcher] = [],
        continues: Bool = false,
        muteTimeIntervals: [String] = [],
        activeTimeIntervals: [String] = [],
        routes: [Route] = []
    ) {
        self.receiver = receiver
        self.groupBy = groupBy
        self.groupWait = groupWait
        self.groupInterval = groupInterval
        self.repeatInterval = repeatInterval
        self.matchers = matchers
        self.continues = continues
        self.muteTimeIntervals = muteTimeIntervals
        self.activeTimeIntervals = activeTimeIntervals
        self.routes = routes
    }
}

/// A leaf of the tree that an alert reached, and the group it falls into there.
package struct RoutedGroup: Sendable, Equatable {
    /// Alertmanager's group key: `{}/{team="voice"}:{alertname="AuthFailing"}`.
    package let key: String
    package let receiver: String
    package let labels: [String: String]
    package let groupWait: Duration
    package let groupInterval: Duration
    package let repeatInterval: Duration
    /// See ``isMuted(at:by:)``.
    package let muteTimeIntervals: [String]
    package let activeTimeIntervals: [String]
}

extension Route {
    /// The groups that an alert falls into, in the order of the tree.
    package func groups(for labels: [String: String]) -> [RoutedGroup] {
        matches(for: labels, below: "").map { path, route in
            let groupLabels = route.groupLabels(of: labels)
            return RoutedGroup(
                key: "\(path):\(Labels.text(groupLabels))",
                receiver: route.receiver,
                labels: groupLabels,
                groupWait: route.groupWait,
                groupInterval: route.groupInterval,
                repeatInterval: route.repeatInterval,
                muteTimeIntervals: route.muteTimeIntervals,
                activeTimeIntervals: route.activeTimeIntervals
            )
        }
    }

    private func matches(
        for labels: [String: String],
        below parent: String
    ) -> [(path: String, route: Route)] {
        guard matchers.allSatisfy({ $0.accepts(labels) }) else { return [] }
        let own = "{" + matchers.map(\.description).joined(separator: ",") + "}"
        let path = parent.isEmpty ? own : "\(parent)/\(own)"
        var found: [(path: String, route: Route)] = []
        for child in routes {
            let below = child.matches(for: labels, below: path)
            found += below
            if !below.isEmpty && !child.continues { break }
        }
        return found.isEmpty ? [(path, self)] : found
    }

    private func groupLabels(of labels: [String: String]) -> [String: String] {
        switch groupBy {
        case .everything: labels
        case .labels(let names): labels.filter { names.contains($0.key) }
        }
    }
}

/// Alertmanager's `inhibit_rules`: while a source fires, targets that agree with it in `equal` are
/// not notified.
package struct InhibitRule: Sendable, Equatable {
    package let sourceMatchers: [Matcher]
    package let targetMatchers: [Matcher]
    package let equal: [String]

    package init(sourceMatchers: [Matcher], targetMatchers: [Matcher], equal: [String]) {
        self.sourceMatchers = sourceMatchers
        self.targetMatchers = targetMatchers
        self.equal = equal
    }

    /// Whether a firing source keeps a target quiet.
    package func mutes(_ target: [String: String], while source: [String: String]) -> Bool {
        guard targetMatchers.allSatisfy({ $0.accepts(target) }) else { return false }
        guard sourceMatchers.allSatisfy({ $0.accepts(source) }) else { return false }
        // As in Alertmanager, what matches both sides cannot inhibit its own kind.
        let targetIsSource = sourceMatchers.allSatisfy { $0.accepts(target) }
        let sourceIsTarget = targetMatchers.allSatisfy { $0.accepts(source) }
        guard !(targetIsSource && sourceIsTarget) else { return false }
        return equal.allSatisfy { (source[$0] ?? "") == (target[$0] ?? "") }
    }
}
