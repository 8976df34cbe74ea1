/// Checks the bytes of characters outside ASCII one by one (Unicode 16, table 3-7).
struct UTF8Validator: Sendable {
    private var missing = 0
    /// Where the next byte must lie: after some first bytes the second is restricted.
    private var allowed: ClosedRange<UInt8> = 0x80...0xBF

    /// Whether a character has begun and more of its bytes must follow.
    var isInCharacter: Bool { missing > 0 }

    /// Takes a byte.
    ///
    /// - Returns: False for a byte that cannot stand here. An ASCII byte stands between characters.
    mutating func accept(_ byte: UInt8) -> Bool {
        if missing > 0 {
            guard allowed.contains(byte) else { return false }
            missing -= 1
            allowed = 0x80...0xBF
            return true
        }
        switch byte {
        case 0x00...0x7F: break
        case 0xC2...0xDF: missing = 1
        case 0xE0: expect(2, in: 0xA0...0xBF)
        case 0xED: expect(2, in: 0x80...0x9F)
        case 0xE1...0xEC, 0xEE...0xEF: missing = 2
        case 0xF0: expect(3, in: 0x90...0xBF)
        case 0xF1...0xF3: missing = 3
        case 0xF4: expect(3, in: 0x80...0x8F)
        default: return false
        }
        return true
    }

    private mutating func expect(_ count: Int, in range: ClosedRange<UInt8>) {
        missing = count
        allowed = range
    }
}
