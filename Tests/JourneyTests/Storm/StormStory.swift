import CogwatchCore
import CogwatchSimulator
import Foundation

/// What a receiver believes after each notification, held against the incidents as they were.
struct StormStory {
    private struct Standing {
        /// Which of the incidents with this fingerprint was told last.
        var index: Int
        var isFiring: Bool
    }

    /// By fingerprint, in order.
    private let lives: [String: [StormRecord.Incident]]
    private var standings: [String: Standing] = [:]
    /// What each group's last notification told of, by fingerprint.
    private var mentions: [String: Set<String>] = [:]
    private var told: Set<String> = []
    private(set) var problems: [String] = []

    init(incidents: [StormRecord.Incident]) {
        lives = Dictionary(grouping: incidents, by: \.fingerprint)
    }

    func wasTold(_ incident: StormRecord.Incident) -> Bool { told.contains(incident.name) }

    /// What the receiver takes for firing in the end, and what is over.
    ///
    /// An account that fails now for one reason and now for another has incidents that look alike:
    /// what was told may be any of them.
    var unended: [String] {
        standings.compactMap { fingerprint, standing in
            guard standing.isFiring, let life = lives[fingerprint] else { return nil }
            let name = life[standing.index].name
            return life[standing.index...].contains { $0.name == name && $0.end == nil }
                ? nil : name
        }
    }

    mutating func hear(_ webhook: ReceivedWebhook, id: String) {
        let mentioned = mentions[webhook.groupKey]
        mentions[webhook.groupKey] = Set(webhook.alerts.map(\.fingerprint))
        // Told one by one: each has to be checked, also behind one that is news.
        let news = webhook.alerts.map { alert in
            guard alert.status == "firing" else { return end(alert, in: id) }
            let begins = begin(alert, in: id)
            // Who was told of the group without an alert that was muted is told of it again.
            return begins || mentioned?.contains(alert.fingerprint) == false
        }
        if !news.contains(true) { problems.append("\(id) tells nothing new") }
    }

    mutating func garble(_ id: String) {
        problems.append("\(id) is no webhook of Alertmanager's")
    }

    /// - Returns: Whether it is news.
    private mutating func begin(_ alert: ReceivedWebhook.Alert, in id: String) -> Bool {
        let life = lives[alert.fingerprint] ?? []
        let current = standings[alert.fingerprint]
        let next = life.indices.first { index in
            index > (current?.index ?? -1) && life[index].start == alert.startsAt
        }
        if let current, current.isFiring, life[current.index].start == alert.startsAt {
            // Two of the same beginning look alike: this may be the second.
            return next != nil
        }
        guard let next else {
            problems.append("\(id) tells what was not, or was before: \(alert.name)")
            return false
        }
        standings[alert.fingerprint] = Standing(index: next, isFiring: true)
        told.insert(life[next].name)
        return true
    }

    private mutating func end(_ alert: ReceivedWebhook.Alert, in id: String) -> Bool {
        let life = lives[alert.fingerprint] ?? []
        guard let current = standings[alert.fingerprint], current.isFiring else {
            problems.append("\(id) ends what was not told, or has ended: \(alert.name)")
            return false
        }
        let over = life.indices.first { index in
            index >= current.index && life[index].start == alert.startsAt
                && life[index].end == alert.endsAt
        }
        guard let over else {
            problems.append("\(id) tells an end that was not: \(alert.name)")
            return false
        }
        standings[alert.fingerprint] = Standing(index: over, isFiring: false)
        return true
    }

    /// The accounts of which the receiver believes that something fires.
    var failing: Set<String> {
        Set(
            standings.compactMap { fingerprint, standing in
                standing.isFiring ? lives[fingerprint]?.first?.account : nil
            }
        )
    }
}

extension StormRecord.Incident {
    /// As a receiver knows it.
    var name: String { "\(account) \(fingerprint) since \(start)" }
    var start: String { Timestamp.text(Date(timeIntervalSince1970: startsAt)) }
    var end: String? { endsAt.map { Timestamp.text(Date(timeIntervalSince1970: $0)) } }
}

extension ReceivedWebhook.Alert {
    var name: String {
        "\(labels["account"] ?? "") \(fingerprint) since \(startsAt) until \(endsAt)"
    }
}
