/// Names for incidents and notifications.
enum Identifiers {
    private static let alphabet = Array(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    )

    /// 22 random characters of base62: 131 bits, as many as a UUID has and a few more.
    @Sendable static func random() -> String {
        var system = SystemRandomNumberGenerator()
        return String((0..<22).compactMap { _ in alphabet.randomElement(using: &system) })
    }
}
