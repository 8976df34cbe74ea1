/// IP addresses as text.
enum AddressText {
    /// Writes the four bytes of an IPv4 address, or the sixteen of an IPv6 address as RFC 5952
    /// has it.
    static func text(of bytes: ArraySlice<UInt8>) -> String {
        guard bytes.count == 16 else { return bytes.map { "\($0)" }.joined(separator: ".") }
        let groups = stride(from: bytes.startIndex, to: bytes.endIndex, by: 2).map {
            UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1])
        }
        guard let zeros = longestZeros(in: groups) else { return text(of: groups[...]) }
        return text(of: groups[..<zeros.lowerBound]) + "::" + text(of: groups[zeros.upperBound...])
    }

    private static func text(of groups: ArraySlice<UInt16>) -> String {
        groups.map { String($0, radix: 16) }.joined(separator: ":")
    }

    /// The first of the longest runs of two or more zero groups.
    private static func longestZeros(in groups: [UInt16]) -> Range<Int>? {
        var best: Range<Int>?
        var start = 0
        for index in 0...groups.count where index == groups.count || groups[index] != 0 {
            if index - start > max(1, best?.count ?? 0) { best = start..<index }
            start = index + 1
        }
        return best
    }

    /// Whether an address is of no use in the public internet; nil where the text is no address.
    ///
    /// Private (RFC 1918, RFC 4193), link local, loopback, and the unspecified address that
    /// filtering name servers give.
    static func isPrivate(_ text: String) -> Bool? {
        text.contains(":") ? isPrivateIPv6(text.lowercased()) : isPrivateIPv4(text)
    }

    private static func isPrivateIPv4(_ text: String) -> Bool? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map {
            UInt8($0)
        }
        guard parts.count == 4, !parts.contains(nil), let first = parts[0], let second = parts[1]
        else { return nil }
        return switch first {
        case 0, 10, 127: true
        case 169: second == 254
        case 172: (16...31).contains(second)
        case 192: second == 168
        default: false
        }
    }

    private static func isPrivateIPv6(_ text: String) -> Bool? {
        if text.hasPrefix("::ffff:"), text.contains(".") {
            return isPrivateIPv4(String(text.dropFirst("::ffff:".count)))
        }
        if text == "::" || text == "::1" { return true }
        let groups = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (3...8).contains(groups.count),
            groups.allSatisfy({ $0.isEmpty || UInt16($0, radix: 16) != nil })
        else { return nil }
        let first = groups.first.flatMap { UInt16($0, radix: 16) } ?? 0
        return first & 0xFE00 == 0xFC00 || first & 0xFFC0 == 0xFE80
    }
}
