package import Foundation

/// As much of an incident as tells whether it has to be forwarded now.
///
/// Thousands of these are read at each look; whole incidents only where they leave.
package struct IncidentMark: Sendable, Equatable {
    package let id: String
    package let fingerprint: String
    /// Nil while it fires.
    package let endsAt: Date?

    package init(id: String, fingerprint: String, endsAt: Date?) {
        self.id = id
        self.fingerprint = fingerprint
        self.endsAt = endsAt
    }

    package var isFiring: Bool { endsAt == nil }
}

extension IncidentMark {
    /// The newest incident of each set of labels, in the order in which they began.
    ///
    /// Alertmanager knows alerts by their labels: to repeat the end of an earlier one would end
    /// the one that fires now.
    ///
    /// - Parameter marks: In the order in which they began.
    /// - Returns: In the same order.
    package static func newest(of marks: [IncidentMark]) -> [IncidentMark] {
        let newest = Dictionary(marks.map { ($0.fingerprint, $0.id) }) { $1 }
        return marks.filter { newest[$0.fingerprint] == $0.id }
    }
}
