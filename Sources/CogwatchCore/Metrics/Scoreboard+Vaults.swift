package import Foundation

extension Scoreboard {
    /// Names the vaults that keys are read from, whose counters then stand at zero; others vanish.
    ///
    /// - Parameter unreadable: Of each, by host, how many secrets could not be read when they were
    ///   last asked for.
    package mutating func watch(vaults unreadable: [String: Int]) {
        vaults.watch(unreadable)
    }

    /// Notes that a secret was read.
    package mutating func vaultWasRead(_ host: String, at date: Date) {
        vaults.succeeded(host, at: date)
    }

    /// Counts an attempt to read a secret that came to nothing.
    package mutating func vaultFailed(_ host: String, reason: VaultRefusal.Kind) {
        vaults.failed(host, reason)
    }
}
