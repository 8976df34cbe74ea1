package import CogwatchCore
package import Foundation

/// A webhook as it arrived.
package struct InboxMessage: Sendable, Equatable {
    /// Counted from 1 for each inbox.
    package let number: Int
    package let arrived: Date
    package let path: String
    package let headers: Headers
    package let body: [UInt8]
    /// The status it was answered with; nil where the inbox hung up.
    package let answeredWith: Int?

    package init(
        number: Int,
        arrived: Date,
        path: String,
        headers: Headers,
        body: [UInt8],
        answeredWith: Int?
    ) {
        self.number = number
        self.arrived = arrived
        self.path = path
        self.headers = headers
        self.body = body
        self.answeredWith = answeredWith
    }

    /// The body as Alertmanager's webhook; nil where it is something else.
    package var webhook: ReceivedWebhook? {
        try? JSONDecoder().decode(ReceivedWebhook.self, from: Data(body))
    }
}

/// Alertmanager's webhook, version 4, as far as a reader wants it.
package struct ReceivedWebhook: Sendable, Equatable, Decodable {
    package let status: String
    package let receiver: String
    package let groupKey: String
    package let commonLabels: [String: String]
    package let alerts: [Alert]

    package struct Alert: Sendable, Equatable, Decodable {
        /// `firing` or `resolved`.
        package let status: String
        package let labels: [String: String]
        package let annotations: [String: String]
        package let startsAt: String
        package let endsAt: String
        package let fingerprint: String
    }
}
