import HummingbirdCore
import Logging
import NIOCore
import NIOTLS

/// Closes a connection before TLS where its first message asks for a host that is dead.
///
/// A name that does not resolve cannot be simulated for a client that was told to connect here;
/// a connection that ends at once is the nearest to it.
struct DeadHostChannel<Base: ServerChildChannel>: ServerChildChannel {
    let base: Base
    let azure: SimulatedAzure

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
        channel.eventLoop.makeCompletedFuture {
            // The handler removes itself once it has read the name; TLS behind it then gets all.
            let handler = SNIHandler { [azure] result in
                if case .hostname(let host) = result, azure.isDead(host) {
                    return channel.close()
                }
                return channel.eventLoop.makeSucceededVoidFuture()
            }
            try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(handler))
        }
        .flatMap { base.setup(channel: channel, logger: logger) }
    }

    func handle(value: Base.Value, logger: Logger) async {
        await base.handle(value: value, logger: logger)
    }
}
