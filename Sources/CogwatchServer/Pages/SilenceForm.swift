import CogwatchCore
import Foundation

/// What stands in the form for a new silence, right or wrong.
struct SilenceForm {
    /// One matcher a line.
    let matchers: String
    let duration: String
    let author: String
    let comment: String

    /// What a link prefills: `matcher`, once for each, or the names of the fields.
    init(query: [String: [String]]) {
        self.init(fields: query, lines: query["matcher"] ?? [])
    }

    /// What was sent.
    init(fields: [String: [String]]) {
        self.init(fields: fields, lines: [])
    }

    private init(fields: [String: [String]], lines: [String]) {
        let written = lines + (fields["matchers"] ?? [])
        matchers = written.joined(separator: "\n").replacing("\r\n", with: "\n")
        duration = fields["duration"]?.first ?? "2h"
        author = fields["author"]?.first ?? ""
        comment = fields["comment"]?.first?.replacing("\r\n", with: "\n") ?? ""
    }

    func draft(at now: Date) throws -> SilenceDraft {
        let read = try readMatchers()
        guard let length = DurationText.duration(Self.trimmed(duration)), length > .zero else {
            let shown = Labels.quoted(duration)
            throw Unreadable("the duration is \(shown); write how long, such as 30m, 2h or 1d12h")
        }
        return try SilenceDraft(
            matchers: read,
            endsAt: now.addingTimeInterval(length.seconds),
            createdBy: Self.trimmed(author),
            comment: Self.trimmed(comment),
            at: now
        )
    }

    /// Why the matchers are none; nil where they are.
    var matcherProblem: String? {
        do {
            _ = try readMatchers()
            return nil
        } catch {
            return error.words
        }
    }

    /// Those that the form would silence; none while it cannot be read.
    func incidents(among firing: [Incident]) -> [Incident] {
        guard let read = try? readMatchers(), !read.isEmpty else { return [] }
        return firing.filter { incident in read.allSatisfy { $0.accepts(incident.labels) } }
    }

    private func readMatchers() throws(Unreadable) -> [Matcher] {
        var read: [Matcher] = []
        for line in matchers.split(whereSeparator: \.isNewline).map({ Self.trimmed($0) })
        where !line.isEmpty {
            do {
                read += try Matcher.list(parsing: line)
            } catch {
                throw Unreadable("\(error)")
            }
        }
        return read
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
