import CogwatchCore

extension Vocabulary {
    static let alerting = Vocabulary(
        name: "alerting",
        texts: ["trial_thresholds"],
        sections: [
            "route", "inhibit_rules", "receivers", "time_intervals", "mute_time_intervals",
            "alertmanagers", "heartbeat",
        ],
        notYet: [
            "templates":
                "name a Mustache file in a webhook's \"template\", or write title and text",
            "alert_relabel_configs":
                "every label of an alert is sent; relabel in Alertmanager's routes",
            "global": "write the values where they are used",
        ]
    )
}

/// Reads `alerting`.
struct AlertingReading {
    private static let thresholds: ClosedRange<Duration> = .seconds(60) ... .seconds(365 * 86_400)

    let section: Section
    private var reading: Reading { section.reading }

    init(_ section: Section) {
        self.section = section
    }

    func settings() -> AlertingSettings {
        let receivers = ReceiverReading.receivers(in: section)
        let rules = section.sections("inhibit_rules", .inhibitRule).map { InhibitRule($0) }
        let intervals = TimeIntervalReading.intervals(in: section)
        let usual = AlertingSettings()
        return AlertingSettings(
            route: route(to: receivers, intervals: intervals.keys.sorted()),
            receivers: receivers,
            inhibitRules: rules,
            timeIntervals: intervals,
            trialThresholds: trialThresholds() ?? usual.trialThresholds,
            alertmanagers: AlertmanagerReading.instances(in: section),
            heartbeat: section.section("heartbeat", .heartbeat).flatMap(HeartbeatReading.settings)
        )
    }

    private func route(to receivers: [Receiver], intervals: [String]) -> Route? {
        guard section.value("route") != nil else {
            if let first = receivers.first {
                reading.error(
                    "there are receivers and no \"route\", so nobody would be told",
                    at: section.place(ofKey: "receivers"),
                    remedy: "add route: {receiver: \(first.name)}"
                )
            }
            return nil
        }
        guard let root = section.section("route", .route) else { return nil }
        return RouteReading(receivers: receivers.map(\.name), intervals: intervals, reading)
            .root(root)
    }

    private func trialThresholds() -> [Duration]? {
        guard section.value("trial_thresholds") != nil else { return nil }
        var thresholds: Set<Duration> = []
        for (text, place) in section.texts("trial_thresholds") {
            let threshold = section.duration(
                text,
                in: Self.thresholds,
                "trial_thresholds",
                at: place
            )
            guard let threshold else { continue }
            if !thresholds.insert(threshold).inserted {
                reading.error("\"trial_thresholds\" lists \(Quoted.message(text)) twice", at: place)
            }
        }
        return thresholds.sorted(by: >)
    }
}
