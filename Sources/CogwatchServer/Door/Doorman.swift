import HTTPTypes
import Hummingbird
import NIOCore

/// Translates between Hummingbird's requests and ours.
struct Doorman: HTTPResponder {
    /// What an answer in pieces needs to know of its connection.
    struct Context: RequestContext {
        var coreContext: CoreRequestContextStorage
        let eventLoop: any EventLoop

        init(source: ApplicationRequestContextSource) {
            coreContext = CoreRequestContextStorage(source: source)
            eventLoop = source.channel.eventLoop
        }
    }

    let desk: Desk
    /// Nil where nobody needs a password.
    let gate: Gate?

    func respond(to request: Request, context: Context) async throws -> Response {
        let inquiry = Inquiry(request)
        let reply = await answer(to: inquiry)
        var headers = HTTPFields()
        for header in reply.headers {
            guard let name = HTTPField.Name(header.name) else { continue }
            headers[name] = header.value
        }
        let status = HTTPResponse.Status(code: reply.status)
        guard inquiry.method == "HEAD" else {
            return Response(
                status: status,
                headers: headers,
                body: ResponseBody(reply.body, over: context.eventLoop)
            )
        }
        headers[.contentLength] = "\(await reply.body.length())"
        return Response(status: status, headers: headers)
    }

    private func answer(to inquiry: Inquiry) async -> Reply {
        guard let gate else { return await desk.answer(inquiry) }
        if let refusal = await gate.refusal(of: inquiry, at: desk.destination(of: inquiry)) {
            return gate.dressed(refusal)
        }
        return gate.dressed(await desk.answer(inquiry))
    }
}

extension ResponseBody {
    fileprivate init(_ body: Reply.Body, over eventLoop: any EventLoop) {
        switch body {
        case .bytes(let bytes): self.init(byteBuffer: bytes)
        case .edition(let edition):
            self.init(contentLength: edition.length) { writer in
                var index = 0
                while let piece = try await edition.piece(index) {
                    try await writer.write(piece)
                    // NIO queues what is written, and only once its loop has tried to send that
                    // does it make the next writer wait for a client who does not read.
                    try await eventLoop.submit {}.get()
                    index += 1
                }
                try await writer.finish(nil)
            }
        }
    }
}

extension Inquiry {
    fileprivate init(_ request: Request) {
        var headers: [String: String] = [:]
        for field in request.headers {
            let name = field.name.canonicalName
            // A list that came in several lines is one list.
            headers[name] = headers[name].map { "\($0), \(field.value)" } ?? field.value
        }
        // The library takes `Host` for the request's authority, as HTTP/2 has it.
        headers["host"] = request.head.authority
        let body = request.body
        self.init(
            method: request.method.rawValue,
            path: request.uri.path,
            // A browser writes a form's blanks as plus signs here too.
            parameters: FormBody(Array((request.uri.query ?? "").utf8))?.fields ?? [:],
            headers: headers,
            readBody: { try await Self.bytes(of: body, limit: $0) }
        )
    }

    // A body is read to its end also when it is too long, so that whoever writes it reads the answer
    // and no broken pipe; what is far too long is not.
    private static func bytes(of body: RequestBody, limit: Int) async throws -> [UInt8]? {
        var bytes: [UInt8] = []
        var length = 0
        for try await part in body {
            length += part.readableBytes
            if length <= limit { bytes += Array(part.readableBytesView) }
            if length > 16 * limit { break }
        }
        return length <= limit ? bytes : nil
    }
}
