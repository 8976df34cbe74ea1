import CogwatchCore
import NIOCore
import NIOHTTP1

/// Puts a simulated answer on the wire.
struct Reply {
    let outbound: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>
    let channel: any Channel

    private static let chunkLength = 64 * 1024

    /// Sends an answer.
    ///
    /// - Returns: Whether the connection may serve another request.
    func send(_ answer: SimulatedAnswer, to head: HTTPRequestHead) async throws -> Bool {
        switch answer.outcome {
        case .hangUp: return false
        case .noResponse:
            try? await channel.closeFuture.get()
            return false
        case .response(let response):
            guard await wait(response.delay) else { return false }
            try await send(response, to: head)
            return head.isKeepAlive && response.cutAfter == nil
        }
    }

    private func send(_ response: SimulatedResponse, to head: HTTPRequestHead) async throws {
        try await outbound.write(.head(Self.head(response)))
        if head.method != .HEAD {
            let limit = response.cutAfter ?? response.body.count
            try await write(response.body, upTo: limit)
        }
        if response.cutAfter == nil { try await outbound.write(.end(nil)) }
    }

    private static func head(_ response: SimulatedResponse) -> HTTPResponseHead {
        var headers = HTTPHeaders(response.headers.lines.map { ($0.name, $0.value) })
        headers.add(name: "Content-Length", value: "\(response.body.count)")
        return HTTPResponseHead(
            version: .http1_1,
            status: .custom(
                code: UInt(clamping: response.status),
                reasonPhrase: response.reason
            ),
            headers: headers
        )
    }

    private func write(_ body: SimulatedResponse.Body, upTo limit: Int) async throws {
        switch body {
        case .bytes(let bytes):
            try await outbound.write(.body(.byteBuffer(ByteBuffer(bytes: bytes.prefix(limit)))))
        case .filler:
            let chunk = ByteBuffer(repeating: UInt8(ascii: "~"), count: Self.chunkLength)
            var left = limit
            while left > 0 {
                let part = chunk.getSlice(at: 0, length: min(left, Self.chunkLength)) ?? chunk
                try await outbound.write(.body(.byteBuffer(part)))
                left -= part.readableBytes
            }
        }
    }

    /// Waits, unless the connection closes meanwhile.
    private func wait(_ delay: Duration) async -> Bool {
        guard delay > .zero else { return true }
        let timer = channel.eventLoop.scheduleTask(in: TimeAmount(delay)) {}
        channel.closeFuture.whenComplete { _ in timer.cancel() }
        return (try? await timer.futureResult.get()) != nil
    }
}
