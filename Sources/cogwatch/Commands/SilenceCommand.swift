import ArgumentParser
import CogwatchCore
import Foundation

/// The command `silence`: keeps a running agent from telling of some incidents for a while.
struct SilenceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "silence",
        abstract: "Adds, lists and expires silences of a running agent.",
        discussion: """
            EXAMPLE
              cogwatch silence add account=tts-1 --duration 2h --comment "key rotation"
            """,
        subcommands: [Add.self, List.self, Expire.self]
    )

    /// Reads matchers as amtool does: a first word without an operator is an alert's name.
    static func matchers(_ words: [String]) throws -> [Matcher] {
        try words.enumerated().map { place, word in
            let isName = place == 0 && !word.contains("=") && !word.contains("!~")
            do {
                return try Matcher(parsing: isName ? "alertname=\(Labels.quoted(word))" : word)
            } catch {
                throw ValidationError("\(error)")
            }
        }
    }
}

extension SilenceCommand {
    /// The command `silence add`.
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Silences the incidents that all matchers accept, and prints the id.",
            discussion: """
                Matchers are NAME=VALUE, NAME!=VALUE, NAME=~REGEX or NAME!~REGEX; a first word
                without an operator is an alert's name.

                EXAMPLE
                  cogwatch silence add AuthFailing account=~'tts-.*' --duration 2h --comment "rotation"
                """
        )

        @OptionGroup var agent: AgentOptions

        @Option(name: .shortAndLong, help: "How long, such as 30m, 2h or 1d12h; 1h if not given.")
        var duration: String?

        @Option(help: "From when on, such as 2026-11-21T12:00:00Z; from now on if not given.")
        var start: String?

        @Option(help: "Until when; instead of --duration.")
        var end: String?

        @Option(name: .shortAndLong, help: "Who silences; you if not given.")
        var author: String?

        @Option(name: .shortAndLong, help: "Why.")
        var comment: String

        @Argument(help: "Matchers.")
        var matchers: [String]

        func run() async throws {
            let posted = try posted(at: Date())
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            let body = Array(try encoder.encode(posted))
            let client = try agent.client
            let answer = try await client.ask("silences", .post, json: body)
            Output.line(try client.data(Created.self, of: answer).silenceID)
        }

        private func posted(at now: Date) throws -> Posted {
            let begins = try start.map { try date($0, "--start") }
            let draft: SilenceDraft
            do {
                draft = try SilenceDraft(
                    matchers: SilenceCommand.matchers(matchers),
                    startsAt: begins,
                    endsAt: ends(after: max(begins ?? now, now)),
                    createdBy: author ?? NSUserName(),
                    comment: comment,
                    at: now
                )
            } catch let problem as SilenceProblem {
                throw ValidationError(words(for: problem))
            }
            return Posted(
                matchers: draft.matchers.map(WrittenMatcher.init),
                startsAt: begins.map(Timestamp.text),
                endsAt: Timestamp.text(draft.endsAt),
                createdBy: draft.createdBy,
                comment: draft.comment
            )
        }

        private func ends(after start: Date) throws -> Date {
            guard let end else {
                let text = duration ?? "1h"
                guard let length = DurationText.duration(text), length > .zero else {
                    throw ValidationError(
                        "--duration is \"\(text)\"; write how long, such as 30m, 2h or 1d12h"
                    )
                }
                return start.addingTimeInterval(length.seconds)
            }
            guard duration == nil else {
                throw ValidationError("--duration and --end both say when it ends; give one")
            }
            return try date(end, "--end")
        }

        private func date(_ text: String, _ option: String) throws -> Date {
            guard let date = DateText.date(text) else {
                throw ValidationError(
                    "\(option) is \"\(text)\"; write a time such as 2026-11-21T12:00:00Z"
                )
            }
            return date
        }

        private func words(for problem: SilenceProblem) -> String {
            switch problem {
            case .endsBeforeStart: "it ends before it starts; give a later --end, or a --duration"
            case .endsInThePast: "--end is in the past; give a time that is yet to come"
            case .noAuthor: "who silences is not known; give --author"
            case .noComment: "--comment is empty; write why it is silenced"
            case .noMatchers, .tooManyMatchers, .saysNothing, .tooLong, .tooMany, .unknown,
                .alreadyExpired:
                problem.description
            }
        }
    }

    private struct Posted: Encodable {
        let matchers: [WrittenMatcher]
        let startsAt: String?
        let endsAt: String
        let createdBy: String
        let comment: String
    }

    private struct Created: Decodable {
        let silenceID: String
    }
}

extension SilenceCommand {
    /// The command `silence list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists silences, those that are active or pending if nothing else is said.",
            discussion: """
                Matchers choose silences by what their own matchers name; a first word without an
                operator is an alert's name.

                EXAMPLE
                  cogwatch silence list --state expired account=~'tts-.*'
                """
        )

        enum State: String, ExpressibleByArgument, CaseIterable {
            case active, pending, expired, all
        }

        @OptionGroup var agent: AgentOptions

        @Option(help: "Which silences.")
        var state: State?

        @Option(help: "The form of the result.")
        var output = OutputFormat.table

        @Argument(help: "Matchers.")
        var matchers: [String] = []

        func run() async throws {
            let client = try agent.client
            let body = try await client.ask("silences?\(try query)")
            let silences = try client.data([Listed].self, of: body)
            switch output {
            case .json: Output.line(String(decoding: body, as: UTF8.self))
            case .table: Output.line(table(of: silences))
            }
        }

        private var query: String {
            get throws {
                let states = state.map { [$0] } ?? [.active, .pending]
                let filters = try SilenceCommand.matchers(matchers).map(\.description)
                return
                    (states.map { "state=\($0.rawValue)" }
                    + filters.map { "filter=\(AgentClient.encoded($0))" })
                    .joined(separator: "&")
            }
        }

        private func table(of silences: [Listed]) -> String {
            var table = Table(header: [
                "ID", "STATE", "MATCHERS", "STARTS", "ENDS", "BY", "COMMENT",
            ])
            for silence in silences {
                let matchers = silence.matchers.compactMap { try? $0.matcher().description }
                table.rows.append([
                    .init(silence.id),
                    .init(silence.status.state, silence.status.state == "active" ? .yellow : nil),
                    .init(matchers.joined(separator: " ")),
                    .init(silence.startsAt), .init(silence.endsAt), .init(silence.createdBy),
                    .init(silence.comment.replacing("\n", with: " ")),
                ])
            }
            return table.rendered(.output)
        }
    }

    private struct Listed: Decodable {
        struct Status: Decodable {
            let state: String
        }

        let id: String
        let status: Status
        let matchers: [WrittenMatcher]
        let startsAt: String
        let endsAt: String
        let createdBy: String
        let comment: String
    }
}

extension SilenceCommand {
    /// The command `silence expire`.
    struct Expire: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ends silences before their time.",
            discussion: """
                EXAMPLE
                  cogwatch silence expire 4nMXo0Hq3CVJ8jXAvYwgsR
                """
        )

        @OptionGroup var agent: AgentOptions

        @Argument(help: "The silences' ids.")
        var ids: [String]

        func run() async throws {
            let client = try agent.client
            var refusals = 0
            for id in ids {
                do {
                    _ = try await client.ask("silences/\(AgentClient.encoded(id))", .delete)
                } catch let refused as Refused {
                    // The others are ended all the same.
                    Output.error("cogwatch: \(refused.description)")
                    refusals += 1
                }
            }
            if refusals > 0 { throw ExitCode.usage }
        }
    }
}
