package import Foundation

/// What a receiver is told: the alerts of one group, at one moment.
package struct GroupNotification: Sendable, Equatable {
    package let receiver: String
    package let groupKey: String
    package let groupLabels: [String: String]
    package let reason: NotifyReason
    /// Firing ones first, each part in the order in which they began.
    package let incidents: [Incident]
    /// The agent's own address, for links.
    package let externalURL: String

    package init(
        receiver: String,
        groupKey: String,
        groupLabels: [String: String],
        reason: NotifyReason,
        incidents: [Incident],
        externalURL: String
    ) {
        self.receiver = receiver
        self.groupKey = groupKey
        self.groupLabels = groupLabels
        self.reason = reason
        self.incidents = incidents
        self.externalURL = externalURL
    }
}

/// Why a group is notified, in Alertmanager's words.
package enum NotifyReason: String, Sendable, Codable {
    case first = "first notification"
    case newAlerts = "new alerts added"
    case someResolved = "some alerts resolved"
    case allResolved = "all alerts resolved"
    case repeatInterval = "repeat interval elapsed"
}

/// A notification on disk, rendered, waiting for its delivery.
package struct QueuedNotification: Sendable, Equatable {
    /// `webhook-id`: the same over all attempts, so that a receiver can tell a repetition.
    package let id: String
    package let receiver: String
    /// Which of the receiver's integrations, counted from 0.
    package let integrationIndex: Int
    /// ``Integration/destination`` of that integration when this was written.
    package let destination: String
    package let groupKey: String
    package let reason: NotifyReason
    package let body: [UInt8]
    /// When the newest verdict in it was given.
    package let verdictAt: Date
    /// Failed attempts so far.
    package let attempts: Int

    package init(
        id: String,
        receiver: String,
        integrationIndex: Int,
        destination: String,
        groupKey: String,
        reason: NotifyReason,
        body: [UInt8],
        verdictAt: Date,
        attempts: Int
    ) {
        self.id = id
        self.receiver = receiver
        self.integrationIndex = integrationIndex
        self.destination = destination
        self.groupKey = groupKey
        self.reason = reason
        self.body = body
        self.verdictAt = verdictAt
        self.attempts = attempts
    }
}
