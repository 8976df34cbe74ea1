package import Foundation

/// What is remembered of an account: which keys worked where, and what was changed when.
///
/// Keys appear by fingerprint only.
package struct AccountHistory: Sendable, Equatable, Codable {
    package let account: String
    package let firstSeen: Date
    /// By fingerprint.
    package var keys: [String: KeyHistory]
    /// The stanza as it was last seen.
    package var stanza: Stanza
    /// The newest change of each field.
    package var changes: [Field: Change]
    /// What experiments found about the failure that lasts.
    @Rare package var experiments: ExperimentRecord?
    /// The failures of late; nil while there were none.
    @Rare package var flaps: FlapRecord?
    /// What Resource Manager said about the failure that lasts.
    @Rare package var management: ManagementEvidence?
    /// Which of the configured keys Resource Manager lists as current.
    @Rare package var listedKeys: KeyComparison?

    /// The fields of a stanza whose change can explain a refusal.
    package enum Field: String, Sendable, CaseIterable, Codable, CodingKeyRepresentable {
        case key, region, cloud, endpoint, kind
    }

    /// What those fields hold.
    ///
    /// Keys are fingerprints, in the order of the file.
    package struct Stanza: Sendable, Equatable, Codable {
        package var keys: [String]
        package var region: String
        package var cloud: String
        package var endpoint: String
        package var kind: String

        package init(keys: [String], region: String, cloud: String, endpoint: String, kind: String)
        {
            self.keys = keys
            self.region = region
            self.cloud = cloud
            self.endpoint = endpoint
            self.kind = kind
        }
    }

    package struct Change: Sendable, Equatable, Codable {
        package let from: String
        package let to: String
        package let at: Date
    }

    package struct KeyHistory: Sendable, Equatable, Codable {
        package let firstSeen: Date
        /// By `operation@host`.
        package var lastSuccess: [String: Date]

        /// When it was last known to be of use.
        fileprivate var lastUse: Date {
            lastSuccess.values.max().map { max($0, firstSeen) } ?? firstSeen
        }
    }

    package init(account: String, firstSeen: Date, stanza: Stanza) {
        self.account = account
        self.firstSeen = firstSeen
        self.stanza = stanza
        keys = Dictionary(
            stanza.keys.map { ($0, KeyHistory(firstSeen: firstSeen, lastSuccess: [:])) }
        ) { first, _ in first }
        changes = [:]
    }
}

extension AccountHistory {
    /// Notes that a key was accepted.
    package mutating func succeeded(
        fingerprint: String,
        operation: Operation,
        host: String,
        at now: Date
    ) {
        let known = keys[fingerprint] ?? KeyHistory(firstSeen: now, lastSuccess: [:])
        keys[fingerprint] = known
        keys[fingerprint]?.lastSuccess["\(operation.rawValue)@\(host)"] = now
    }

    /// When a key last worked for an operation on a host.
    package func lastSuccess(fingerprint: String, operation: Operation, host: String) -> Date? {
        keys[fingerprint]?.lastSuccess["\(operation.rawValue)@\(host)"]
    }

    /// Notes how a round ended, where failures of late are to be counted.
    mutating func note(_ diagnosis: Diagnosis?, isNew: Bool, round: Duration, at now: Date) {
        guard diagnosis != nil || flaps != nil else { return }
        var record = flaps ?? FlapRecord()
        record.note(diagnosis, isNew: isNew, round: round, at: now)
        flaps = record == FlapRecord() ? nil : record
    }

    /// The same once the failure is over.
    var withoutExperiments: AccountHistory {
        var copy = self
        copy.experiments = nil
        return copy
    }

    /// Whether each key has worked at the same places as in another history, at whatever times.
    package func hasSamePlaces(as other: AccountHistory) -> Bool {
        keys.count == other.keys.count
            && keys.allSatisfy { fingerprint, key in
                guard let otherKey = other.keys[fingerprint] else { return false }
                return key.lastSuccess.count == otherKey.lastSuccess.count
                    && key.lastSuccess.keys.allSatisfy { otherKey.lastSuccess[$0] != nil }
            }
    }

    /// When a key last worked anywhere, and where.
    package func lastSuccess(fingerprint: String) -> (where: String, at: Date)? {
        keys[fingerprint]?.lastSuccess.max { $0.value < $1.value }.map { ($0.key, $0.value) }
    }

    /// Compares the stanza with how it was last seen and notes what changed.
    ///
    /// - Returns: Whether anything did.
    package mutating func observe(_ seen: Stanza, at now: Date) -> Bool {
        guard seen != stanza else { return false }
        for field in Field.allCases {
            let (from, to) = (stanza.text(of: field), seen.text(of: field))
            if from != to { changes[field] = Change(from: from, to: to, at: now) }
        }
        for fingerprint in seen.keys where keys[fingerprint] == nil {
            keys[fingerprint] = KeyHistory(firstSeen: now, lastSuccess: [:])
        }
        stanza = seen
        forgetOldKeys()
        experiments = nil
        management = nil
        // Somebody has laid hands on it: what happened before says little of what comes.
        flaps = nil
        return true
    }

    /// How many keys are remembered that are configured no longer.
    ///
    /// Enough to know one that is put back by mistake; who exchanges keys daily must not fill the
    /// memory with them.
    private static let earlierKeys = 4

    private mutating func forgetOldKeys() {
        let earlier = keys.filter { !stanza.keys.contains($0.key) }
            .sorted { ($0.value.lastUse, $0.key) > ($1.value.lastUse, $1.key) }
        for (fingerprint, _) in earlier.dropFirst(Self.earlierKeys) { keys[fingerprint] = nil }
    }
}

extension AccountHistory.Stanza {
    fileprivate func text(of field: AccountHistory.Field) -> String {
        switch field {
        case .key: keys.joined(separator: " ")
        case .region: region
        case .cloud: cloud
        case .endpoint: endpoint
        case .kind: kind
        }
    }
}
