package import Foundation

/// The alerts that the agent raises.
///
/// The raw values are the `alertname` label.
package enum AlertName: String, Sendable, CaseIterable, Codable {
    case authFailing = "AuthFailing"
    case keyInvalid = "KeyInvalid"
    case trialExpiring = "TrialExpiring"
    case trialExpired = "TrialExpired"
    case endpointUnreachable = "EndpointUnreachable"
    case throttled = "Throttled"
    case unexpectedAnswer = "UnexpectedAnswer"
    case regionOutage = "RegionOutage"
    case noConnectivity = "NoConnectivity"
    case keyDrift = "KeyDrift"
}

/// A condition of an account that somebody should know of, as it stands now.
package struct Alert: Sendable, Equatable {
    package let account: String
    /// The identity, `alertname` included.
    package let labels: [String: String]
    /// What may change while the alert fires.
    package let annotations: [String: String]
    /// When the condition began.
    package let since: Date

    package init(
        account: String,
        labels: [String: String],
        annotations: [String: String],
        since: Date
    ) {
        self.account = account
        self.labels = labels
        self.annotations = annotations
        self.since = since
    }

    /// 16 hex digits that name this set of labels.
    package var fingerprint: String { Labels.fingerprint(labels) }
}

/// What Prometheus does with sets of labels.
package enum Labels {
    /// The FNV-1a hash of the sorted labels, as Prometheus and Alertmanager compute it.
    ///
    /// - Returns: 16 lower-case hex digits.
    package static func fingerprint(_ labels: [String: String]) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func add(_ byte: UInt8) {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        for (name, value) in labels.sorted(by: {
            $0.key.utf8.lexicographicallyPrecedes($1.key.utf8)
        }) {
            name.utf8.forEach(add)
            add(0xff)
            value.utf8.forEach(add)
            add(0xff)
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// `{a="1", b="x\"y"}`, sorted by name, as Alertmanager writes group keys.
    package static func text(_ labels: [String: String]) -> String {
        let pairs = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\(quoted($0.value))" }
        return "{" + pairs.joined(separator: ", ") + "}"
    }

    /// The value in double quotes, with backslash, quote and newline escaped.
    package static func quoted(_ value: String) -> String {
        let escaped =
            value
            .replacing("\\", with: "\\\\")
            .replacing("\"", with: "\\\"")
            .replacing("\n", with: "\\n")
        return "\"\(escaped)\""
    }
}
