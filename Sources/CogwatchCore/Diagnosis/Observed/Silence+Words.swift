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
            "eai_again",
            "unknownhost",
            "gaierror",
            "name resolution",
            "11001"
        ) {
            self = .nameNotResolved(detail: words)
        } else if says(
            "certificate",
            "self signed",
            "self-signed",
            "x509",
            "certification path",
            "hostname in cert"
        ) {
            self = .untrustedCertificate(detail: words)
        } else if says("underlying_io_error") {
            // The Speech SDK's websocket, once its connection was open.
            self = .tlsFailed(detail: words)
        } else if says("no connection to the remote host", "statuscode: 1006", "code: 1006") {
            self = .notConnected(detail: words)
        } else if says("ssl", "tls", "handshake") {
            self = .tlsFailed(detail: words)
        } else if says("timed out", "timeout", "time-out", "deadline exceeded", "10060") {
            self = .timedOut(.connect)
        } else if says(
            "connection reset",
            "econnreset",
            "closed",
            "unexpected eof",
            "eof occurred",
            "hang up",
            "broken pipe",
            "empty reply"
        ) {
            self = .connectionClosed(detail: words)
        } else if says(
            "refused",
            "no connection",
            "not connect",
            "failed to connect",
            "unable to connect",
            "unable to contact",
            "connection failed",
            "unreachable",
            "no route"
        ) {
            self = .notConnected(detail: words)
        } else {
            return nil
        }
    }
}
