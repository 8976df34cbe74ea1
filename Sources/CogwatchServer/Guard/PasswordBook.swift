import CogwatchCore
import Crypto
import Foundation
import NIOPosix
import Synchronization

/// Knows whose password is right, and remembers it, since finding out is expensive on purpose.
///
/// One thread of low priority does the arithmetic and few may wait for it: whoever guesses
/// passwords by the thousand gets no processor time that a probe could use.
final class PasswordBook: Sendable {
    enum Outcome: Equatable {
        case right, wrong
        /// Too many are asking to be let in at once.
        case busy
    }

    /// What is known to be right, by digests that mean nothing in another process.
    private struct Memory {
        var digests: Set<[UInt8]> = []
        /// The same, oldest first.
        var order: [[UInt8]] = []
        var waiting = 0
    }

    static let mostRemembered = 256
    static let mostWaiting = 16
    /// As `nice` has it: a tenth of the weight of a thread that probes.
    private static let niceness: Int32 = 10

    private let pepper = SymmetricKey(size: .bits256)
    private let memory = Mutex(Memory())
    private let pool = NIOThreadPool(numberOfThreads: 1)
    private let verify: @Sendable (BcryptHash, Secret) -> Bool

    /// A book without entries.
    ///
    /// - Parameter verify: Compares a hash with a password, on the book's own thread.
    init(verify: @escaping @Sendable (BcryptHash, Secret) -> Bool = { $0.fits($1) }) {
        self.verify = verify
        pool.start()
    }

    deinit { pool.shutdownGracefully { _ in } }

    /// Compares credentials with the hashes of users.
    ///
    /// An unknown user costs the same as a known one, so that nobody learns who there is.
    func check(_ credentials: BasicCredentials, among users: [String: Secret]) async -> Outcome {
        let known = users[credentials.user].map { BcryptHash(text: $0) }
        let cost = users.values.map { BcryptHash(text: $0).cost }.max() ?? 10
        let hash = known ?? .ofNobody(cost: cost)
        let digest = digest(of: credentials, hash)
        guard !remembers(digest) else { return .right }
        guard enter() else { return .busy }
        let fits = await compare(hash, credentials.password)
        let isRight = fits && known != nil
        leave(remembering: isRight ? digest : nil)
        return isRight ? .right : .wrong
    }

    private func compare(_ hash: BcryptHash, _ password: Secret) async -> Bool {
        let verify = verify
        let fits = try? await pool.runIfActive {
            // In Linux the priority is the calling thread's alone. It lowers it each time to the same.
            setpriority(Int32(PRIO_PROCESS.rawValue), 0, Self.niceness)
            return verify(hash, password)
        }
        return fits ?? false
    }

    /// The hash belongs to it: with another one the password must be shown anew.
    private func digest(of credentials: BasicCredentials, _ hash: BcryptHash) -> [UInt8] {
        var code = HMAC<SHA256>(key: pepper)
        let user = Array(credentials.user.utf8)
        code.update(data: withUnsafeBytes(of: UInt64(user.count)) { Array($0) })
        code.update(data: user)
        hash.text.reveal { code.update(data: Array($0.utf8)) }
        credentials.password.reveal { code.update(data: Array($0.utf8)) }
        return Array(code.finalize())
    }

    private func remembers(_ digest: [UInt8]) -> Bool {
        memory.withLock { $0.digests.contains(digest) }
    }

    private func enter() -> Bool {
        memory.withLock { memory in
            guard memory.waiting < Self.mostWaiting else { return false }
            memory.waiting += 1
            return true
        }
    }

    private func leave(remembering digest: [UInt8]?) {
        memory.withLock { memory in
            memory.waiting -= 1
            guard let digest, memory.digests.insert(digest).inserted else { return }
            memory.order.append(digest)
            guard memory.order.count > Self.mostRemembered else { return }
            memory.digests.remove(memory.order.removeFirst())
        }
    }
}
