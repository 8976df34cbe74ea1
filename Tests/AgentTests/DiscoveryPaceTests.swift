import CogwatchAgent
import CogwatchCore
import Foundation
import Synchronization
import Testing
import TestSupport

@Suite("The pace of discovery")
struct DiscoveryPaceTests {
    private struct Sent: Sendable {
        let at: Date
        let isWrite: Bool
        let subscription: String
    }

    private final class Tally: Sendable {
        let sent = Mutex<[Sent]>([])
        let keys = Mutex(0)
        let isOver = Mutex(false)
    }

    @Test("stays within Azure's documented limits with 2,000 accounts in 10 subscriptions")
    func limits() async throws {
        let time = ManualTime()
        let azure = FakeManagement()
        let subscriptions = (0..<10).map { "00000000-0000-0000-0000-00000000000\($0)" }
        azure.change { world in
            world.pageSize = 50
            for (index, subscription) in subscriptions.enumerated() {
                world.accounts[subscription] = (0..<200).map { "account-\(index)-\($0)" }
            }
        }
        let tally = Tally()
        let transport = ScriptedTransport { request in
            let url = request.address.url.reveal(\.self)
            if let subscription = subscriptions.first(where: url.contains) {
                let one = Sent(
                    at: time.now,
                    isWrite: request.method == .post,
                    subscription: subscription
                )
                tally.sent.withLock { $0.append(one) }
            }
            return azure.answer(request) ?? Answers.refusal()
        }
        let surveyor = Surveyor(
            transport: transport,
            settings: HTTPClientSettings(),
            readFile: { _ in [] },
            time: time
        )
        let start = time.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                await Self.survey(subscriptions, surveyor, tally)
            }
            while !tally.isOver.withLock({ $0 }) {
                await Threads.comeToRest()
                guard let next = time.nextDeadline else { continue }
                time.advance(by: .seconds(next.timeIntervalSince(time.now)))
                try #require(time.now.timeIntervalSince(start) < 900)
            }
        }
        #expect(tally.keys.withLock { $0 } == 2000)
        for subscription in subscriptions {
            let own = tally.sent.withLock { $0.filter { $0.subscription == subscription } }
            #expect(own.count { !$0.isWrite } == 4)
            #expect(own.count { $0.isWrite } == 200)
            // A bucket of 200 that gets 10 a second: of it cogwatch takes a quarter.
            let writes = own.filter(\.isWrite).map { $0.at.timeIntervalSince(start) }.sorted()
            for (index, at) in writes.enumerated() {
                #expect(Double(index + 1) <= 50 + 2.5 * at + 1)
            }
        }
        // And it does not take for ever either.
        #expect(time.now.timeIntervalSince(start) < 300)
    }

    private static func survey(
        _ subscriptions: [String],
        _ surveyor: Surveyor,
        _ tally: Tally
    ) async {
        await withTaskGroup(of: Void.self) { group in
            for subscription in subscriptions {
                group.addTask { await survey(subscription, surveyor, tally) }
            }
        }
        tally.isOver.withLock { $0 = true }
    }

    private static func survey(
        _ subscription: String,
        _ surveyor: Surveyor,
        _ tally: Tally
    ) async {
        let source = AzureDiscovery(
            credential: .success(
                .clientSecret(tenantID: "t", clientID: "c", secret: Secret("a-secret"))
            ),
            subscription: subscription
        )
        guard let accounts = try? await surveyor.accounts(of: source) else { return }
        await surveyor.keys(of: accounts.map(\.id), for: source) { _, result in
            if case .success = result { tally.keys.withLock { $0 += 1 } }
        }
    }
}
