import ServiceLifecycle
import UnixSignals

/// Reloads at SIGHUP.
struct HangupListener: Service {
    let reloader: Reloader

    func run() async throws {
        let hangups = await UnixSignalsSequence(trapping: .sighup)
        for await _ in hangups.cancelOnGracefulShutdown() {
            _ = await reloader.reload()
        }
    }
}
