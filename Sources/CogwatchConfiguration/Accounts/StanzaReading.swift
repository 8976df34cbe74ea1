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

/// The accounts that were read last, with their text.
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

    struct Known: Sendable {
        let text: String
        let stanza: ReadStanza
    }

    private struct State {
        var circumstances: Circumstances?
        var stanzas: [Known] = []
    }

    private let state = Mutex(State())

    /// What is known, in the order of the file; nothing under other circumstances.
    func stanzas(under circumstances: Circumstances) -> [Known] {
        state.withLock { $0.circumstances == circumstances ? $0.stanzas : [] }
    }

    func replace(with stanzas: [Known], under circumstances: Circumstances) {
        state.withLock { $0 = State(circumstances: circumstances, stanzas: stanzas) }
    }
}

/// Finds stanzas among those that were read last: mostly all but a few are where they were, seen
/// from the beginning or from the end.
private struct StanzaSearch {
    private let known: [StanzaMemory.Known]
    private let count: Int
    /// How many are the same from the beginning.
    private let head: Int
    /// How many of the others are the same from the end.
    private let tail: Int
    /// Those between, by text.
    private let between: [String: StanzaMemory.Known]

    init(for stanzas: [StanzaText.Stanza], in known: [StanzaMemory.Known]) {
        self.known = known
        count = stanzas.count
        head = Self.countSame(zip(stanzas, known))
        tail = Self.countSame(
            zip(stanzas.dropFirst(head).reversed(), known.dropFirst(head).reversed())
        )
        between = Dictionary(
            known.dropFirst(head).dropLast(tail).map { ($0.text, $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    private static func countSame(
        _ pairs: some Sequence<(StanzaText.Stanza, StanzaMemory.Known)>
    ) -> Int {
        pairs.lazy.prefix { $0.text == $1.text }.reduce(0) { count, _ in count + 1 }
    }

    /// What is known of the stanza at a place.
    func find(_ text: Substring, at place: Int) -> StanzaMemory.Known? {
        if place < head { return known[place] }
        if place >= count - tail { return known[place - count + known.count] }
        return between.isEmpty ? nil : between[String(text)]
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
        let search = StanzaSearch(for: stanzas, in: memory.stanzas(under: circumstances))
        var kept: [StanzaMemory.Known] = []
        kept.reserveCapacity(stanzas.count)
        var all: [ReadStanza] = []
        all.reserveCapacity(stanzas.count)
        for (place, stanza) in stanzas.enumerated() {
            let old = search.find(stanza.text, at: place)
            if let old, isCurrent(old.stanza) {
                old.stanza.files.forEach { reading.references.assume($0) }
                all.append(old.stanza)
                kept.append(old)
                continue
            }
            guard let (read, isWorthKeeping) = read(stanza) else { return nil }
            if keepsKeys, let old, read.placed.account.keys.contains(where: { $0.problem != nil }) {
                all.append(old.stanza)
                kept.append(old)
                continue
            }
            all.append(read)
            if isWorthKeeping {
                kept.append(StanzaMemory.Known(text: String(stanza.text), stanza: read))
            }
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
