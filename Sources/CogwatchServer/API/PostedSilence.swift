import CogwatchCore
import Foundation

/// A silence as it is sent to the API, with the fields of Alertmanager's API v2.
struct PostedSilence: Decodable {
    private let id: String?
    private let matchers: [WrittenMatcher]?
    private let startsAt: String?
    private let endsAt: String?
    private let createdBy: String?
    private let comment: String?

    static let example = """
        {"matchers":[{"name":"alertname","value":"AuthFailing","isRegex":false,"isEqual":true}],\
        "startsAt":"2026-11-21T12:00:00Z","endsAt":"2026-11-21T14:00:00Z","createdBy":"me",\
        "comment":"key rotation"}
        """

    /// Reads a body.
    ///
    /// - Throws: ``Unreadable`` with what to write instead.
    static func draft(of body: [UInt8], at now: Date) throws(Unreadable) -> SilenceDraft {
        do {
            return try JSONDecoder().decode(PostedSilence.self, from: Data(body)).draft(at: now)
        } catch let problem as Unreadable {
            throw problem
        } catch let problem as SilenceProblem {
            throw Unreadable(problem.description)
        } catch DecodingError.keyNotFound(let key, let context) {
            throw Unreadable("\(path(context.codingPath + [key])) is missing; write \(example)")
        } catch DecodingError.typeMismatch(_, let context),
            DecodingError.valueNotFound(_, let context)
        {
            throw Unreadable("\(path(context.codingPath)) has the wrong type; write \(example)")
        } catch {
            throw Unreadable("the body is no JSON; write \(example)")
        }
    }

    private func draft(at now: Date) throws -> SilenceDraft {
        guard let endsAt else {
            throw Unreadable("endsAt is missing; write until when, such as 2026-11-21T14:00:00Z")
        }
        return try SilenceDraft(
            replacing: id,
            matchers: readMatchers(),
            startsAt: startsAt.map { try Self.date($0, "startsAt") },
            endsAt: Self.date(endsAt, "endsAt"),
            createdBy: createdBy ?? "",
            comment: comment ?? "",
            at: now
        )
    }

    private func readMatchers() throws(Unreadable) -> [Matcher] {
        var read: [Matcher] = []
        for (place, matcher) in (matchers ?? []).enumerated() {
            do {
                read.append(try matcher.matcher())
            } catch {
                throw Unreadable("matchers[\(place)]: \(error)")
            }
        }
        return read
    }

    private static func date(_ text: String, _ field: String) throws(Unreadable) -> Date {
        guard let date = DateText.date(text) else {
            let shown = Labels.quoted(String(text.prefix(60)))
            throw Unreadable("\(field) is \(shown); write a time such as 2026-11-21T14:00:00Z")
        }
        return date
    }

    /// `matchers[0].name`.
    private static func path(_ keys: [any CodingKey]) -> String {
        let text = keys.reduce("") { path, key in
            if let place = key.intValue { return "\(path)[\(place)]" }
            return path.isEmpty ? key.stringValue : "\(path).\(key.stringValue)"
        }
        return text.isEmpty ? "the body" : text
    }
}
