extension NoResponse {
    /// Reads what a client said when no answer came.
    ///
    /// The words are everybody's own, so this goes by what most of them have in common.
    ///
    /// - Returns: Nil for words that tell of no silence.
    init?(describedBy words: String) {
        guard let place = FoundText(words).first(of: Self.phrases) else { return nil }
        self = Self.groups[place].noResponse(words)
    }

    private struct Group: Sendable {
        let texts: [String]
        let noResponse: @Sendable (String) -> NoResponse
    }

    private static let phrases = RankedPhrases(groups.map(\.texts))

    /// The more telling words first: a proxy's complaint speaks of connections too.
    private static let groups = [
        Group(texts: ["tunnel connection", "proxy", "connect tunnel"]) { .proxyFailed(detail: $0) },
        Group(
            texts: [
                "enotfound", "getaddrinfo", "resolve", "name or service not known",
                "nodename nor servname", "dns", "no such host", "eai_again", "unknownhost",
                "gaierror", "name resolution", "11001",
            ]
        ) { .nameNotResolved(detail: $0) },
        Group(
            texts: [
                "certificate", "self signed", "self-signed", "x509", "certification path",
                "hostname in cert",
            ]
        ) { .untrustedCertificate(detail: $0) },
        // The Speech SDK's websocket, once its connection was open.
        Group(texts: ["underlying_io_error"]) { .tlsFailed(detail: $0) },
        Group(texts: ["no connection to the remote host", "statuscode: 1006", "code: 1006"]) {
            .notConnected(detail: $0)
        },
        Group(texts: ["ssl", "tls", "handshake"]) { .tlsFailed(detail: $0) },
        Group(texts: ["timed out", "timeout", "time-out", "deadline exceeded", "10060"]) { _ in
            .timedOut(.connect)
        },
        Group(
            texts: [
                "connection reset", "econnreset", "closed", "unexpected eof", "eof occurred",
                "hang up", "broken pipe", "empty reply",
            ]
        ) { .connectionClosed(detail: $0) },
        Group(
            texts: [
                "refused", "no connection", "not connect", "failed to connect",
                "unable to connect", "unable to contact", "connection failed", "unreachable",
                "no route",
            ]
        ) { .notConnected(detail: $0) },
    ]
}
