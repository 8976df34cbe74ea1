/// The one door out of the house: probes, experiments and webhooks alike go through it.
package protocol Transport: Sendable {
    /// Sends one request and waits for its answer, its silence, or the task's cancellation.
    func send(_ request: Request) async -> Answer

    /// Where tasks that send often run best; nil where it makes no difference.
    var eventLoop: (any EventLoop)? { get }
}

extension Transport {
    package var eventLoop: (any EventLoop)? { nil }
}
