package import CogwatchCore

/// What the simulated Azure does about a request.
package struct SimulatedAnswer: Sendable, Equatable {
    package enum Outcome: Sendable, Equatable {
        case response(SimulatedResponse)
        /// The connection is closed without a word.
        case hangUp
        /// The connection stays open, and nothing ever comes.
        case noResponse
    }

    package let outcome: Outcome
    package let credential: SeenCredential
    /// What stays behind in Azure's management; nil for nothing.
    let trace: ManagementTrace?

    package init(_ outcome: Outcome, credential: SeenCredential = .none) {
        self.init(outcome, credential: credential, trace: nil)
    }

    init(_ outcome: Outcome, credential: SeenCredential, trace: ManagementTrace?) {
        self.outcome = outcome
        self.credential = credential
        self.trace = trace
    }

    /// The status code; nil where there is no response.
    package var status: Int? {
        guard case .response(let response) = outcome else { return nil }
        return response.status
    }
}

/// Which credential came with a request, by name: the secret itself is never kept.
package enum SeenCredential: Sendable, Equatable, CustomStringConvertible {
    case none
    case unknownKey
    case key(KeySlot, account: String)
    case unknownToken
    case token(account: String)
    /// An application's or managed identity's secret or token.
    case principal(String)

    package var description: String {
        switch self {
        case .none: "none"
        case .unknownKey: "unknown key"
        case .key(let slot, let account): "\(account)/\(slot.rawValue)"
        case .unknownToken: "unknown token"
        case .token(let account): "token of \(account)"
        case .principal(let name): "principal \(name)"
        }
    }
}

/// An HTTP response that the simulated Azure sends.
package struct SimulatedResponse: Sendable, Equatable {
    package enum Body: Sendable, Equatable {
        case bytes([UInt8])
        /// So many bytes of no meaning, made while they are sent.
        case filler(Int)

        /// The length in bytes.
        package var count: Int {
            switch self {
            case .bytes(let bytes): bytes.count
            case .filler(let count): count
            }
        }
    }

    package var status: Int
    /// The text after the status code on the first line.
    package var reason: String
    /// Without `Content-Length`, which the wire adds from the body.
    package var headers: Headers
    package var body: Body
    /// The pause before the first byte.
    package var delay: Duration
    /// After so many bytes of the body the connection is closed; nil where all are sent.
    package var cutAfter: Int?

    package init(
        _ status: Int,
        _ reason: String,
        headers: [(String, String)] = [],
        body: Body = .bytes([])
    ) {
        self.status = status
        self.reason = reason
        self.headers = Headers(headers.map { Headers.Line(name: $0.0, value: $0.1) })
        self.body = body
        self.delay = .zero
        self.cutAfter = nil
    }

    init(_ status: Int, _ reason: String, headers: [(String, String)] = [], text: String) {
        self.init(status, reason, headers: headers, body: .bytes(Array(text.utf8)))
    }

    func adding(_ name: String, _ value: String) -> SimulatedResponse {
        var copy = self
        copy.headers = Headers(headers.lines + [Headers.Line(name: name, value: value)])
        return copy
    }
}
