import Foundation

/// A secret that a journey plants, and every form in which it would still give itself away.
struct Plant: Sendable {
    /// A text that no document may have.
    struct Needle: Sendable {
        let form: String
        let bytes: [UInt8]
    }

    let name: String
    let secret: String
    let needles: [Needle]

    /// Shorter pieces are in other texts by chance.
    private static let shortestPiece = 12

    /// A secret that exists.
    init(_ name: String, _ secret: String) {
        self.name = name
        self.secret = secret
        needles = Self.needles(of: secret)
    }

    /// A secret that nobody else has, of the form that people are given.
    init(random name: String, length: Int = 40) {
        let letters = Array("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789")
        let text = (0..<length).map { index in
            // Client secrets have such marks, and without them it would be told by its form.
            index % 11 == 7 ? "~" : String(letters.randomElement() ?? "x")
        }
        self.init(name, text.joined())
    }

    private static func needles(of secret: String) -> [Needle] {
        var needles = [Needle(form: "as it is", bytes: Array(secret.utf8))]
        func add(_ form: String, _ text: some StringProtocol) {
            guard text.utf8.count >= shortestPiece,
                !needles.contains(where: { $0.bytes == Array(text.utf8) })
            else { return }
            needles.append(Needle(form: form, bytes: Array(text.utf8)))
        }
        let half = secret.count / 2
        if half >= shortestPiece {
            add("its first half", secret.prefix(half))
            add("its second half", secret.suffix(secret.count - half))
        }
        for text in base64(of: Array(secret.utf8)) {
            add("base64", text)
            add("base64url", text.replacing("+", with: "-").replacing("/", with: "_"))
        }
        add(
            "percent-encoded",
            secret.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        )
        add(
            "percent-encoded for a query",
            secret.addingPercentEncoding(withAllowedCharacters: .urlQueryAllowed) ?? ""
        )
        add("in small letters", secret.lowercased())
        add("in capitals", secret.uppercased())
        add("with escaped slashes", secret.replacing("/", with: "\\/"))
        add(
            "hexadecimal",
            secret.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        )
        return needles
    }

    /// As it is within the base64 of any text around it.
    private static func base64(of bytes: [UInt8]) -> [String] {
        (0..<3).map { before in
            let whole = Data([UInt8](repeating: 0, count: before) + bytes)
            // What stands before and after has a part in these digits.
            let certain = whole.count * 8 / 6
            let foreign = (before * 8 + 5) / 6
            return String(whole.base64EncodedString().prefix(certain).dropFirst(foreign))
        }
    }
}
