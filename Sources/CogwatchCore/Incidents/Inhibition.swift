/// Inhibition rules over all that fires now.
///
/// It answers as ``InhibitRule/mutes(_:while:)`` would when asked for each firing alert, but for a
/// target it takes a look-up per rule: in an outage everything fires, and everything is a target.
package struct Inhibition: Sendable {
    private struct Prepared {
        let rule: InhibitRule
        /// The values of the `equal` labels of all sources.
        var all: Set<[String]> = []
        /// The same of those sources that are not targets themselves.
        var onlySources: Set<[String]> = []
    }

    private let prepared: [Prepared]

    /// - Parameters:
    ///   - rules: As configured.
    ///   - firing: The labels of all incidents that fire.
    package init(rules: [InhibitRule], firing: [[String: String]]) {
        prepared = rules.map { rule in
            var prepared = Prepared(rule: rule)
            for source in firing where rule.isSource(source) {
                let values = rule.equalValues(of: source)
                prepared.all.insert(values)
                if !rule.isTarget(source) { prepared.onlySources.insert(values) }
            }
            return prepared
        }
    }

    /// Whether an alert with these labels is not to be notified now.
    package func mutes(_ target: [String: String]) -> Bool {
        prepared.contains { prepared in
            let rule = prepared.rule
            guard rule.isTarget(target) else { return false }
            let sources = rule.isSource(target) ? prepared.onlySources : prepared.all
            return sources.contains(rule.equalValues(of: target))
        }
    }
}

extension InhibitRule {
    fileprivate func isSource(_ labels: [String: String]) -> Bool {
        sourceMatchers.allSatisfy { $0.accepts(labels) }
    }

    fileprivate func isTarget(_ labels: [String: String]) -> Bool {
        targetMatchers.allSatisfy { $0.accepts(labels) }
    }

    fileprivate func equalValues(of labels: [String: String]) -> [String] {
        equal.map { labels[$0] ?? "" }
    }
}
