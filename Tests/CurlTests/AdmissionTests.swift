import CogwatchCore
import Testing

@testable import CogwatchCurl

@Suite("The queue before the door")
struct AdmissionTests {
    @Test("lets nobody in while all places or all handshakes are taken")
    func limits() async {
        await waiting(for: ["a"]) { admission in
            var admission = admission
            #expect(admission.next(transfers: 4, handshakes: 0) == nil)
            #expect(admission.next(transfers: 3, handshakes: 2) == nil)
            #expect(!admission.isEmpty)
            #expect(admission.next(transfers: 3, handshakes: 1)?.url.origin == "https://a")
            #expect(admission.isEmpty)
        }
    }

    @Test("keeps half of the places from a host, and serves in the order of arrival")
    func busyHost() async {
        await waiting(for: ["a/1", "a/2", "a/3", "b/1", "a/4"]) { admission in
            var admission = admission
            #expect(paths(of: &admission) == ["a/1", "a/2", "b/1"])
            // Who waits for a busy host does not keep the engine awake.
            #expect(admission.isEmpty)
            admission.ended(at: "https://b")
            #expect(paths(of: &admission) == [])
            admission.ended(at: "https://a")
            #expect(paths(of: &admission) == ["a/3"])
            admission.ended(at: "https://a")
            #expect(paths(of: &admission) == ["a/4"])
            for _ in 0..<2 { admission.ended(at: "https://a") }
            #expect(paths(of: &admission) == [])
        }
    }

    @Test("gives everyone back, those of a busy host too", arguments: [0, 3])
    func removal(admitted: Int) async {
        await waiting(for: ["a/1", "a/2", "a/3", "b/1"]) { admission in
            var admission = admission
            let waiting = admission
            for _ in 0..<admitted { _ = admission.next(transfers: 0, handshakes: 0) }
            var rest = admission
            #expect(rest.removeAll().count == 4 - admitted)
            #expect(rest.removeAll().isEmpty)
            // The third waits for its host once the others were let in.
            var all = waiting
            let third = all.removeAll()[2]
            #expect(admission.remove(third.ticket)?.ticket === third.ticket)
            #expect(admission.remove(third.ticket) == nil)
        }
    }

    @Test("moves nobody, however many come and go")
    func queue() {
        var queue = Queue<Int>()
        var seen: [Int] = []
        for number in 0..<1_000 {
            queue.append(number)
            if number % 3 == 0 { seen += [queue.popFirst()].compactMap(\.self) }
        }
        #expect(queue.remove { $0 == 900 } == 900)
        #expect(queue.remove { $0 == 1 } == nil)
        while let next = queue.popFirst() { seen.append(next) }
        #expect(seen == (0..<1_000).filter { $0 != 900 })
        #expect(queue.isEmpty && queue.popFirst() == nil)
    }

    private func paths(of admission: inout Admission) -> [String] {
        var paths: [String] = []
        while let next = admission.next(transfers: 0, handshakes: 0) {
            paths.append(String(next.order.request.address.shown.dropFirst("https://".count)))
        }
        return paths
    }

    /// A queue of four places and two handshakes with requests in it, which are declined afterwards.
    private func waiting(for paths: [String], _ body: (Admission) -> Void) async {
        var orders: [Order] = []
        var tasks: [Task<Parcel, Never>] = []
        for path in paths {
            let made = AsyncStream.makeStream(of: Order.self)
            tasks.append(
                Task {
                    await withCheckedContinuation { continuation in
                        let request = Request.get("https://\(path)")
                        made.continuation.yield(
                            Order(ticket: Ticket(), request: request, continuation: continuation)
                        )
                    }
                }
            )
            if let order = await made.stream.first(where: { _ in true }) { orders.append(order) }
        }
        var admission = Admission(maximumTransfers: 4, maximumHandshakes: 2)
        for order in orders {
            admission.append(.init(order: order, url: Transfer.Place(of: order.request)))
        }
        body(admission)
        for order in orders { order.decline(.cancelled) }
        for task in tasks { _ = await task.value }
    }
}
