import CCurl
import Foundation

/// Reads when the server's own certificate ends from what curl recorded of the handshake.
enum CertificateExpiry {
    /// - Returns: nil where this transfer saw no certificate: plain HTTP, or a kept connection.
    static func read(from handle: EasyHandle) -> Date? {
        var recorded: UnsafeMutablePointer<curl_certinfo>?
        guard cogwatch_get_certificates(handle.pointer, &recorded) == CURLE_OK,
            let chain = recorded?.pointee, chain.num_of_certs > 0
        else { return nil }
        // The leaf comes first.
        var line = chain.certinfo?.pointee
        while let node = line {
            if let text = node.pointee.data, let date = date(inLine: String(cString: text)) {
                return date
            }
            line = node.pointee.next
        }
        return nil
    }

    /// Reads `Expire date:Jan  5 12:00:00 2030 GMT`, or `Expire date:2030-01-05 12:00:00 GMT` as
    /// GnuTLS prints it.
    static func date(inLine line: String) -> Date? {
        let parts = line.split(separator: ":", maxSplits: 1)
        guard parts.count == 2, let name = parts.first, let value = parts.last,
            name.lowercased() == "expire date"
        else { return nil }
        let seconds = curl_getdate(monthNamed(String(value)), nil)
        return seconds < 0 ? nil : Date(timeIntervalSince1970: Double(seconds))
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Writes `2030-01-05` as `05 Jan 2030`, because curl knows months by name only; leaves other
    /// texts as they are.
    private static func monthNamed(_ date: String) -> String {
        let words = date.split(separator: " ", maxSplits: 1)
        let parts = words.first?.split(separator: "-").map(String.init) ?? []
        guard parts.count == 3, let number = Int(parts[1]), number > 0,
            let month = months.dropFirst(number - 1).first
        else { return date }
        return "\(parts[2]) \(month) \(parts[0]) \(words.dropFirst().joined())"
    }
}
