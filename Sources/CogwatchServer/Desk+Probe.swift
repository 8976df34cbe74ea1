import CogwatchCore
import Foundation
import NIOCore

extension Desk {
    func probe(_ inquiry: Inquiry) async -> Reply {
        guard let name = inquiry.query["account"], !name.isEmpty else {
            return .text(
                "Say which account: \(options.linkPrefix)/probe?account=NAME\n",
                status: 400
            )
        }
        guard let known = console.scoreboard().report(for: name) else { return unknown(name) }
        let asked = inquiry.headers["x-prometheus-scrape-timeout-seconds"]
        let timeout = ScrapeTimeout.budget(asked) ?? known.account.probeTimeout
        // A reload may have taken the account away meanwhile.
        guard let report = await console.probe(account: name, timeout: timeout) else {
            return unknown(name)
        }
        guard inquiry.query["debug"] != "true" else { return .text(ProbeText.text(report)) }
        let format = Negotiation.format(accept: inquiry.headers["accept"])
        return Reply(
            type: format.contentType,
            headers: [Reply.Header("Vary", "Accept")],
            body: ByteBuffer(bytes: Exposition.render(report, as: format, at: time.now))
        )
    }

    private func unknown(_ name: String) -> Reply {
        .text("No account \"\(name)\" is configured.\n", status: 404)
    }
}

/// The time that a scrape leaves for probing.
enum ScrapeTimeout {
    /// Reads `X-Prometheus-Scrape-Timeout-Seconds`, and leaves half a second for the way back, or
    /// half of the time where that is less.
    ///
    /// - Returns: Nil where there is no usable number.
    static func budget(_ header: String?) -> Duration? {
        guard let seconds = header.flatMap(Double.init), seconds > 0, seconds.isFinite else {
            return nil
        }
        let bounded = min(seconds, 3_600)
        return .seconds(max(bounded - 0.5, bounded / 2))
    }
}
