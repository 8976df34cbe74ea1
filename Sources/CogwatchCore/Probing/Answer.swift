package import Foundation

/// What came back from a request, no response included: a transport never throws.
package struct Answer: Sendable {
    package enum Outcome: Sendable {
        case response(Response)
        case noResponse(NoResponse)
    }

    package let outcome: Outcome
    package let timing: Timing

    package init(_ outcome: Outcome, timing: Timing = Timing()) {
        self.outcome = outcome
        self.timing = timing
    }
}

/// An HTTP response that arrived whole.
package struct Response: Sendable {
    package let status: Int
    /// The text after the status code on the first line; empty on HTTP/2.
    package let reason: String
    package let headers: Headers
    /// Cut, or empty, where ``voices`` is there.
    package let body: [UInt8]
    /// The whole body, counted, where ``Request/countsVoices`` asked for it; nil else.
    package let voices: VoicesCount?
    /// When the server's leaf certificate ends; nil for plain HTTP or where a resumed TLS session
    /// showed none.
    package let certificateExpiry: Date?

    package init(
        status: Int,
        reason: String = "",
        headers: Headers = Headers([]),
        body: [UInt8] = [],
        voices: VoicesCount? = nil,
        certificateExpiry: Date? = nil
    ) {
        self.status = status
        self.reason = reason
        self.headers = headers
        self.body = body
        self.voices = voices
        self.certificateExpiry = certificateExpiry
    }
}

/// Header lines in the order of arrival, looked up without regard to case.
package struct Headers: Sendable, Equatable {
    package struct Line: Sendable, Equatable {
        package let name: String
        package let value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package let lines: [Line]

    package init(_ lines: [Line]) {
        self.lines = lines
    }

    /// The value of the first line with this name.
    package subscript(name: String) -> String? {
        lines.first { $0.name.isSameHeader(as: name) }?.value
    }
}

extension String {
    /// Letter by letter and without a copy: each answer is asked for four headers.
    fileprivate func isSameHeader(as other: String) -> Bool {
        func lowercased(_ byte: UInt8) -> UInt8 {
            (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
        }
        return utf8.count == other.utf8.count
            && zip(utf8, other.utf8).allSatisfy { lowercased($0) == lowercased($1) }
    }
}

/// Why no whole HTTP response arrived.
///
/// The detail is the transport's own words, free of secrets.
package enum NoResponse: Sendable, Equatable {
    /// The host's name has no address.
    case nameNotResolved(detail: String)
    /// The TCP connection was refused or found no route.
    case notConnected(detail: String)
    /// The certificate does not lead to a trusted root, is expired, or names another host.
    case untrustedCertificate(detail: String)
    /// TLS failed otherwise; a port that speaks plain HTTP ends here.
    case tlsFailed(detail: String)
    /// The proxy could not be reached or refused the tunnel.
    case proxyFailed(detail: String)
    /// The connection ended before there was a response.
    case connectionClosed(detail: String)
    /// The response began well, and ended before its body was whole.
    case bodyCutOff(detail: String)
    /// The answer was not HTTP.
    case notHTTP(detail: String)
    /// The body went over ``Request/maximumBodyBytes``.
    case bodyTooLarge(limit: Int)
    /// The time was up during this phase.
    case timedOut(Phase)
    /// The transfer was given up because its task was cancelled.
    case cancelled
}

/// The parts of a request's duration, in order.
package enum Phase: String, Sendable, CaseIterable {
    case resolve, connect, tls, processing, transfer
}

/// How the connection that a request went over came about.
package enum ConnectionUse: String, Sendable, CaseIterable {
    /// Made for this request, with a whole TLS handshake.
    case fullHandshake = "full handshake"
    /// Made for this request, with the TLS session of an earlier one.
    case resumed = "resumed TLS session"
    /// That of an earlier request.
    case kept = "kept connection"
    /// Made for this request, without TLS.
    case unencrypted = "new connection without TLS"
}

/// How long each phase took.
///
/// A phase that was not reached, or not needed, is nil.
package struct Timing: Sendable, Equatable {
    package var total: Duration
    package var phases: [Phase: Duration]
    /// Nil where no request was sent, or nobody can tell.
    package var connection: ConnectionUse?

    package init(
        total: Duration = .zero,
        phases: [Phase: Duration] = [:],
        connection: ConnectionUse? = nil
    ) {
        self.total = total
        self.phases = phases
        self.connection = connection
    }
}
