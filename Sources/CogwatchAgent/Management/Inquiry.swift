package import CogwatchCore
import Foundation

/// Carries the questions about one failing account to Resource Manager, one after the other.
package struct Inquiry: Sendable {
    /// Six questions, each of which an answer may open again once.
    private static let mostQuestions = 12

    private let desk: ManagementDesk
    private let access: AzureAccess
    private let showsCaller: Bool
    private let time: any Timekeeper

    /// An inquiry with an account's access.
    ///
    /// - Parameters:
    ///   - desk: Holds the tokens and keeps the pace.
    ///   - access: Who asks, and where.
    ///   - showsCaller: Whether the name of who regenerated a key may be kept.
    ///   - time: The clock.
    package init(
        desk: ManagementDesk,
        access: AzureAccess,
        showsCaller: Bool,
        time: any Timekeeper = SystemTime()
    ) {
        self.desk = desk
        self.access = access
        self.showsCaller = showsCaller
        self.time = time
    }

    /// Asks what an investigation wants to know, until nothing is left to ask.
    ///
    /// - Parameters:
    ///   - investigation: After a round's conclusion; learns what was said.
    ///   - account: Whom it is about.
    ///   - keys: The account's, to be compared.
    ///   - isWanted: Asked before each question; false ends the inquiry.
    ///   - report: Called with each question and all that is known after it.
    /// - Returns: Whether anything was asked.
    /// - Throws: Why there is no token: an ``EntraRefusal`` or a ``Fault``.
    package func run(
        _ investigation: inout Investigation,
        about account: Account,
        keys: [InvestigatedKey],
        while isWanted: () -> Bool = { true },
        report: (ManagementQuestion, ManagementEvidence) -> Void
    ) async throws -> Bool {
        guard let id = account.resourceID.flatMap({ ResourceID($0) }) else { return false }
        var asked = 0
        while asked < Self.mostQuestions, !Task.isCancelled, isWanted(),
            let (question, call) = investigation.managementCalls().first
        {
            var lookup = ManagementLookup(
                question,
                call,
                about: id,
                in: access.cloud,
                keys: keys,
                showsCaller: showsCaller
            )
            guard try await carry(&lookup) else { break }
            asked += 1
            var evidence = investigation.management ?? ManagementEvidence(at: time.now)
            lookup.note(in: &evidence)
            investigation.learn(evidence, at: time.now)
            report(question, evidence)
        }
        return asked > 0
    }

    /// - Returns: Whether the question is answered; false when the task was cancelled before.
    private func carry(_ lookup: inout ManagementLookup) async throws -> Bool {
        let token = try await desk.token(
            of: access.credential,
            for: .resourceManager,
            in: access.cloud
        )
        while let request = lookup.request(token: token) {
            let answer = await desk.send(
                request,
                isWrite: lookup.call.isWrite,
                in: lookup.call.subscription
            )
            guard !Task.isCancelled else { return false }
            lookup.take(answer, at: time.now)
        }
        return true
    }
}
