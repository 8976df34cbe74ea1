import CogwatchCore
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// A connection to the simulated Azure, once TLS stands where there is any: HTTP/1.1 with every byte in our hands.
///
/// Hummingbird's own HTTP channel would replace Azure's reason phrases by the standard's, and it
/// always sends whole answers.
struct AzureChannel: ServerChildChannel {
    typealias Value = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

    let azure: SimulatedAzure
    /// The host that is asked whatever a request says; nil to believe the request.
    var host: String?

    /// A longer request body is read, but not kept.
    private static let keptBody = 64 * 1024

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            try pipeline.configureHTTPServerPipeline(
                withPipeliningAssistance: false,
                withErrorHandling: true
            )
            try pipeline.addHandler(CloseWhenQuiescing())
            return try NIOAsyncChannel(wrappingChannelSynchronously: channel)
        }
    }

    func handle(value connection: Value, logger: Logger) async {
        do {
            try await withTaskCancellationHandler {
                try await connection.executeThenClose { inbound, outbound in
                    try await serve(inbound, outbound, on: connection.channel)
                }
            } onCancel: {
                connection.channel.close(promise: nil)
            }
        } catch {
            // A client that goes away in the middle is nothing to act upon.
            logger.debug("connection ended early", metadata: ["error": "\(error)"])
        }
    }

    private func serve(
        _ inbound: NIOAsyncChannelInboundStream<HTTPServerRequestPart>,
        _ outbound: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>,
        on channel: any Channel
    ) async throws {
        var head: HTTPRequestHead?
        var body: [UInt8] = []
        for try await part in inbound {
            switch part {
            case .head(let newHead):
                head = newHead
                body = []
            case .body(let buffer):
                body += buffer.readableBytesView.prefix(Self.keptBody - body.count)
            case .end:
                guard let complete = head else { return }
                let reply = Reply(outbound: outbound, channel: channel)
                let answer = azure.answer(request(complete, body: body))
                guard try await reply.send(answer, to: complete) else { return }
            }
        }
    }

    private func request(_ head: HTTPRequestHead, body: [UInt8]) -> SimulatedRequest {
        let parts = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        return SimulatedRequest(
            method: head.method.rawValue,
            host: host ?? head.headers.first(name: "Host") ?? "",
            path: parts.first.map(String.init) ?? "",
            query: parts.dropFirst().first.map(String.init) ?? "",
            headers: Headers(head.headers.map { Headers.Line(name: $0.name, value: $0.value) }),
            body: body
        )
    }
}

/// Ends idle and hanging connections when the server stops, which would wait for them otherwise.
private final class CloseWhenQuiescing: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent {
            context.close(promise: nil)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }
}
