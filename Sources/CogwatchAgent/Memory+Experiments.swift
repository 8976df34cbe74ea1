import CogwatchCore
import Foundation
import Synchronization

extension Memory {
    /// More neighbours than these teach nothing new, and a region may have thousands.
    private static let sample = 200
    /// Failures that began so close to each other began together.
    private static let together = 600.0
    private static let witnesses = 5
    private static let fewNeighbours = 2
    private static let betweenCalls = 30.0
    /// The most diagnoses that experiment at the same time.
    private static let laboratoryPlaces = 8

    /// What the rest of the fleet tells about an account's failure.
    func surroundings(of entry: Entry, at now: Date) -> Surroundings {
        let fleet = map.withLock { $0 }
        let names = fleet.neighbours(of: entry.account).filter { $0 != entry.account.name }
        let strangers = fleet.strangers(to: entry.account, limit: Self.sample)
        let holders = entry.keys.first?.fingerprint.map(fleet.holders) ?? []
        let code = entry.keys.first?.regionCode
        let (neighbours, sameKey) = entries.withLock { entries in
            var neighbours = Self.tally(
                names.prefix(Self.sample).compactMap { entries[$0] },
                around: entry,
                at: now
            )
            let start = entry.belief.failingSince ?? now
            neighbours.workingElsewhere = strangers.compactMap { entries[$0] }
                .count { $0.worked(after: start.addingTimeInterval(-Self.together)) }
            let others = holders.filter { $0 != entry.account.name }.compactMap { entries[$0] }
            return (neighbours, Self.working(others, with: entry.keys.first))
        }
        return Surroundings(
            neighbours: neighbours,
            regions: fleet.regions(around: entry.account),
            regionOfCode: code.flatMap { code in codes.withLock { $0.region(of: code) } }
                .flatMap { $0 == entry.account.region ? nil : $0 },
            sameKey: sameKey
        )
    }

    /// The accounts for which a key works now.
    private static func working(_ others: [Entry], with key: InvestigatedKey?) -> [SameKey] {
        guard let fingerprint = key?.fingerprint else { return [] }
        return others.filter { other in
            let own = other.keys.first { $0.fingerprint == fingerprint }
            return other.history.lastSuccess(fingerprint: fingerprint) != nil
                && own.map { !other.belief.refuses($0.name) } ?? false
        }.map { SameKey($0.account) }
    }

    private static func tally(_ others: [Entry], around entry: Entry, at now: Date) -> Neighbours {
        let own = Set(entry.keys.compactMap(\.fingerprint))
        let start = entry.belief.failingSince ?? now
        var neighbours = Neighbours()
        for other in others where own.isDisjoint(with: other.keys.compactMap(\.fingerprint)) {
            guard let key = other.keys.first, let fingerprint = key.fingerprint else { continue }
            let success = other.history.lastSuccess(fingerprint: fingerprint)?.at
            if let since = other.belief.failingSince ?? other.refusedSince {
                guard success != nil, abs(since.timeIntervalSince(start)) < together else {
                    continue
                }
                if other.refusedSince != nil || other.belief.refuses(key.name) {
                    neighbours.refusedTogether += 1
                } else {
                    neighbours.silentTogether += 1
                }
            } else if let success, success > start {
                neighbours.working += 1
            } else {
                neighbours.unknown += 1
            }
        }
        return neighbours
    }

    /// Notes that a refusal of the key in use is being confirmed.
    func doubt(_ account: Account, at now: Date) {
        entries.withLock { entries in
            guard var entry = entries[account.name], entry.account == account else { return }
            entry.refusedSince = entry.refusedSince ?? now
            entries.put(entry)
        }
    }

    /// Learns from a round which mark the keys of a region carry.
    func learnCodes(from entry: Entry, _ conclusion: Investigation.Conclusion) {
        let good = entry.keys.filter { conclusion.keyValidity[$0.name] == true }
        let found = good.compactMap(\.regionCode)
        guard !found.isEmpty else { return }
        codes.withLock { codes in found.forEach { codes.learn($0, in: entry.account.region) } }
    }

    /// The same while an account fails, and is configured as it was; nil otherwise.
    func surroundings(ofFailing account: Account, at now: Date) -> Surroundings? {
        guard let entry = self[account.name], entry.account == account,
            entry.belief.failingSince != nil
        else { return nil }
        return surroundings(of: entry, at: now)
    }

    /// A few accounts to ask at once, because their answers tell an outage from a failure of the
    /// account's own: those of the region, and where it has hardly any, some of others.
    ///
    /// - Returns: None where the region's accounts were called upon a short while ago.
    func witnesses(about account: Account, at now: Date) -> [String] {
        let place = "\(account.cloud.rawValue)/\(account.region)"
        let isFresh = calls.withLock { calls in
            let last = calls[place] ?? .distantPast
            guard now.timeIntervalSince(last) >= Self.betweenCalls else { return false }
            calls[place] = now
            return true
        }
        guard isFresh else { return [] }
        let fleet = map.withLock { $0 }
        let neighbours = fleet.neighbours(of: account).filter { $0 != account.name }
        let names =
            neighbours.count < Self.fewNeighbours
            ? neighbours + fleet.strangers(to: account, limit: Self.sample) : neighbours
        return entries.withLock { entries in
            Array(
                names.prefix(Self.sample).filter { entries[$0]?.belief.failingSince == nil }
                    .prefix(Self.witnesses)
            )
        }
    }

    /// Takes a place in the laboratory, if there is one and the account has none yet.
    func beginExperiments(of name: String) -> Bool {
        laboratories.withLock { $0.count < Self.laboratoryPlaces && $0.insert(name).inserted }
    }

    func endExperiments(of name: String) {
        _ = laboratories.withLock { $0.remove(name) }
    }

    /// Keeps what experiments found, if the failure that they were about still lasts.
    func keep(_ record: ExperimentRecord, of account: Account) -> Bool {
        entries.withLock { entries in
            entries.change(account.name) { entry in
                guard entry.account == account, entry.belief.failingSince != nil else {
                    return false
                }
                entry.history.experiments = record
                entry.savedAt = nil
                return true
            } ?? false
        }
    }
}

extension Memory.Entry {
    /// Whether the key in use was accepted after a time, and is still.
    fileprivate func worked(after time: Date) -> Bool {
        guard belief.failingSince == nil, let fingerprint = keys.first?.fingerprint,
            let success = history.lastSuccess(fingerprint: fingerprint)?.at
        else { return false }
        return success > time
    }
}
