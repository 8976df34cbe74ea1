import CogwatchCore
import CogwatchStore
import Foundation

/// A directory of its own for a test, gone with it.
final class Storage: Sendable {
    let path: String

    init() {
        path = NSTemporaryDirectory() + "cogwatch-store-" + UUID().uuidString
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    var file: String { path + "/cogwatch.sqlite" }

    func open() throws -> SQLiteLedger { try SQLiteLedger(path: path) }

    /// What a process would find that starts after this one was killed just now.
    ///
    /// Nobody may write meanwhile.
    func afterCrash() throws -> Storage {
        let copy = Storage()
        try FileManager.default.createDirectory(
            atPath: copy.path,
            withIntermediateDirectories: true
        )
        for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: file + suffix) {
            try FileManager.default.copyItem(atPath: file + suffix, toPath: copy.file + suffix)
        }
        return copy
    }

    func mode(of path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
}

enum Sample {
    static let start = Date(timeIntervalSince1970: 1_790_000_000)

    static func alert(
        _ account: String,
        _ name: String = "AuthFailing",
        annotations: [String: String] = ["summary": "refused"],
        labels: [String: String] = [:],
        since: Date = start
    ) -> Alert {
        Alert(
            account: account,
            labels: ["alertname": name, "account": account].merging(labels) { $1 },
            annotations: annotations,
            since: since
        )
    }

    static func webhook(_ path: String = "x", sendResolved: Bool = true) -> Integration {
        .webhook(
            WebhookReceiver(
                url: Secret("https://hooks.example/\(path)"),
                sendResolved: sendResolved
            )
        )
    }

    /// One receiver with one webhook: 10 s, then 60 s, and a reminder after 600 s.
    static func routing(
        groupBy: Route.GroupBy = .labels(["alertname"]),
        integrations: [Integration] = [webhook()],
        inhibitRules: [InhibitRule] = [],
        receiver: String = "oncall",
        interval: Int = 60
    ) -> AlertingSettings {
        AlertingSettings(
            route: Route(
                receiver: receiver,
                groupBy: groupBy,
                groupWait: .seconds(10),
                groupInterval: .seconds(interval),
                repeatInterval: .seconds(600)
            ),
            receivers: [Receiver(name: receiver, integrations: integrations)],
            inhibitRules: inhibitRules
        )
    }
}

extension Date {
    static func + (date: Date, seconds: Int) -> Date {
        date.addingTimeInterval(Double(seconds))
    }
}

extension SQLiteLedger {
    /// Records at a number of seconds after the start.
    @discardableResult
    func look(
        _ account: String,
        _ alerts: [Alert],
        at seconds: Int,
        _ routing: AlertingSettings = Sample.routing()
    ) async throws -> [IncidentChange] {
        try await record(
            account: account,
            alerts: alerts,
            at: Sample.start + seconds,
            routing: routing
        )
    }

    func flush(
        at seconds: Int,
        _ routing: AlertingSettings = Sample.routing()
    ) async throws -> Int {
        try await flushGroups(
            at: Sample.start + seconds,
            routing: routing,
            externalURL: "https://cogwatch.example"
        ).written
    }

    /// All that waits for a receiver's first integration, taken out in order.
    func takeAll(at seconds: Int) async throws -> [Told] {
        var told: [Told] = []
        while let next = try await dueNotifications(at: Sample.start + seconds).first {
            told.append(try Told(next))
            try await settle(next)
        }
        return told
    }
}

/// A notification as its receiver reads it.
struct Told: Equatable {
    struct Alert: Decodable, Equatable {
        let status: String
        let labels: [String: String]
        let startsAt: String
        let endsAt: String
        let fingerprint: String
    }

    private struct Body: Decodable {
        let receiver: String
        let status: String
        let groupKey: String
        let alerts: [Alert]
        let notification_reason: String
    }

    let notification: QueuedNotification
    let receiver: String
    let status: String
    let reason: String
    let groupKey: String
    let alerts: [Alert]

    init(_ notification: QueuedNotification) throws {
        self.notification = notification
        let body = try JSONDecoder().decode(Body.self, from: Data(notification.body))
        receiver = body.receiver
        status = body.status
        reason = body.notification_reason
        groupKey = body.groupKey
        alerts = body.alerts
    }

    /// `account status`, in order.
    var summary: [String] { alerts.map { "\($0.labels["account"] ?? "?") \($0.status)" } }
}
