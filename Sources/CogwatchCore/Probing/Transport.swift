/// The one door out of the house: probes, experiments and webhooks alike go through it.
package protocol Transport: Sendable {
    /// Sends one request and waits for its answer, its silence, or the task's cancellation.
    func send(_ request: Request) async -> Answer
}
