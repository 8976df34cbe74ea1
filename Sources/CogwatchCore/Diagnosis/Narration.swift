import Foundation

/// The plain facts of a case, in words that a person on call can check.
enum Narration {
    /// One line for each answer of the family that decided.
    static func answers(of file: CaseFile) -> [String] {
        file.readings.map { reading in
            let host = file.setting.hosts[reading.operation].map { " at \($0)" } ?? ""
            return "\(reading.operationName) with \(file.key.name)\(host): \(reading.summary)"
        }
    }

    /// What the other keys of the account do.
    static func keys(of file: CaseFile) -> [String] {
        file.siblings.compactMap { sibling in
            switch sibling.isAccepted {
            case true?: "\(sibling.name) is accepted where \(file.key.name) is refused"
            case false?: "\(sibling.name) is refused too"
            case nil: nil
            }
        }
    }

    /// What the experiments ruled out or in, as far as the verdict does not say it.
    static func experiments(of file: CaseFile) -> [String] {
        let findings = file.findings
        let told = findings.filter { $0.experiment == .domainName || $0.outcome == .told }
            .map(\.summary)
        let control = findings.first { $0.experiment == .bogusKey }.flatMap(control)
        return told + [control].compactMap(\.self)
            + refusals(.otherRegion, ("other region", "other regions"), in: findings)
            + refusals(.otherService, ("other service", "other services"), in: findings)
            + refusals(.otherCloud, ("region", "regions of other clouds"), in: findings)
    }

    private static func control(_ finding: Finding) -> String? {
        switch finding.outcome {
        case .refused: "a made-up key gets the same answer there: this host does not know the key"
        case .inconclusive, .recognised:
            "a made-up key gets another answer there (\(finding.summary)): the key is known"
        case .accepted: "a made-up key is accepted there: something answers without looking at keys"
        case .told, .notFound, .noAnswer: nil
        }
    }

    private static func refusals(
        _ experiment: Experiment,
        _ nouns: (one: String, many: String),
        in findings: [Finding]
    ) -> [String] {
        let refused = findings.filter { $0.experiment == experiment && $0.outcome == .refused }
        guard !refused.isEmpty else { return [] }
        let names = refused.prefix(4).map(\.subject).joined(separator: ", ")
        let rest = refused.count > 4 ? ", …" : ""
        let noun = refused.count == 1 ? nouns.one : nouns.many
        return ["refused in \(refused.count) \(noun), too: \(names)\(rest)"]
    }

    /// What the region's other accounts do.
    static func neighbours(of file: CaseFile) -> [String] {
        let region = file.setting.region ?? "the region"
        let working = file.neighbours.working
        guard working > 0 else { return [] }
        let (noun, verb) = working == 1 ? ("account", "works") : ("accounts", "work")
        return ["\(working) other \(noun) in \(region) \(verb)"]
    }

    /// Names what else would fit, so that nobody takes the first guess for the only one.
    static func rivals(_ candidates: [Candidate]) -> [String] {
        guard !candidates.isEmpty else { return [] }
        let names = candidates.prefix(4).map(\.cause.rawValue).joined(separator: ", ")
        return ["not ruled out: \(names)"]
    }
}

extension Reading {
    /// What was seen, in a few words: `401 Access denied due to …`, `name not resolved`.
    package var summary: String {
        switch observation {
        case .accepted: voices.map { "\(status), \($0) voices" } ?? "\(status)"
        case .noResponse(let noResponse): noResponse.description
        case .htmlInstead: "\(status) with a web page instead of \(expected)"
        case .notUTF8: "\(status) with bytes that are no text (not UTF-8)"
        case .notAToken: "\(status) with something else than \(expected)"
        case .notAVoicesList(let failure):
            "\(status), but the body is no list of voices (\(failure.explanation))"
        case .notAList(let failure):
            "\(status), but the body is no list (\(failure.explanation))"
        case .refused, .throttled, .serverError, .redirected: [statusLine, trace].joined()
        }
    }

    private var expected: String {
        switch operation {
        case .token: "a token"
        case .voices, .bearer: "a list of voices"
        case .list: "a list"
        }
    }

    private var statusLine: String {
        let words = body?.message ?? (reason.isEmpty ? nil : Redaction.presentable(reason))
        let code = body?.code.flatMap { $0 == String(status) ? nil : "\($0): " } ?? ""
        guard let words else { return "\(status), no message" }
        return "\(status) \(code)\"\(words)\""
    }

    private var trace: String {
        let parts = [
            requestID.map { "request id \(Redaction.presentable($0))" },
            policyID.map { "policy-id \(Redaction.presentable($0))" },
            retryAfter.map { "retry after \(Int($0.seconds)) s" },
        ].compactMap { $0 }
        return parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
    }
}

extension NoResponse {
    /// What happened, with the transport's own words.
    package var description: String {
        switch self {
        case .nameNotResolved(let detail), .notConnected(let detail),
            .untrustedCertificate(let detail), .tlsFailed(let detail), .proxyFailed(let detail),
            .connectionClosed(let detail), .bodyCutOff(let detail), .notHTTP(let detail):
            detail.isEmpty ? shortDescription : "\(shortDescription): \(detail)"
        case .bodyTooLarge(let limit): "the body goes over \(limit) bytes"
        case .timedOut, .cancelled: shortDescription
        }
    }
}
