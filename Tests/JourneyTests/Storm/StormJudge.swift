import CogwatchCore
import CogwatchSimulator
import Foundation

/// Compares what a receiver heard with what the agent wrote down.
struct StormJudge {
    /// In the order in which they were written.
    let incidents: [StormRecord.Incident]
    /// When each was written, as far as the log had time to tell.
    let opened: [String: Date]
    /// An incident that lasted longer must have been told.
    let patience: Double

    /// What is wrong with what a lane heard; empty when all is right.
    func problems(in heard: [HookServer.Heard]) -> [String] {
        let (problems, order) = Self.repetitions(in: heard)
        let story = story(of: order)
        return problems + story.problems + missing(from: story)
            + story.unended.map { "the end of \($0) was not told" }
    }

    /// The accounts of which a lane's receiver believes in the end that they fail.
    func failing(after heard: [HookServer.Heard]) -> Set<String> {
        story(of: Self.repetitions(in: heard).1).failing
    }

    /// What was, and what a lane heard of it, for whoever has to find out why they differ.
    func tale(of heard: [HookServer.Heard]) -> String {
        let was = incidents.map { "\($0.name) until \($0.end ?? "now")" }
        let told = heard.map { request in
            let alerts = request.webhook?.alerts.map { "  \($0.status) \($0.name)" } ?? []
            let answer = request.answered.map(String.init) ?? "nothing"
            return (["\(request.id) answered with \(answer)"] + alerts).joined(separator: "\n")
        }
        return (["What was:"] + was + ["What was heard:"] + told).joined(separator: "\n")
    }

    private func story(of order: [HookServer.Heard]) -> StormStory {
        var story = StormStory(incidents: incidents)
        for notification in order {
            if let webhook = notification.webhook {
                story.hear(webhook, id: notification.id)
            } else {
                story.garble(notification.id)
            }
        }
        return story
    }

    /// A notification may come again under its own id, until another one comes.
    private static func repetitions(
        in heard: [HookServer.Heard]
    ) -> ([String], [HookServer.Heard]) {
        var problems: [String] = []
        var order: [HookServer.Heard] = []
        var accepted: Set<String> = []
        for request in heard {
            if let first = order.first(where: { $0.id == request.id }) {
                if first.body != request.body { problems.append("\(request.id) changed its body") }
                if order.last?.id != request.id {
                    problems.append("\(request.id) came again after \(order.last?.id ?? "")")
                }
            } else {
                if let last = order.last, !accepted.contains(last.id) {
                    problems.append("\(request.id) came before \(last.id) was accepted")
                }
                order.append(request)
            }
            if request.answered == 200 { accepted.insert(request.id) }
        }
        if let last = order.last, !accepted.contains(last.id) {
            problems.append("\(last.id) was never accepted")
        }
        return (problems, order)
    }

    /// Whether the region's own outage went on beside it, which is told in its place.
    private func wasHeldBack(_ incident: StormRecord.Incident) -> Bool {
        let end = incident.endsAt ?? .infinity
        return incidents.contains { outage in
            guard let region = outage.account.wholeMatch(of: /region\/public\/(\w+)/)?.1 else {
                return false
            }
            return incident.account.hasPrefix("\(region)-") && outage.startsAt <= end
                && incident.startsAt <= outage.endsAt ?? .infinity
        }
    }

    private func missing(from story: StormStory) -> [String] {
        incidents.compactMap { incident in
            guard !story.wasTold(incident), !wasHeldBack(incident),
                let written = opened[incident.id]
            else { return nil }
            let end = incident.endsAt.map(Date.init(timeIntervalSince1970:))
            let lasted = end?.timeIntervalSince(written) ?? .infinity
            return lasted > patience ? "\(incident) lasted \(lasted) s, and was not told" : nil
        }
    }
}
