import ArgumentParser
import CogwatchCore
import CogwatchCurl
import Foundation

/// Does a receiver hear? The command `notify` finds out.
struct NotifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notify",
        abstract: "Sends notifications by hand.",
        subcommands: [Test.self]
    )

    /// The command `notify test`.
    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sends a receiver a clearly marked test notification.",
            discussion: """
                It is made, signed, sent and judged as the agent's own are, and sent once. A running
                agent is not involved. Exits with 1 when an integration did not take it.

                EXAMPLE
                  cogwatch notify test oncall --config.file=cogwatch.yml --resolved
                """
        )

        @OptionGroup var configurationFile: ConfigurationOptions

        @Argument(help: "The receiver's name.")
        var receiver: String

        @Flag(help: "Then tells that the test is over.")
        var resolved = false

        @Option(
            name: .customLong("web.external-url"),
            help: "The URL under which people reach the agent; it stands in notifications."
        )
        var externalURL = "http://127.0.0.1:10977"

        func run() async throws {
            let settings = try Composition.settings(configurationFile)
            let receiver = try receiver(in: settings)
            guard !receiver.integrations.isEmpty else {
                Output.line("\(receiver.name): it has no integrations, so nobody is told")
                throw ExitCode.finding
            }
            let transport = try Composition.notifier()
            let rehearsal = Rehearsal(
                receiver: receiver,
                alert: TestAlert(
                    id: "test\(UUID().uuidString)",
                    externalLabels: settings.externalLabels,
                    at: Date()
                ),
                externalURL: externalURL,
                transport: transport
            )
            var isHeard = await rehearsal.tell()
            // Who was not told of the beginning is not told of the end either.
            if resolved { isHeard = await rehearsal.tellEnd() && isHeard }
            if !isHeard { throw ExitCode.finding }
        }

        private func receiver(in settings: Settings) throws -> Receiver {
            let all = settings.alerting.receivers
            if let found = all.first(where: { $0.name == receiver }) { return found }
            let near = Spelling.closest(to: receiver, among: all.map(\.name))
            let names = all.map { "\"\($0.name)\"" }.joined(separator: ", ")
            let hint =
                near.map { "did you mean \"\($0)\"?" }
                ?? (all.isEmpty ? "there are no receivers" : "there are \(names)")
            throw ValidationError("there is no receiver \"\(receiver)\"; \(hint)")
        }
    }
}

/// A test notification on its way to all integrations of a receiver.
private struct Rehearsal {
    let receiver: Receiver
    let alert: TestAlert
    let externalURL: String
    let transport: any Transport
    private let style = Style.output

    init(receiver: Receiver, alert: TestAlert, externalURL: String, transport: any Transport) {
        self.receiver = receiver
        self.alert = alert
        self.externalURL = externalURL
        self.transport = transport
    }

    /// Tells that the test alert fires.
    ///
    /// - Returns: Whether every integration took it.
    func tell() async -> Bool {
        await tell(
            "firing",
            alert.notification(to: receiver.name, externalURL: externalURL)
        )
    }

    /// Tells that the test alert is over.
    func tellEnd() async -> Bool {
        await tell(
            "resolved",
            alert.notification(to: receiver.name, endingAt: Date(), externalURL: externalURL)
        )
    }

    private func tell(_ status: String, _ group: GroupNotification) async -> Bool {
        var isHeard = true
        for (index, integration) in receiver.integrations.enumerated() {
            let name = "\(receiver.name) \(integration.kind)[\(index)] \(status)"
            guard let rendering = integration.rendering(for: group) else {
                Output.line("\(name): \(style("not sent", .yellow)), it does not want these")
                continue
            }
            if let problem = rendering.templateProblem {
                Output.line("\(name): \(style("the template makes \(problem)", .red)) of it")
            }
            let notification = QueuedNotification(
                id: "msg_\(UUID().uuidString)",
                receiver: receiver.name,
                integrationIndex: index,
                destination: integration.destination,
                groupKey: group.groupKey,
                reason: group.reason,
                body: rendering.body,
                verdictAt: Date(),
                attempts: 0
            )
            let request = integration.request(for: notification, at: Date())
            let answer = await transport.send(request)
            let delivery = integration.delivery(from: answer, at: Date())
            Output.line("\(name) to \(request.address.shown): \(words(delivery, answer))")
            isHeard = delivery == .delivered && isHeard
        }
        return isHeard
    }

    private func words(_ delivery: Delivery, _ answer: Answer) -> String {
        switch (delivery, answer.outcome) {
        case (.delivered, .response(let response)):
            "\(style("delivered", .green)), status \(response.status), \(seconds(answer))"
        case (.delivered, .noResponse):
            style("delivered", .green)
        case (.retry(let reason, _), .response):
            "\(style("refused for now", .red)), \(reason); an agent would try again"
        case (.failed(let reason), .response):
            "\(style("refused", .red)), \(reason); check the address and the credentials"
        case (.retry, .noResponse(let noResponse)), (.failed, .noResponse(let noResponse)):
            "\(style("not reachable", .red)), \(noResponse.description)"
        }
    }

    private func seconds(_ answer: Answer) -> String {
        "\(Int((answer.timing.total.seconds * 1000).rounded())) ms"
    }
}
