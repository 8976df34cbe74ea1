package import Foundation

/// A failure that someone else saw: what `cogwatch explain` is given.
///
/// Any part may be missing. Nothing in it is trusted to be whole or true.
package struct ObservedFailure: Sendable {
    /// How the caller identified itself.
    package enum Credential: String, Sendable, CaseIterable {
        case key
        case issuedToken = "bearer_issued_token"
        case entraToken = "aad"
        case none
    }

    package var id: String?
    package var operation: String?
    package var method: String?
    package var url: String?
    package var credential: Credential?
    package var status: Int?
    package var reason: String
    package var headers: Headers
    package var body: String?
    /// What a client library printed, where the body itself was not kept.
    package var clientError: String?
    /// Set where no answer came.
    package var transportError: String?

    package init(
        id: String? = nil,
        operation: String? = nil,
        method: String? = nil,
        url: String? = nil,
        credential: Credential? = nil,
        status: Int? = nil,
        reason: String = "",
        headers: Headers = Headers([]),
        body: String? = nil,
        clientError: String? = nil,
        transportError: String? = nil
    ) {
        self.id = id
        self.operation = operation
        self.method = method
        self.url = url
        self.credential = credential
        self.status = status
        self.reason = reason
        self.headers = headers
        self.body = body
        self.clientError = clientError
        self.transportError = transportError
    }
}

extension ObservedFailure {
    /// Why it failed, as far as this one answer tells.
    package func diagnosis(at now: Date) -> Diagnosis {
        let reading = reading(at: now)
        let file = CaseFile(
            key: CaseFile.KeyFacts(name: "the credential"),
            setting: setting,
            readings: [reading],
            credential: credential ?? .key,
            now: now
        )
        guard let diagnosis = Diagnosis.judging(file), isAnswered || knowsTheWords else {
            return unknown(seen: reading.summary)
        }
        // Somebody else's words for a silence are hearsay.
        return isAnswered ? diagnosis : diagnosis.weakened
    }

    /// Whether the answer is no failure at all: a token, or a list of voices.
    package func isSuccess(at now: Date) -> Bool { reading(at: now).isAccepted }

    private func reading(at now: Date) -> Reading {
        Reading(answer, to: probedOperation, at: now, named: operation ?? "the call")
    }

    private func unknown(seen: String) -> Diagnosis {
        Diagnosis(
            cause: .unknown,
            confidence: .possible,
            category: .unexpected,
            candidates: [Candidate(.unknown, .possible)],
            evidence: [Evidence("nothing in this tells of a known failure: \(seen)")],
            nextSteps: Cause.unknown.remedy
        )
    }

    private var isAnswered: Bool { (status ?? clientError.flatMap(Self.status)) != nil }

    private var knowsTheWords: Bool {
        (transportError ?? clientError).flatMap(Silence.init(describedBy:)) != nil
    }

    // Whoever pastes an answer seldom says what was asked; a success tells by itself.
    private var probedOperation: Operation {
        if operation == "token" { return .token }
        guard operation == nil, status == 200, let body else { return .voices }
        return TokenClaims(token: Array(body.utf8)) == nil ? .voices : .token
    }

    private var answer: Answer {
        guard let status = status ?? clientError.flatMap(Self.status) else {
            let words = transportError ?? clientError ?? ""
            let shown = Redaction.presentable(words)
            let silence = Silence(describedBy: shown) ?? .notConnected(detail: shown)
            return Answer(.silence(silence))
        }
        let text = body ?? clientError ?? ""
        return Answer(
            .response(
                Response(
                    status: status,
                    reason: reason,
                    headers: headers,
                    body: Array(text.utf8)
                )
            )
        )
    }

    /// The status that a client library put into its message: `(401)`, `code: 403`, `401 Access…`.
    private static func status(in text: String) -> Int? {
        text.split { !$0.isNumber }.lazy.compactMap { Int($0) }.first { (400...599).contains($0) }
    }

    private var setting: CaseFile.Setting {
        guard let url, let host = Self.host(of: url) else { return CaseFile.Setting() }
        let read = AzureHost(host)
        return CaseFile.Setting(
            cloud: read.cloud,
            // Whoever reports a failure likes to leave the region out.
            region: read.region.flatMap { $0.contains("<") ? nil : $0 },
            customDomain: read.family == .customDomain ? host : nil,
            hosts: [probedOperation: host]
        )
    }

    private static func host(of url: String) -> String? {
        let rest = url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]
        let host = rest.prefix { !"/?#:".contains($0) }
        return host.isEmpty ? nil : String(host)
    }
}

extension Silence {
    /// Reads what a client said when no answer came.
    ///
    /// The words are everybody's own, so this goes by what most of them have in common.
    ///
    /// - Returns: Nil for words that tell of no silence.
    init?(describedBy words: String) {
        let text = words.lowercased()
        func says(_ needles: String...) -> Bool { needles.contains { text.contains($0) } }
        if says("tunnel connection", "proxy", "connect tunnel") {
            self = .proxyFailed(detail: words)
        } else if says(
            "enotfound",
            "getaddrinfo",
            "resolve",
            "name or service not known",
            "nodename nor servname",
            "dns",
            "no such host",
            "eai_again"
        ) {
            self = .nameNotResolved(detail: words)
        } else if says("certificate", "self signed", "self-signed", "x509", "hostname in cert") {
            self = .untrustedCertificate(detail: words)
        } else if says("ssl", "tls", "handshake") {
            self = .tlsFailed(detail: words)
        } else if says("timed out", "timeout", "etimedout", "10060") {
            self = .timedOut(.connect)
        } else if says("reset", "closed", "eof", "hang up", "broken pipe", "empty reply") {
            self = .connectionClosed(detail: words)
        } else if says("refused", "no connection", "not connect", "unreachable", "no route") {
            self = .notConnected(detail: words)
        } else {
            return nil
        }
    }
}

extension Diagnosis {
    /// The same, and never certain.
    fileprivate var weakened: Diagnosis {
        Diagnosis(
            cause: cause,
            confidence: min(confidence, .likely),
            category: category,
            candidates: candidates.map { Candidate($0.cause, min($0.confidence, .likely)) },
            evidence: evidence,
            nextSteps: nextSteps
        )
    }
}
