package import CogwatchCore
package import Foundation

/// When each account is probed next: a heap of due times, pure and without a clock.
package struct Schedule: Sendable {
    /// An account whose time has come.
    package struct Due: Sendable, Equatable {
        package let account: String
        package let at: Date
    }

    private struct Entry: Sendable {
        let account: String
        let due: Date
        /// Tells an entry from its outdated twin, left in the heap by a reload.
        let generation: Int
    }

    private var heap: [Entry] = []
    private var intervals: [String: Duration] = [:]
    private var generations: [String: Int] = [:]
    /// An account whose round is under way; it has no entry in the heap.
    private struct Busy: Sendable {
        var due: Date
        /// Since when it is the round that takes the time; nil while it waits for its hosts.
        var since: Date?
    }

    private var busy: [String: Busy] = [:]
    /// Busy accounts that are to go again at once.
    private var hurried: Set<String> = []
    private var nextGeneration = 0
    private var announced: Date?
    /// Rounds that were skipped since they were last counted.
    package var missedRounds = 0

    /// Seconds after which a round is skipped rather than made late.
    private static let tooLate = 10.0
    private static let longestWait = 60.0

    package init() {}

    /// Puts the schedule in line with the accounts that are configured now.
    ///
    /// An account that keeps its interval keeps its time. A new one starts somewhere within its
    /// first interval, at a place that its name decides, so that a thousand accounts do not start
    /// together, nor move when others come and go.
    ///
    /// - Parameters:
    ///   - accounts: Interval by name.
    ///   - now: The time of the change.
    ///   - promptly: Accounts to probe at once, because their stanza changed.
    package mutating func adopt(
        _ accounts: [String: Duration],
        at now: Date,
        promptly: Set<String> = []
    ) {
        for name in intervals.keys where accounts[name] == nil {
            intervals[name] = nil
            generations[name] = nil
            busy[name] = nil
            hurried.remove(name)
        }
        let changed = accounts.filter { name, interval in
            intervals[name] != interval || promptly.contains(name)
        }
        for (name, interval) in changed.sorted(by: { $0.key < $1.key }) {
            let isNew = intervals[name] == nil
            intervals[name] = interval
            // A round under way schedules its successor when it ends.
            guard busy[name] == nil else {
                if promptly.contains(name) { hurried.insert(name) }
                continue
            }
            let wait =
                promptly.contains(name)
                ? 0 : isNew ? interval.seconds * Self.place(of: name) : interval.seconds
            insert(name, at: now.addingTimeInterval(wait))
        }
    }

    /// Lets an account go next; one that is under way goes again when it is through.
    package mutating func hurry(_ name: String, at now: Date) {
        guard intervals[name] != nil else { return }
        if busy[name] == nil { insert(name, at: now) } else { hurried.insert(name) }
    }

    /// Takes out one account that is due, and marks it as under way.
    ///
    /// After a stall of the whole agent no burst follows: a round that is very late is skipped, and
    /// counted in ``missedRounds``.
    package mutating func popDue(at now: Date) -> Due? {
        while true {
            dropOutdated()
            guard let first = heap.first, first.due <= now else { return nil }
            removeFirst()
            guard now.timeIntervalSince(first.due) <= Self.tooLate else {
                skip(first, at: now)
                continue
            }
            busy[first.account] = Busy(due: first.due, since: first.due)
            return Due(account: first.account, at: first.due)
        }
    }

    private mutating func skip(_ entry: Entry, at now: Date) {
        let step = max(intervals[entry.account]?.seconds ?? 0, 0.001)
        let passed = (now.timeIntervalSince(entry.due) / step).rounded(.down) + 1
        missedRounds &+= Int(min(passed, 1e9))
        // Who is asked once a day must not wait for tomorrow.
        let next =
            step <= Self.longestWait
            ? entry.due.addingTimeInterval(passed * step)
            : now.addingTimeInterval(Self.longestWait * Self.place(of: entry.account))
        insert(entry.account, at: next)
    }

    /// Notes that an account's round waits for its hosts before it begins.
    package mutating func hold(_ account: String) { busy[account]?.since = nil }

    /// Notes that it waits no more.
    package mutating func begin(_ account: String, at now: Date) { busy[account]?.since = now }

    /// Notes the end of an account's round and plans the next one.
    ///
    /// The next time is a whole number of intervals after the last; rounds that were missed meanwhile
    /// are skipped, never made up for.
    ///
    /// - Parameters:
    ///   - account: Whose round is over.
    ///   - now: The time of its end.
    ///   - pacing: When it may be asked again.
    /// - Returns: How many were missed.
    @discardableResult
    package mutating func finished(
        _ account: String,
        at now: Date,
        pacing: Pacing = Pacing()
    ) -> Int {
        guard let due = busy.removeValue(forKey: account)?.due, let interval = intervals[account]
        else { return 0 }
        guard hurried.remove(account) == nil else {
            insert(account, at: now)
            return 0
        }
        let step = max(interval.seconds, 0.001)
        let missed = max(0, (now.timeIntervalSince(due) / step).rounded(.down))
        let wish = ((pacing.notBefore ?? due).timeIntervalSince(due) / step).rounded(.up)
        let steps = max(missed + 1, Double(pacing.stride), wish)
        let regular = due.addingTimeInterval(steps * step)
        insert(account, at: Self.earlier(regular, pacing, at: now))
        missedRounds &+= Int(min(missed, 1e9))
        return Int(min(missed, 1e9))
    }

    // What lies behind is no reason to hurry: whatever kept it from being looked at may last.
    private static func earlier(_ regular: Date, _ pacing: Pacing, at now: Date) -> Date {
        guard let look = pacing.lookAgain, look > now, look >= pacing.notBefore ?? look else {
            return regular
        }
        return min(look, regular)
    }

    /// Moves all times with a clock that was set back, so that nobody waits for it to catch up.
    package mutating func clockWasSetBack(by distance: Duration) {
        heap = heap.map { entry in
            Entry(
                account: entry.account,
                due: entry.due.addingTimeInterval(-distance.seconds),
                generation: entry.generation
            )
        }
        busy = busy.mapValues { round in
            Busy(
                due: round.due.addingTimeInterval(-distance.seconds),
                since: round.since?.addingTimeInterval(-distance.seconds)
            )
        }
    }

    /// An account that was due fifteen intervals, and at least ten minutes, ago, and whose round
    /// is not over: a healthy agent has none.
    ///
    /// One that waits for its hosts before it begins is not stuck. In an outage a round of two operations and two keys, asked three times, takes twelve
    /// time-outs, each as long as the interval at the most.
    package func stuck(at now: Date) -> String? {
        let waiting = heap.lazy
            .filter { generations[$0.account] == $0.generation }
            .map { ($0.account, $0.due) }
        func isStuck(_ account: String, since due: Date) -> Bool {
            let patience = max(600, 15 * (intervals[account]?.seconds ?? 0))
            return now.timeIntervalSince(due) > patience
        }
        return busy.first { isStuck($0.key, since: $0.value.since ?? now) }?.key
            ?? waiting.first { isStuck($0.0, since: $0.1) }?.0
    }

    /// When the next account is due; nil when none waits.
    package mutating func nextDue() -> Date? {
        dropOutdated()
        announced = heap.first?.due
        return announced
    }

    /// Whether an account is due before the time that ``nextDue()`` last told.
    package var isSoonerThanAnnounced: Bool {
        guard let announced else { return !heap.isEmpty }
        return heap.first.map { $0.due < announced } ?? false
    }

    /// 0 to 1, the same for a name for ever.
    package static func place(of name: String) -> Double {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        // FNV's upper bits hardly differ between short names; one round of mixing spreads them.
        hash = (hash ^ (hash >> 33)) &* 0xff51_afd7_ed55_8ccd
        hash ^= hash >> 33
        return Double(hash >> 11) / Double(1 << 53)
    }
}

extension Schedule {
    private mutating func insert(_ account: String, at due: Date) {
        nextGeneration += 1
        generations[account] = nextGeneration
        heap.append(Entry(account: account, due: due, generation: nextGeneration))
        siftUp(from: heap.count - 1)
    }

    private mutating func dropOutdated() {
        while let first = heap.first, generations[first.account] != first.generation {
            removeFirst()
        }
    }

    private mutating func removeFirst() {
        guard !heap.isEmpty else { return }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        siftDown(from: 0)
    }

    private mutating func siftUp(from start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].due < heap[parent].due else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func siftDown(from start: Int) {
        var parent = start
        while true {
            let (left, right) = (2 * parent + 1, 2 * parent + 2)
            guard left < heap.count else { return }
            let isRight = right < heap.count && heap[right].due < heap[left].due
            let least = isRight ? right : left
            guard heap[least].due < heap[parent].due else { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
