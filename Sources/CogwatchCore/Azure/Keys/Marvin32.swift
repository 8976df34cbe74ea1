/// The 32-bit Marvin hash, which Microsoft's annotated keys carry as their checksum.
///
/// Source: Microsoft's security-utilities, `Marvin.cs`.
struct Marvin32 {
    private var low: UInt32
    private var high: UInt32

    /// Hashes bytes under a seed.
    static func hash(_ bytes: [UInt8], seed: UInt64) -> UInt32 {
        var state = Marvin32(
            low: UInt32(truncatingIfNeeded: seed),
            high: UInt32(truncatingIfNeeded: seed >> 32)
        )
        var word: UInt32 = 0
        var filled: UInt32 = 0
        for byte in bytes {
            word |= UInt32(byte) << (8 * filled)
            filled += 1
            if filled == 4 {
                state.mix(word)
                word = 0
                filled = 0
            }
        }
        // The end is marked by a single bit after the last byte, and mixed in once more.
        state.mix(word | 0x80 << (8 * filled))
        state.mix(0)
        return state.low ^ state.high
    }

    private mutating func mix(_ word: UInt32) {
        low &+= word
        high ^= low
        low = low.rotatedLeft(20)
        low &+= high
        high = high.rotatedLeft(9)
        high ^= low
        low = low.rotatedLeft(27)
        low &+= high
        high = high.rotatedLeft(19)
    }
}

extension UInt32 {
    fileprivate func rotatedLeft(_ bits: UInt32) -> UInt32 {
        self << bits | self >> (32 - bits)
    }
}
