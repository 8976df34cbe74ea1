import CogwatchAgent
import Synchronization
import TestSupport
import Testing

/// Who came in, and how many were there at the same time.
private final class Visits: Sendable {
    private let state = Mutex<(order: [Int], now: Int, most: Int)>(([], 0, 0))

    var order: [Int] { state.withLock(\.order) }
    var most: Int { state.withLock(\.most) }

    func note(_ number: Int) { state.withLock { $0.order.append(number) } }
    func end() { state.withLock { $0.now -= 1 } }

    func begin() {
        state.withLock { state in
            state.now += 1
            state.most = max(state.most, state.now)
        }
    }
}

@Suite("Crowds at a host", .timeLimit(.minutes(1)))
struct HostCrowdsTests {
    @Test("are let in up to the limit, each host's for itself")
    func limit() {
        let crowds = HostCrowds(limit: 2)
        let places = (0..<2).compactMap { _ in crowds.tryToEnter("a") }
        #expect(places.count == 2)
        #expect(crowds.tryToEnter("a") == nil)
        #expect(crowds.tryToEnter("b") != nil)
        places.first?.giveBack()
        places.first?.giveBack()
        let next = crowds.tryToEnter("a")
        #expect(next != nil)
        #expect(crowds.tryToEnter("a") == nil)
    }

    @Test("who forgets to give a place back gives it back all the same")
    func forgotten() {
        let crowds = HostCrowds(limit: 1)
        for _ in 0..<3 { #expect(crowds.tryToEnter("a") != nil) }
    }

    @Test("who is in the middle of a round takes a place that is not there, and nobody gets it")
    func joined() async throws {
        let crowds = HostCrowds(limit: 1)
        let first = try #require(crowds.tryToEnter("a"))
        first.giveBack()
        let second = try #require(crowds.tryToEnter("a"))
        first.take()
        second.giveBack()
        #expect(crowds.tryToEnter("a") == nil)
        first.giveBack()
        #expect(await crowds.enter("a") != nil)
    }

    @Test("those who wait get places in the order of their arrival")
    func order() async throws {
        let crowds = HostCrowds(limit: 1)
        let first = try #require(crowds.tryToEnter("a"))
        let visits = Visits()
        await withTaskGroup(of: Void.self) { tasks in
            for number in 0..<5 {
                tasks.addTask {
                    let place = await crowds.enter("a")
                    visits.note(number)
                    // The others have their chance to come in out of turn.
                    for _ in 0..<20 { await Task.yield() }
                    place?.giveBack()
                }
                while crowds.waiting(at: "a") != number + 1 { await Task.yield() }
            }
            first.giveBack()
        }
        #expect(visits.order == Array(0..<5))
        #expect(crowds.tryToEnter("a") != nil)
    }

    @Test("who is cancelled while he waits goes without a place, and the next one gets it")
    func cancelled() async throws {
        let crowds = HostCrowds(limit: 1)
        let place = try #require(crowds.tryToEnter("a"))
        let first = Task { await crowds.enter("a") == nil }
        while crowds.waiting(at: "a") != 1 { await Task.yield() }
        let second = Task { await crowds.enter("a") == nil }
        while crowds.waiting(at: "a") != 2 { await Task.yield() }
        first.cancel()
        #expect(await first.value)
        let late = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await crowds.enter("a") == nil
        }
        #expect(await late.value)
        place.giveBack()
        #expect(await !second.value)
    }

    @Test("places are neither lost nor made when many come, wait, leave and are cancelled at once")
    func storm() async {
        let seed = Seed.fromEnvironment()
        print("COGWATCH_SEED=\(seed)")
        var dice = SeededGenerator(seed: seed)
        let crowds = HostCrowds(limit: 4)
        let visits = Visits()
        await withTaskGroup(of: Void.self) { tasks in
            for _ in 0..<2_000 {
                let yields = Int.random(in: 0..<4, using: &dice)
                let isCancelled = Bool.random(using: &dice)
                tasks.addTask {
                    let visit = Task {
                        guard let place = await crowds.enter("a") else { return }
                        visits.begin()
                        for _ in 0..<yields { await Task.yield() }
                        visits.end()
                        place.giveBack()
                    }
                    for _ in 0..<yields { await Task.yield() }
                    if isCancelled { visit.cancel() }
                    await visit.value
                }
            }
        }
        #expect(visits.most <= 4)
        let places = (0..<5).compactMap { _ in crowds.tryToEnter("a") }
        #expect(places.count == 4)
    }
}
