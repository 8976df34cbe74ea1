import CogwatchCore
import Foundation
import Logging
import ServiceLifecycle

/// Asks Resource Manager beside the rounds: about failing accounts first, and whether the keys of
/// the others are still current; one account at a time.
///
/// What is said goes into the account's history, and a fresh round judges.
final class Inquirer: Service {
    private let inquiries: Inquiries
    private let desk: ManagementDesk
    private let book: AccessBook
    private let comparisons: KeyComparisons
    private let world: World
    private let memory: Memory
    private let hurry: @Sendable (String) -> Void
    private let time: any Timekeeper
    private let logger: Logger

    init(
        inquiries: Inquiries,
        desk: ManagementDesk,
        book: AccessBook,
        world: World,
        memory: Memory,
        hurry: @escaping @Sendable (String) -> Void,
        time: any Timekeeper,
        logger: Logger
    ) {
        self.inquiries = inquiries
        self.desk = desk
        self.book = book
        comparisons = KeyComparisons(
            desk: desk,
            book: book,
            memory: memory,
            time: time,
            logger: logger
        )
        self.world = world
        self.memory = memory
        self.hurry = hurry
        self.time = time
        self.logger = logger
    }

    /// Lets what was refused for good be asked again: somebody may have granted it.
    func reloaded() {
        comparisons.forgiveRefusals()
        inquiries.bell.ring()
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                while !Task.isCancelled, let inquiry = self.inquiries.next() {
                    await self.ask(inquiry)
                }
                if let changed = await self.comparisons.compareOne() { self.hurry(changed) }
                await self.inquiries.bell.wait(until: self.comparisons.nextDue(), by: self.time)
            }
        }
    }

    private func ask(_ open: OpenInquiry) async {
        let account = open.account
        guard memory.isFailing(account), let (id, access) = book.access(to: account) else { return }
        var investigation = open.investigation
        // The round may have begun before the last answers came.
        if let known = memory[account.name]?.history.management,
            known != investigation.management
        {
            investigation.learn(known, at: time.now)
        }
        let inquiry = Inquiry(
            desk: desk,
            access: access,
            showsCaller: world.now.settings.privacy.showsCaller,
            time: time
        )
        do {
            let isNews = try await inquiry.run(
                &investigation,
                about: account,
                keys: open.keys,
                while: { memory.isFailing(account) },
                report: { log($0, $1, of: open) }
            )
            guard isNews, let evidence = investigation.management else { return }
            book.opened(id.subscription)
            if memory.keep(evidence, of: account) { hurry(account.name) }
        } catch {
            guard !Task.isCancelled else { return }
            book.close(id.subscription, access, because: error)
        }
    }

    private func log(
        _ question: ManagementQuestion,
        _ evidence: ManagementEvidence,
        of open: OpenInquiry
    ) {
        logger.debug(
            "asked Azure Resource Manager",
            metadata: [
                "account": "\(open.account.name)", "question": "\(question.rawValue)",
                "answer": "\(evidence.words(on: question, keys: open.keys))",
            ]
        )
    }
}
