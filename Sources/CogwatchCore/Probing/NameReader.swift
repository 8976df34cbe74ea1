/// A position in a DNS message, moving on.
struct NameReader {
    /// What a resource record says.
    enum Record: Equatable {
        case alias(String)
        case address(String)
        case other
    }

    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func number16() throws(NameMessage.Problem) -> UInt16 {
        let high = try byte(at: position)
        let low = try byte(at: position + 1)
        position += 2
        return UInt16(high) << 8 | UInt16(low)
    }

    mutating func skip(_ count: Int) throws(NameMessage.Problem) {
        guard position + count <= bytes.count else { throw .tooShort }
        position += count
    }

    /// Reads a name, in small letters and without a final dot.
    mutating func name() throws(NameMessage.Problem) -> String {
        let (name, end) = try name(at: position)
        position = end
        return name
    }

    /// Reads what stands behind a record's name.
    mutating func record() throws(NameMessage.Problem) -> Record {
        let type = try number16()
        let space = try number16()
        try skip(4)
        let length = Int(try number16())
        let start = position
        try skip(length)
        let isInternet = space == 1
        switch (type, length) {
        case (5, _) where isInternet:
            let (target, end) = try name(at: start)
            guard end == position else { throw .badName }
            return .alias(target)
        case (1, 4) where isInternet, (28, 16) where isInternet:
            return .address(AddressText.text(of: bytes[start..<position]))
        default: return .other
        }
    }

    // A name is labels, each with its length in front, up to an empty one or to a pointer at the
    // rest of the name earlier in the message (RFC 1035, section 4.1.4).
    private func name(at start: Int) throws(NameMessage.Problem) -> (name: String, end: Int) {
        var labels: [String] = []
        var length = 0
        var pointers = 0
        var position = start
        var earliest = start
        var end: Int?
        while true {
            let first = try byte(at: position)
            switch first >> 6 {
            case 0b00:
                let label = Int(first)
                guard label > 0 else {
                    return (labels.joined(separator: "."), end ?? position + 1)
                }
                guard position + 1 + label <= bytes.count else { throw .tooShort }
                length += label + 1
                guard length < 255 else { throw .badName }
                labels.append(Self.text(of: bytes[(position + 1)...(position + label)]))
                position += label + 1
            case 0b11:
                let target = Int(first & 0x3F) << 8 | Int(try byte(at: position + 1))
                end = end ?? position + 2
                pointers += 1
                // Ever earlier, so no circle is walked; and a name has no more parts than this.
                guard target < earliest, pointers < 128 else { throw .badName }
                earliest = target
                position = target
            default: throw .badName
            }
        }
    }

    private func byte(at index: Int) throws(NameMessage.Problem) -> UInt8 {
        guard bytes.indices.contains(index) else { throw .tooShort }
        return bytes[index]
    }

    // A dot inside a label would let one label pass for several, so it is written as RFC 1035,
    // section 5.1 has it, and so is what cannot be seen.
    private static func text(of label: ArraySlice<UInt8>) -> String {
        label.map { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"):
                String(Character(Unicode.Scalar(byte + 0x20)))
            case UInt8(ascii: "."), UInt8(ascii: "\\"), ...0x20, 0x7F...:
                "\\" + (byte < 10 ? "00" : byte < 100 ? "0" : "") + "\(byte)"
            default: String(Character(Unicode.Scalar(byte)))
            }
        }
        .joined()
    }
}
