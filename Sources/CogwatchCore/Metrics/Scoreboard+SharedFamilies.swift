import Foundation

// Samples that belong to no single account. There are few of them, so that they may sort and
// render their labels at each scrape.

extension Scoreboard {
    var buildLabels: [UInt8] {
        LabelText.pairs([
            ("version", build.version),
            ("revision", build.revision),
            ("swift_version", build.swiftVersion),
        ])
    }

    func writeLatencies(to writer: inout SampleWriter) {
        let rows = latencies.map { region, histogram in
            (
                LabelText.pairs([
                    ("azure_cloud", region.cloud.rawValue),
                    ("azure_region", region.region),
                    ("operation", region.operation.rawValue),
                ]), histogram
            )
        }
        for (labels, histogram) in rows.sorted(by: { $0.0.lexicographicallyPrecedes($1.0) }) {
            writer.histogram(histogram, labels)
        }
    }

    func writeCertificates(to writer: inout SampleWriter) {
        for (host, expiry) in certificates.sorted(by: { $0.key < $1.key }) {
            writer.sample(LabelText.pairs([("host", host)]), expiry.exposed)
        }
    }

    func writeIncidents(to writer: inout SampleWriter) {
        // What is being confirmed has no incident yet, and no cause that anybody should rely on.
        var pending = 0
        accounts.forEach(in: 0..<accounts.count) { if $0.series.state == .pending { pending += 1 } }
        let counts = incidents.map { ($0.state.rawValue, $0.cause, $0.count) }
        let rows = (counts + [("pending", Cause.unknown.rawValue, pending)]).map {
            state,
            cause,
            count in
            (LabelText.pairs([("state", state), ("cause", cause)]), count)
        }
        for (labels, count) in rows.sorted(by: { $0.0.lexicographicallyPrecedes($1.0) }) {
            writer.sample(labels, Double(count))
        }
    }

    func writeSilences(to writer: inout SampleWriter) {
        for state in Silence.State.allCases {
            let labels = LabelText.pairs([("state", state.rawValue)])
            writer.sample(labels, Double(silences[state] ?? 0))
        }
    }

    func writeNotifications(to writer: inout SampleWriter) {
        let rows = notifications.map { row, count in
            (
                LabelText.pairs([
                    ("receiver", row.receiver),
                    ("integration", row.integration),
                    ("outcome", row.outcome.rawValue),
                ]), count
            )
        }
        for (labels, count) in rows.sorted(by: { $0.0.lexicographicallyPrecedes($1.0) }) {
            writer.sample(labels, Double(count))
        }
    }

    func writeNotificationErrors(to writer: inout SampleWriter) {
        let rows = notificationErrors.map { row, count in
            (
                LabelText.pairs([
                    ("receiver", row.addressee.receiver),
                    ("integration", row.addressee.integration),
                    ("reason", row.fault.rawValue),
                ]), count
            )
        }
        for (labels, count) in rows.sorted(by: { $0.0.lexicographicallyPrecedes($1.0) }) {
            writer.sample(labels, Double(count))
        }
    }

    func writeExperiments(to writer: inout SampleWriter) {
        for experiment in Experiment.allCases.sorted(by: { $0.rawValue < $1.rawValue }) {
            for outcome in Finding.Outcome.allCases.sorted(by: { $0.rawValue < $1.rawValue }) {
                let row = ExperimentRow(experiment: experiment, outcome: outcome)
                let labels = [("experiment", experiment.rawValue), ("outcome", outcome.rawValue)]
                writer.sample(LabelText.pairs(labels), Double(experiments[row] ?? 0))
            }
        }
    }

    func writeNotificationLatencies(to writer: inout SampleWriter) {
        for (kind, histogram) in notificationLatencies.sorted(by: { $0.key < $1.key }) {
            writer.histogram(histogram, LabelText.pairs([("integration", kind)]))
        }
    }

    func writeQueueLengths(to writer: inout SampleWriter) {
        var lengths = Dictionary(receivers.map { ($0, 0) }) { first, _ in first }
        for queue in queues { lengths[queue.receiver] = queue.length }
        for (receiver, length) in lengths.sorted(by: { $0.key < $1.key }) {
            writer.sample(LabelText.pairs([("receiver", receiver)]), Double(length))
        }
    }

    func writeQueueAges(to writer: inout SampleWriter) {
        let waiting = queues.filter { $0.length > 0 }.sorted { $0.receiver < $1.receiver }
        for queue in waiting {
            writer.sample(
                LabelText.pairs([("receiver", queue.receiver)]),
                queue.oldest.exposed
            )
        }
    }
}

extension SampleWriter {
    /// Writes a sample without labels, if there is a value.
    mutating func value(_ value: Double?) {
        guard let value else { return }
        sample([], value)
    }
}

extension Date {
    /// Unix time to the millisecond.
    var exposed: Double { timeIntervalSince1970.inMilliseconds }
}

extension Double {
    /// A time in seconds, rounded to the millisecond.
    var inMilliseconds: Double { (self * 1000).rounded() / 1000 }
}
