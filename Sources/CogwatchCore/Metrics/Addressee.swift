/// Somebody who is told something: a row of the notification metrics.
package struct Addressee: Sendable, Hashable {
    package let receiver: String
    package let integration: String

    package init(receiver: String, integration: String) {
        self.receiver = receiver
        self.integration = integration
    }
}

extension AlertingSettings {
    /// Who is told although no route leads there.
    package var addressees: [Addressee] {
        let forwarded = alertmanagers.map {
            Addressee(receiver: $0.url, integration: AlertmanagerInstance.kind)
        }
        let kind = HeartbeatSettings.kind
        return forwarded + (heartbeat == nil ? [] : [Addressee(receiver: kind, integration: kind)])
    }
}
