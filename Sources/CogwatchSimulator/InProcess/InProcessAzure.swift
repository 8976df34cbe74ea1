package import CogwatchCore
package import Foundation

/// The simulated Azure without a wire: a function from request to answer, and the network between.
///
/// What a wire does to an answer, such as to end it in its middle, is told as a transport tells it.
package struct InProcessAzure: Sendable {
    /// What happens to requests on their way.
    package enum Interference: Sendable, Equatable {
        case noResponse(NoResponse)
        /// A network's sign-in page comes in place of every answer.
        case portal
    }

    package var world: World
    /// By host name.
    package var interferences: [String: Interference] = [:]
    /// On the way to any host.
    package var interferenceEverywhere: Interference?

    package init(world: World) {
        self.world = world
    }

    /// Answers a request.
    package mutating func answer(_ request: Request, at now: Date) -> Answer {
        guard let asked = SimulatedRequest(request) else {
            return Answer(.noResponse(.nameNotResolved(detail: "the address names no host")))
        }
        switch interference(with: asked.host) {
        case .noResponse(let noResponse): return Answer(.noResponse(noResponse))
        case .portal:
            return Answer(.init(.response(GatewayTexts.captivePortal), to: request, at: now))
        case nil: break
        }
        let answer = world.serve(asked, at: now)
        guard case .hangUp = answer.outcome, world.nameAnswer(of: asked.host) == .notFound else {
            return Answer(.init(answer.outcome, to: request, at: now))
        }
        return Answer(.noResponse(.nameNotResolved(detail: "no such host")))
    }

    /// Looks a name up.
    package func look(up host: String) -> NameAnswer {
        guard case .noResponse(.nameNotResolved(let detail)) = interference(with: host.lowercased())
        else { return world.nameAnswer(of: host) }
        return .noAnswer(detail: detail)
    }

    private func interference(with host: String) -> Interference? {
        interferenceEverywhere ?? interferences[host]
    }
}

extension SimulatedAzure: Transport, NameService {
    package func send(_ request: Request) async -> Answer {
        guard let asked = SimulatedRequest(request) else {
            return Answer(.noResponse(.nameNotResolved(detail: "the address names no host")))
        }
        let answer = answer(asked)
        guard case .hangUp = answer.outcome, world.nameAnswer(of: asked.host) == .notFound else {
            return Answer(.init(answer.outcome, to: request, at: now))
        }
        return Answer(.noResponse(.nameNotResolved(detail: "no such host")))
    }

    package func look(up host: String) async -> NameAnswer {
        world.nameAnswer(of: host)
    }
}

extension SimulatedRequest {
    /// A request of the transport, as a server reads it; nil where its address names no host.
    init?(_ request: Request) {
        let parts = request.address.url.reveal(Self.parts)
        guard let host = parts.host.map(parts.isOpen ? Self.metadataHost : { $0 }), !host.isEmpty
        else { return nil }
        var lines = request.headers.map { header in
            Headers.Line(name: header.name, value: Self.text(of: header.value))
        }
        if request.method == .post {
            lines.append(Headers.Line(name: "Content-Length", value: "\(request.body.count)"))
        }
        self.init(
            method: request.method.rawValue,
            host: host,
            path: parts.path,
            query: parts.query,
            headers: Headers(lines),
            body: request.body
        )
    }

    private struct Parts {
        let host: String?
        let path: String
        let query: String
        /// Whether it goes without TLS.
        let isOpen: Bool
    }

    private static func parts(of url: String) -> Parts {
        let parts = URLComponents(string: url)
        return Parts(
            host: parts?.host,
            path: parts?.percentEncodedPath ?? "",
            query: parts?.percentEncodedQuery ?? "",
            isOpen: parts?.scheme?.lowercased() == "http"
        )
    }

    // App Service and Container Apps give tokens on the loopback interface of each instance.
    private static func metadataHost(_ host: String) -> String {
        ["localhost", "127.0.0.1"].contains(host.lowercased())
            ? ManagementHost.metadataAddress : host
    }

    // Blanks around a header's value are no part of it (RFC 9110, section 5.5).
    private static func text(of value: Request.Header.Value) -> String {
        let text =
            switch value {
            case .plain(let text): text
            case .secret(let prefix, let secret): secret.reveal { prefix + $0 }
            }
        return text.trimmingCharacters(in: CharacterSet(charactersIn: " \t"))
    }
}

extension Answer.Outcome {
    /// What a transport makes of what the simulated Azure does to a host that exists.
    init(_ outcome: SimulatedAnswer.Outcome, to request: Request, at now: Date) {
        switch outcome {
        case .hangUp: self = .noResponse(.notConnected(detail: "connection refused"))
        case .noResponse: self = .noResponse(.timedOut(.processing))
        case .response(let response):
            self =
                Self.noResponse(instead: response, of: request)
                ?? .response(
                    Response(response, certificateExpiry: now.addingTimeInterval(80 * 86_400))
                )
        }
    }

    private static func noResponse(
        instead response: SimulatedResponse,
        of request: Request
    ) -> Answer.Outcome? {
        if response.delay >= request.timeout { return .noResponse(.timedOut(.processing)) }
        if response.cutAfter != nil {
            return .noResponse(.bodyCutOff(detail: "the body ended early"))
        }
        let limit = request.maximumBodyBytes
        return response.body.count > limit ? .noResponse(.bodyTooLarge(limit: limit)) : nil
    }
}

extension Response {
    fileprivate init(_ response: SimulatedResponse, certificateExpiry: Date) {
        let body =
            switch response.body {
            case .bytes(let bytes): bytes
            case .filler(let count): [UInt8](repeating: UInt8(ascii: "~"), count: count)
            }
        self.init(
            status: response.status,
            reason: response.reason,
            headers: response.headers,
            body: body,
            certificateExpiry: certificateExpiry
        )
    }
}
