import CogwatchCore
import Foundation
import Synchronization

/// An account that was read by itself.
struct ReadStanza: Sendable {
    /// Its lines counted from its own first one.
    let placed: PlacedAccount
    /// What may be shown of it.
    let yaml: String
    /// What it refers to.
    let files: [FileReferences.Settled]
}

/// The accounts that were read last, by their text.
final class StanzaMemory: Sendable {
    /// What the meaning of a text depends on besides its files.
    struct Circumstances: Equatable {
        let timing: ProbeTiming
        /// Trials and services end by the day.
        private let day: Double

        init(timing: ProbeTiming, at now: Date) {
            self.timing = timing
            day = (now.timeIntervalSince1970 / 86_400).rounded(.down)
        }
    }

    private struct State {
        var circumstances: Circumstances?
        var stanzas: [String: ReadStanza] = [:]
    }

    private let state = Mutex(State())

    /// What is known; empty under other circumstances.
    func stanzas(under circumstances: Circumstances) -> [String: ReadStanza] {
        state.withLock { $0.circumstances == circumstances ? $0.stanzas : [:] }
    }

    func replace(with stanzas: [String: ReadStanza], under circumstances: Circumstances) {
        state.withLock { $0 = State(circumstances: circumstances, stanzas: stanzas) }
    }
}

/// Reads accounts one by one, and of those that did not change only their files' stamps.
struct StanzaReading {
    let reading: Reading
    let timing: ProbeTiming
    let keepsKeys: Bool

    /// - Returns: As many as there are; nil where one of them cannot be read by itself.
    func read(_ stanzas: [StanzaText.Stanza], knowing memory: StanzaMemory) -> [ReadStanza]? {
        let circumstances = StanzaMemory.Circumstances(timing: timing, at: reading.now)
        let known = memory.stanzas(under: circumstances)
        var kept: [String: ReadStanza] = [:]
        kept.reserveCapacity(stanzas.count)
        var all: [ReadStanza] = []
        all.reserveCapacity(stanzas.count)
        for stanza in stanzas {
            let text = String(stanza.text)
            if let read = known[text], isCurrent(read) {
                read.files.forEach { reading.references.assume($0) }
                all.append(read)
                kept[text] = read
                continue
            }
            guard let (read, isWorthKeeping) = read(stanza) else { return nil }
            if keepsKeys, let old = known[text],
                read.placed.account.keys.contains(where: { $0.problem != nil })
            {
                all.append(old)
                kept[text] = old
                continue
            }
            all.append(read)
            if isWorthKeeping { kept[text] = read }
        }
        memory.replace(with: kept, under: circumstances)
        return all
    }

    private func isCurrent(_ read: ReadStanza) -> Bool {
        read.files.allSatisfy { reading.references.isCurrent($0) }
    }

    private func read(
        _ stanza: StanzaText.Stanza
    ) -> (read: ReadStanza, isWorthKeeping: Bool)? {
        let document = YAMLDocument(String(stanza.text), linesBefore: stanza.linesBefore)
        guard document.mistakes.isEmpty, case .sequence(let items) = document.root?.content,
            let item = items.first, items.count == 1, SecretTexts(in: item).places.isEmpty
        else { return nil }
        let findings = reading.findingCount
        _ = reading.references.takeAsked()
        guard let section = Section(item, .account, reading) else { return nil }
        let placed = PlacedAccount(section, timing: timing)
        var writer = YAMLWriter(hiding: SecretTexts(in: nil))
        writer.write(account: item)
        let paths = reading.references.takeAsked()
        let files = paths.compactMap { reading.references.settledFile(at: $0, at: reading.now) }
        return (
            ReadStanza(
                placed: placed.moved(byLines: -stanza.linesBefore),
                yaml: writer.text,
                files: files
            ),
            reading.findingCount == findings && files.count == paths.count
        )
    }
}
