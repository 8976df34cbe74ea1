/// The digits of base64 without its two signs, which annotated keys avoid: A–Z, a–z, 0–9.
enum Base64Digit {
    /// The character of a value, 0 to 61; `A` for any other.
    static func alphanumeric(_ value: Int) -> UInt8 {
        switch value {
        case 26..<52: UInt8(ascii: "a") + UInt8(value - 26)
        case 52..<62: UInt8(ascii: "0") + UInt8(value - 52)
        case 0..<26: UInt8(ascii: "A") + UInt8(value)
        default: UInt8(ascii: "A")
        }
    }

    /// The value of a letter or digit, 0 to 61; nil for any other byte.
    static func value(of character: UInt8) -> Int? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(character - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(character - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(character - UInt8(ascii: "0")) + 52
        default: nil
        }
    }

    static func isAlphanumeric(_ character: UInt8) -> Bool {
        value(of: character) != nil
    }

    /// Decodes whole groups of four letters and digits; another byte counts as zero.
    static func decode(_ characters: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(characters.count / 4 * 3)
        var bits: UInt32 = 0
        var count = 0
        for character in characters {
            bits = bits << 6 | UInt32(value(of: character) ?? 0)
            count += 1
            if count == 4 {
                for shift in [UInt32(16), 8, 0] {
                    bytes.append(UInt8(truncatingIfNeeded: bits >> shift))
                }
                bits = 0
                count = 0
            }
        }
        return bytes
    }
}

/// The digits of base 62 as the checksum of an annotated key uses them: 0–9, A–Z, a–z.
enum Base62Digit {
    /// The character of a value, 0 to 61.
    static func character(_ value: Int) -> UInt8 {
        switch value {
        case 10..<36: UInt8(ascii: "A") + UInt8(value - 10)
        case 36..<62: UInt8(ascii: "a") + UInt8(value - 36)
        case 0..<10: UInt8(ascii: "0") + UInt8(value)
        default: UInt8(ascii: "0")
        }
    }
}
