import HummingbirdCore
import Logging
import NIOCore

/// A connection by HTTP/1.1, under TLS where the web configuration of this moment wants it.
struct GuardedChannel: ServerChildChannel {
    typealias Value = HTTP1Channel.Value

    let base: HTTP1Channel
    let keeper: WebKeeper

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            guard let cover = keeper.force().cover else { return }
            try channel.pipeline.syncOperations.addHandler(cover.handler())
        }.flatMap {
            base.setup(channel: channel, logger: logger)
        }
    }

    func handle(value: Value, logger: Logger) async {
        await base.handle(value: value, logger: logger)
    }
}
