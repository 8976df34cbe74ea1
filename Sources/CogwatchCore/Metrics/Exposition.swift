package import Foundation

/// The scoreboard as text for Prometheus.
package enum Exposition {
    /// The formats that a scraper may ask for.
    package enum Format: Sendable, CaseIterable {
        case prometheusText, openMetrics

        /// The `Content-Type` of an answer.
        package var contentType: String {
            switch self {
            case .prometheusText: "text/plain; version=0.0.4; charset=utf-8"
            case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
            }
        }
    }

    /// All families of `/metrics`; remaining days and lifetimes are counted from `now`.
    package static func render(
        _ scoreboard: Scoreboard,
        as format: Format,
        at now: Date,
        process: ProcessStatistics? = nil
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        for piece in ExpositionPieces(scoreboard, as: format, at: now, process: process) {
            bytes += piece
        }
        return bytes
    }

    /// The answer of `/probe`: one round of probes of one account, and nothing else.
    package static func render(
        _ report: ProbeReport,
        as format: Format,
        at now: Date
    ) -> [UInt8] {
        var scoreboard = Scoreboard(
            build: BuildDescription(version: "", revision: "", swiftVersion: ""),
            startedAt: now
        )
        scoreboard.watch([WatchedAccount(probing: report.account)])
        report.results.forEach { scoreboard.record($0) }
        scoreboard.record(report.verdict, state: .unknown)

        var writer = SampleWriter(format)
        writer.begin(probeSuccess)
        writer.value(report.succeeded ? 1 : 0)
        writer.begin(probeDuration)
        writer.value(report.duration.seconds)
        for family in familiesOfProbe {
            writer.begin(family.definition)
            scoreboard.write(family, of: 0..<1, to: &writer, at: now, process: nil)
        }
        writer.finish()
        return writer.take()
    }

    /// Names as blackbox_exporter has them, so that its rules and dashboards work.
    private static let probeSuccess = MetricDefinition(
        "probe_success",
        .gauge,
        help: "Whether every operation succeeded with the key in use."
    )
    private static let probeDuration = MetricDefinition(
        "probe_duration_seconds",
        .gauge,
        help: "How long all probes took together."
    )

    private static let familiesOfProbe: [MetricFamily] = [
        .failureCause, .probeSuccess, .probeDuration, .probePhaseDuration, .probeStatusCode,
    ]
}

extension ProbeReport {
    /// Whether every operation succeeded with the key in use.
    package var succeeded: Bool {
        let inUse = account.keys.first?.name
        let decisive = results.filter { inUse == nil || $0.key == inUse }
        return !decisive.isEmpty && decisive.allSatisfy { $0.outcome == .success }
    }

    /// The sum over all probes.
    package var duration: Duration {
        results.reduce(.zero) { $0 + $1.timing.total }
    }
}

extension WatchedAccount {
    /// Fingerprints are not shown where one round is all that is asked for.
    fileprivate init(probing account: Account) {
        self.init(
            account: account,
            keys: account.keys.map { WatchedKey(name: $0.name, fingerprint: nil, issued: nil) }
        )
    }
}
