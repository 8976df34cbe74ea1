import CogwatchCore

/// Reads `basic_auth_users`.
struct UserListReading {
    /// From here on the first answer to a client takes most of a second or more.
    private static let slowCost = 14

    let section: Section
    private var reading: Reading { section.reading }

    init(_ section: Section) {
        self.section = section
    }

    /// The hashes of passwords by user.
    func users() -> [String: Secret] {
        var users: [String: Secret] = [:]
        for (name, hash, place) in section.texts(inMapping: "basic_auth_users") {
            if name.isEmpty || name.contains(":") {
                reading.error("a user's name is not empty and has no colon", at: place)
            }
            check(hash, of: Redaction.quoted(name), at: place)
            users[name] = Secret(hash)
        }
        return users
    }

    private func check(_ hash: String, of user: String, at place: Place) {
        guard let cost = Self.cost(of: hash) else {
            reading.error(
                "the password of user \(user) is no bcrypt hash",
                at: place,
                remedy: "write what `htpasswd -nBC 10 \"\"` prints after the colon, in quotes"
            )
            return
        }
        guard cost <= Self.slowCost else {
            reading.warning(
                "the hash of user \(user) has cost \(cost), so a check of the password takes long",
                at: place,
                remedy: "10 to 12 is usual"
            )
            return
        }
    }

    /// The cost of `$2y$10$` and 53 characters of salt and hash; nil for anything else.
    private static func cost(of hash: String) -> Int? {
        let parts = hash.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0].isEmpty, ["2a", "2b", "2y"].contains(parts[1]),
            parts[2].utf8.count == 2, let cost = Int(parts[2]), (4...31).contains(cost),
            parts[3].utf8.count == 53, parts[3].utf8.allSatisfy(isDigit)
        else { return nil }
        return cost
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }
}
