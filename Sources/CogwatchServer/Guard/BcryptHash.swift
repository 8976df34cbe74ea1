import CCrypt
import CogwatchCore

/// A password's hash by bcrypt: `$2y$10$`, 22 characters of salt, 31 of hash.
struct BcryptHash: Sendable {
    /// A password that is longer belongs to nobody; bcrypt itself looks at 72 bytes.
    private static let longestPassword = 512
    private static let capacity = 128

    let text: Secret

    /// The logarithm of the number of rounds; the usual one where the text has none.
    var cost: Int {
        text.reveal { $0.split(separator: "$").dropFirst().first.flatMap { Int($0) } } ?? 10
    }

    /// A hash that no password has, and that takes as long as one of this cost.
    static func ofNobody(cost: Int) -> BcryptHash {
        let digits = cost < 10 ? "0\(cost)" : "\(cost)"
        let saltAndHash = String(repeating: ".", count: 53)
        return BcryptHash(text: Secret("$2y$\(digits)$\(saltAndHash)"))
    }

    /// Whether this is the hash of a password; takes 50 ms and more of a processor.
    func fits(_ password: Secret) -> Bool {
        guard let made = hash(of: password) else { return false }
        return made == text
    }

    private func hash(of password: Secret) -> Secret? {
        text.reveal { setting in
            password.reveal { phrase -> Secret? in
                // To C a password would end at its first zero.
                guard phrase.utf8.count <= Self.longestPassword, !phrase.utf8.contains(0) else {
                    return nil
                }
                return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Self.capacity) {
                    buffer in
                    guard let start = buffer.baseAddress,
                        cogwatch_crypt(phrase, setting, start, Self.capacity) == 0
                    else { return nil }
                    return Secret(String(cString: start))
                }
            }
        }
    }
}
