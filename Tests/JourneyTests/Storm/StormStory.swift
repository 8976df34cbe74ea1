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
    private var told: Set<String> = []
    private var ended: Set<String> = []
    private(set) var problems: [String] = []

    init(incidents: [StormRecord.Incident]) {
        lives = Dictionary(grouping: incidents, by: \.fingerprint)
    }

    func wasTold(_ incident: StormRecord.Incident) -> Bool { told.contains(incident.name) }

    /// Whether its end was told, or what would take an end back: that the same alert fires anew.
    func wasEnded(_ incident: StormRecord.Incident) -> Bool {
        let life = lives[incident.fingerprint] ?? []
        let index = life.firstIndex { $0.id == incident.id } ?? 0
        return ended.contains(incident.id)
            || standings[incident.fingerprint].map { $0.index > index } ?? false
    }

    mutating func hear(_ webhook: ReceivedWebhook, id: String) {
        // Told one by one: each has to be checked, also behind one that is news.
        let news = webhook.alerts.map { alert in
            alert.status == "firing" ? begin(alert, in: id) : end(alert, in: id)
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
        ended.insert(life[over].id)
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
    fileprivate var name: String {
        "\(labels["account"] ?? "") \(fingerprint) since \(startsAt) until \(endsAt)"
    }
}
