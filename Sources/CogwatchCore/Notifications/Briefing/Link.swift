import Foundation

/// Addresses that go into messages.
package enum Link {
    /// Slack takes 3,000 characters, and nobody needs them.
    private static let mostBytes = 1000

    /// The page that shows what an incident is about: the account's, or the list of incidents.
    package static func generator(of incident: Incident, at externalURL: String) -> String {
        incident.isOfAccount
            ? "\(externalURL)/accounts/\(encoded(incident.account))" : "\(externalURL)/incidents"
    }

    /// The address of the page of an incident's account; nil where it is about none.
    static func account(of incident: Incident, at externalURL: String) -> String? {
        incident.isOfAccount ? account(incident.account, at: externalURL) : nil
    }

    /// The address of an account's page.
    static func account(_ name: String, at externalURL: String) -> String? {
        safe("\(externalURL)/accounts/\(encoded(Tidy.line(name, most: 200)))")
    }

    /// The address of the list of incidents.
    static func incidents(at externalURL: String) -> String? {
        safe("\(externalURL)/incidents")
    }

    /// The address with everything encoded that could end a link in some markup.
    ///
    /// - Returns: Nil for anything but a web address of a sensible length.
    package static func safe(_ url: String?) -> String? {
        guard let url, url.utf8.count <= mostBytes else { return nil }
        let lowercased = url.lowercased()
        guard lowercased.hasPrefix("https://") || lowercased.hasPrefix("http://") else {
            return nil
        }
        let safe = url.utf8.map { byte in
            isHarmless(byte) ? String(UnicodeScalar(byte)) : percentEncoded(byte)
        }
        let address = safe.joined()
        return address.utf8.count <= mostBytes ? address : nil
    }

    private static func encoded(_ segment: String) -> String {
        segment.utf8
            .map { isUnreserved($0) ? String(UnicodeScalar($0)) : percentEncoded($0) }
            .joined()
    }

    private static func percentEncoded(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return "%" + (digits.count < 2 ? "0" : "") + digits
    }

    /// RFC 3986: letters, digits and four more.
    private static func isUnreserved(_ byte: UInt8) -> Bool {
        Character(UnicodeScalar(byte)).isASCII
            && (Character(UnicodeScalar(byte)).isLetter || Character(UnicodeScalar(byte)).isNumber
                || "-._~".utf8.contains(byte))
    }

    private static func isHarmless(_ byte: UInt8) -> Bool {
        isUnreserved(byte) || "%:/?#@!$&'+,;=".utf8.contains(byte)
    }
}
