extension OutputSpan<UInt8> {
    /// Appends bytes, for which there must be room.
    mutating func append(contentsOf text: UnsafeBufferPointer<UInt8>) {
        withUnsafeMutableBufferPointer { bytes, count in
            let rest = UnsafeMutableBufferPointer(rebasing: bytes[count...])
            count += rest.initialize(fromContentsOf: text)
        }
    }

    /// Appends a number in the shortest form that reads back as the same.
    mutating func append(_ value: Double) {
        guard value.isFinite else {
            return append(ascii: value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf")
        }
        if abs(value) < 9e15, value == value.rounded() { return append(Int(value)) }
        let micros = (value * 1_000_000).rounded()
        // Almost all our numbers have at most six decimals: durations are measured in
        // microseconds, times are shown in milliseconds. The description of a Double is exact too,
        // and some ten times slower.
        guard abs(micros) < 9e15, micros / 1_000_000 == value else {
            return append(ascii: value.description)
        }
        append(micros: Int(micros))
    }

    /// Appends a whole number.
    mutating func append(_ value: Int) {
        if value < 0 { append(UInt8(ascii: "-")) }
        // The last digit comes first, and 64 bits have twenty at most.
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var first = digits.count
        var rest = value.magnitude
        repeat {
            first -= 1
            digits[first] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
        for place in first..<digits.count { append(digits[place]) }
    }

    private mutating func append(ascii text: String) {
        for byte in text.utf8 { append(byte) }
    }

    private mutating func append(micros: Int) {
        let (whole, fraction) = micros.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
        if micros < 0 { append(UInt8(ascii: "-")) }
        append(Int(clamping: whole))
        guard fraction > 0 else { return }
        append(UInt8(ascii: "."))
        var rest = fraction
        var unit: UInt = 100_000
        while rest > 0 {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / unit))
            rest %= unit
            unit /= 10
        }
    }
}
