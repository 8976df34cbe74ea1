import CogwatchCore
import Crypto
package import Foundation

/// The whole simulated Azure as one value: its accounts and what is wrong with its hosts.
///
/// ``answer(to:at:)`` reads it without changing anything, so that a table can test every refusal
/// without a socket.
package struct World: Sendable, Equatable {
    /// By name.
    ///
    /// A deleted account stays, so that its keys are still recognised and refused.
    package private(set) var accounts: [String: SimulatedAccount] = [:]
    /// By host name.
    package var faults: [String: HostFault] = [:]
    /// Who may ask what of Azure's management, and how it behaves.
    package var management = Management()
    /// Whether voices lists end after a few entries: the rest costs who asks often only time.
    package var listsFewVoices = false
    /// How many requests were answered.
    package private(set) var served = 0

    let tokenSigningKey: [UInt8]
    private var owners: [SHA256.Digest: KeyOwner] = [:]

    private struct KeyOwner: Sendable, Equatable {
        let account: String
        let slot: KeySlot
    }

    package init(accounts: [SimulatedAccount] = []) {
        var random = SystemRandomNumberGenerator()
        tokenSigningKey = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        for account in accounts { put(account) }
    }

    /// Adds an account, or replaces the one with its name.
    package mutating func put(_ account: SimulatedAccount) {
        for key in accounts[account.name]?.keys.values.map(\.secret) ?? [] {
            owners[Self.digest(key)] = nil
        }
        accounts[account.name] = account
        for (slot, key) in account.keys {
            owners[Self.digest(key.secret)] = KeyOwner(account: account.name, slot: slot)
        }
    }

    /// Answers a request and counts it.
    package mutating func serve(_ request: SimulatedRequest, at now: Date) -> SimulatedAnswer {
        let answer = answer(to: request, at: now)
        served &+= 1
        if case .key(_, let name) = answer.credential { accounts[name]?.requests &+= 1 }
        if let trace = answer.trace {
            management.take(trace.bucket, at: now)
            if let deed = trace.deed { management.note(deed, at: now) }
        }
        return answer
    }

    /// Whether nobody lives under a host name: no such region, no such account, or a dead host.
    package func isDead(_ host: String) -> Bool {
        if let managing = ManagementHost(host) {
            if case .vault(let name, _) = managing, management.vaults[name] == nil { return true }
            return faults[host] == .dead
        }
        guard faults[host] != .dead, let family = SimulatedHost(host) else { return true }
        return switch family {
        case .gateway(SimulatedHost.noRegion, _): false
        case .gateway(let region, let cloud): !Regions.isKnown(region, in: cloud)
        case .textToSpeech(let region, let cloud), .speechToText(let region, let cloud):
            Regions.region(region).map { $0.cloud != cloud || !$0.offersSpeech } ?? true
        case .customDomain: owner(ofDomain: host) == nil
        case .translator: false
        }
    }

    /// Forgets what was done to make the world: it was so from the beginning.
    mutating func forgetLog() {
        management.forgetLog()
    }

    func voices(in region: String) -> [UInt8] {
        listsFewVoices ? VoiceCatalogue.few : VoiceCatalogue.body(in: region)
    }

    /// The living account with this custom domain.
    func owner(ofDomain host: String) -> SimulatedAccount? {
        accounts.values.first { $0.customDomain == host && !$0.deleted }
    }

    /// The account that a key belongs to, wherever it was sent.
    func owner(of key: Secret) -> (account: SimulatedAccount, slot: KeySlot)? {
        guard let owner = owners[Self.digest(key)], let account = accounts[owner.account] else {
            return nil
        }
        return (account, owner.slot)
    }

    private static func digest(_ key: Secret) -> SHA256.Digest {
        key.reveal { SHA256.hash(data: Array($0.utf8)) }
    }
}
