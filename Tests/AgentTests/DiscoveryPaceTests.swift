import CogwatchAgent
import CogwatchCore
import Foundation
import Synchronization
import Testing
import TestSupport

@Suite("The pace of discovery")
struct DiscoveryPaceTests {
    private struct Sent {
        let at: Date
        let isWrite: Bool
        let subscription: String
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
        let sent = Mutex<[Sent]>([])
        let transport = ScriptedTransport { request in
            let url = request.address.url.reveal(\.self)
            if let subscription = subscriptions.first(where: url.contains) {
                let one = Sent(
                    at: time.now,
                    isWrite: request.method == .post,
                    subscription: subscription
                )
                sent.withLock { $0.append(one) }
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
        let isOver = Mutex(false)
        let keys = Mutex(0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                await withTaskGroup(of: Void.self) { group in
                    for subscription in subscriptions {
                        group.addTask {
                            await Self.survey(subscription, surveyor) {
                                keys.withLock { $0 += 1 }
                            }
                        }
                    }
                }
                isOver.withLock { $0 = true }
            }
            while !isOver.withLock({ $0 }) {
                for _ in 0..<50 { await Task.yield() }
                try await Task.sleep(for: .microseconds(200))
                time.advance(by: .milliseconds(200))
                try #require(time.now.timeIntervalSince(start) < 900)
            }
        }
        #expect(keys.withLock { $0 } == 2000)
        for subscription in subscriptions {
            let own = sent.withLock { $0.filter { $0.subscription == subscription } }
            #expect(own.count { !$0.isWrite } == 4)
            #expect(own.count { $0.isWrite } == 200)
            // A bucket of 200 that gets 10 a second: of it cogwatch takes a quarter.
            let writes = own.filter(\.isWrite).map { $0.at.timeIntervalSince(start) }.sorted()
            for (index, at) in writes.enumerated() {
                #expect(Double(index + 1) <= 50 + 2.5 * at + 1)
            }
        }
        // And it does not take for ever either.
        #expect(time.now.timeIntervalSince(start) < 120)
    }

    private static func survey(
        _ subscription: String,
        _ surveyor: Surveyor,
        heard: () -> Void
    ) async {
        let source = AzureDiscovery(
            credential: .success(
                .clientSecret(tenantID: "t", clientID: "c", secret: Secret("a-secret"))
            ),
            subscription: subscription
        )
        guard let accounts = try? await surveyor.accounts(of: source) else { return }
        await surveyor.keys(of: accounts.map(\.id), for: source) { _, result in
            if case .success = result { heard() }
        }
    }
}
