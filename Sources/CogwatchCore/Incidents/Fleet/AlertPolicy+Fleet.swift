import Foundation

extension AlertPolicy {
    private static let mostNames = 5
    private static let statusPage = "https://azure.status.microsoft"

    /// The alert of a region that is out.
    ///
    /// - Parameters:
    ///   - trouble: What is known of it.
    ///   - place: The region.
    ///   - size: How many accounts it has.
    /// - Returns: An alert that is about no account.
    package func alert(for trouble: RegionTrouble, in place: Place, of size: Int) -> Alert {
        let failing = trouble.causes
        let asked = failing.count + trouble.answering.count
        let region = Regions.region(place.region)?.name ?? place.region
        let causes = Self.tally(failing)
        let unasked = max(0, size - asked)
        let since = Timestamp.text(trouble.since)
        // China's regions stand on a page of their operator's own.
        let page = place.cloud == .china ? "the status page of Azure China" : Self.statusPage
        let evidence =
            causes.map { "- \($0.count) × \($0.cause.rawValue): \($0.cause.meaning)" } + [
                "- failing: \(Self.names(failing.keys))",
                "- answered since: \(Self.names(trouble.answering))",
            ]
        return alert(
            .regionOutage,
            about: .region(place),
            labels: ["azure_cloud": place.cloud.rawValue, "azure_region": place.region],
            since: trouble.since,
            annotations: [
                "summary": "\(region): most accounts fail, and not by their own fault",
                "description":
                    "Of \(asked) accounts that were asked since \(since), \(failing.count) fail"
                    + (unasked > 0 ? ", and \(unasked) have still to be asked. " : ". ")
                    + "cogwatch itself is not cut off: it got HTTP responses meanwhile. Alerts of the "
                    + "region's accounts that this explains are held back while it lasts.",
                "evidence": evidence.joined(separator: "\n"),
                "next_steps": """
                1. Look at \(page) for \(region), and at Service Health in the \
                portal.
                2. Send your users' calls to another region if you have an account there.
                3. Leave the keys alone: to regenerate one now helps nothing, and breaks what still \
                works.
                """,
            ]
        )
    }

    /// The alert of an agent that is cut off.
    package func alert(for blackout: Blackout) -> Alert {
        let count = blackout.victims.count
        return alert(
            .noConnectivity,
            about: .agent,
            labels: [:],
            since: blackout.since,
            annotations: [
                "summary": "cogwatch reaches nothing of Azure: it is probably cut off itself",
                "description":
                    "No HTTP response came from any host that was asked since "
                    + "\(Timestamp.text(blackout.since)): those of \(count) accounts, and those of regions "
                    + "in which there is no account. Whether your services reach Azure is not known. "
                    + "Alerts of accounts that got no response are held back while it lasts.",
                "evidence": """
                - without a response: \(Self.names(blackout.victims))
                - hosts of other regions, asked without a key, do not answer either
                """,
                "next_steps": """
                1. On the machine of cogwatch: `curl -sv https://eastus.api.cognitive.microsoft.com/`. \
                Any HTTP status, 404 too, means that the way is free.
                2. If not, the line at which it stops tells whom to ask: name servers, routes and \
                firewall, proxy (http_client.proxy_url), or who intercepts TLS.
                3. Until then watch your services by other means: cogwatch is blind.
                """,
            ]
        )
    }

    private func alert(
        _ name: AlertName,
        about subject: FleetSubject,
        labels own: [String: String],
        since: Date,
        annotations: [String: String]
    ) -> Alert {
        var labels = externalLabels
        labels.merge(own) { _, fixed in fixed }
        labels.merge(["alertname": name.rawValue, "severity": "critical"]) { _, fixed in fixed }
        var annotations = annotations
        annotations["since"] = Timestamp.text(since)
        annotations["runbook_url"] = name.runbookURL
        return Alert(
            account: subject.name,
            labels: labels,
            annotations: annotations,
            since: since
        )
    }

    private static func tally(_ causes: [String: Cause]) -> [(cause: Cause, count: Int)] {
        Dictionary(grouping: causes.values) { $0 }
            .map { (cause: $0.key, count: $0.value.count) }
            .sorted { ($1.count, $0.cause.rawValue) < ($0.count, $1.cause.rawValue) }
    }

    private static func names(_ names: some Collection<String>) -> String {
        guard !names.isEmpty else { return "none" }
        let shown = names.sorted().prefix(mostNames)
        let rest = names.count - shown.count
        return shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }
}
