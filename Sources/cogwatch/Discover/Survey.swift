import CogwatchAgent
import CogwatchCore
import Foundation
import Synchronization

/// Looks through all sources at once, with progress on a terminal.
struct Survey: Sendable {
    struct Result: Sendable {
        var accounts: [SurveyedAccount] = []
        /// Whether a list is missing.
        var isIncomplete = false
        /// Each once, whatever number of accounts it concerns.
        var faults: [String] = []
    }

    private struct Found: Sendable {
        let source: AzureDiscovery
        let accounts: Swift.Result<[DiscoveredAccount], DiscoveryRefusal>
        var keys: [ResourceID: Swift.Result<ListedKeys, DiscoveryRefusal>] = [:]
    }

    let surveyor: Surveyor
    let stanzas: [Account]
    let installation: Secret

    /// Looks once.
    ///
    /// - Parameter sources: Where to look; in this order their accounts come.
    /// - Returns: What was found, and what stood in the way.
    func make(of sources: [AzureDiscovery]) async -> Result {
        let progress = SurveyProgress()
        var found: [String: Found] = [:]
        await withTaskGroup(of: Found.self) { group in
            for source in sources { group.addTask { await look(through: source, progress) } }
            for await one in group { found[one.source.source] = one }
        }
        progress.end()
        var result = Result()
        var taken: Set<String> = []
        for source in sources {
            guard let one = found[source.source] else { continue }
            add(one, to: &result, beside: &taken)
        }
        return result
    }

    private func look(through source: AzureDiscovery, _ progress: SurveyProgress) async -> Found {
        do throws(DiscoveryRefusal) {
            let accounts = try await surveyor.accounts(of: source)
            var found = Found(source: source, accounts: .success(accounts))
            let ids = accounts.filter { !$0.localAuthDisabled }.map(\.id)
            guard source.listsKeys else { return found }
            progress.expect(ids.count)
            await surveyor.keys(of: ids, for: source) { id, keys in
                found.keys[id] = keys
                progress.step()
            }
            return found
        } catch {
            return Found(source: source, accounts: .failure(error))
        }
    }

    private func add(_ found: Found, to result: inout Result, beside taken: inout Set<String>) {
        switch found.accounts {
        case .failure(let refusal):
            result.isIncomplete = true
            note("\(found.source.source): \(refusal.fault)", in: &result)
        case .success(let accounts):
            var catalogue = Catalogue()
            _ = catalogue.take(.success(accounts), taken: taken, at: Date())
            taken.formUnion(catalogue.entries.values.map(\.name))
            let hindrances = hindrances(in: catalogue)
            for entry in catalogue.entries.values.sorted(by: { $0.name < $1.name }) {
                let keys = found.keys[entry.account.id]
                if case .failure(let refusal) = keys {
                    note("\(found.source.source): \(refusal.fault)", in: &result)
                }
                result.accounts.append(
                    SurveyedAccount(
                        entry,
                        keys: keys,
                        configured: configured(entry, keys, in: found.source),
                        hindrance: hindrances[entry.name],
                        installation: installation
                    )
                )
            }
        }
    }

    private func note(_ fault: String, in result: inout Result) {
        if !result.faults.contains(fault) { result.faults.append(fault) }
    }

    /// What keeps accounts from being watched, apart from keys that were not listed.
    private func hindrances(in catalogue: Catalogue) -> [String: String] {
        let key = AccountKey(name: "key1", origin: "", secret: Secret(""))
        let all = catalogue.accounts { $0.account.localAuthDisabled ? [] : [key] }
        return all.reduce(into: [:]) { reasons, watching in
            if case .left(let name, let reason) = watching { reasons[name] = reason }
        }
    }

    /// The stanza that is meant for an account: by its id, by a key of it, or by its name.
    private func configured(
        _ entry: Catalogue.Entry,
        _ answer: Swift.Result<ListedKeys, DiscoveryRefusal>?,
        in source: AzureDiscovery
    ) -> (stanza: String?, keys: [AccountKey])? {
        let listed = try? answer?.get()
        let stanza =
            stanzas.first { $0.resourceID.flatMap { ResourceID($0) } == entry.account.id }
            ?? stanzas.first { stanza in
                stanza.keys.contains { $0.secret == listed?.key1 || $0.secret == listed?.key2 }
            }
            ?? stanzas.first {
                $0.name.lowercased() == entry.account.name.lowercased()
                    && $0.region == entry.account.region && $0.resourceID == nil
            }
        if let stanza { return (stanza.name, stanza.keys) }
        return source.keys(for: entry) { _ in false }.map { (nil, $0) }
    }
}

/// How far the listing of keys is.
private final class SurveyProgress: Sendable {
    private let state = Mutex((done: 0, all: 0))

    func expect(_ count: Int) {
        state.withLock { $0.all += count }
        show()
    }

    func step() {
        state.withLock { $0.done += 1 }
        show()
    }

    func end() {
        guard Output.showsProgress else { return }
        Output.progress("\n")
    }

    private func show() {
        guard Output.showsProgress else { return }
        let (done, all) = state.withLock { $0 }
        Output.progress("\rkeys of \(done) of \(all) accounts")
    }
}
