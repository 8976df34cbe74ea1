/// The layout of a key since 2024: 84 letters and digits that name service and month.
///
/// 52 random characters, the signature `JQQJ99` (`JQQJ9D` derived, `JQQJ9H` hashed), year, month,
/// 12 characters of the platform's, `AAA` and the service's letter, `ACOG` for Azure AI, and a
/// checksum of four. Source: Microsoft's security-utilities,
/// `LegacyCommonAnnotatedSecurityKey.cs` and `CognitiveServiceLegacyCommonAnnotatedSecurityKey.cs`.
package enum AnnotatedKey {
    /// The number of characters of a whole key.
    package static let length = 84
    static let randomLength = 52
    static let signature = Array("JQQJ9".utf8)
    private static let signedLength = 80

    /// Makes a valid key that opens nothing: for a simulated Azure, and for tests.
    ///
    /// - Parameters:
    ///   - service: The service that the key names.
    ///   - issued: The month that the key names.
    ///   - regionCode: Five letters or digits, see ``RegionCode``.
    ///   - generator: Where the random characters come from.
    /// - Returns: A key with a valid checksum; nil for a service that no annotated key names.
    package static func mint(
        _ service: AzureService,
        issued: IssueMonth,
        regionCode: [UInt8] = Array("AAAAA".utf8),
        using generator: inout some RandomNumberGenerator
    ) -> Secret? {
        guard let letter = service.keyLetter else { return nil }
        var bytes: [UInt8] = []
        for _ in 0..<randomLength {
            bytes.append(Base64Digit.alphanumeric(Int.random(in: 0..<62, using: &generator)))
        }
        bytes += signature
        bytes.append(UInt8(ascii: "9"))
        bytes.append(Base64Digit.alphanumeric(issued.year - IssueMonth.years.lowerBound))
        bytes.append(Base64Digit.alphanumeric(issued.month - 1))
        bytes += Array("AA".utf8) + regionCode + Array(repeating: UInt8(ascii: "A"), count: 8)
        bytes.append(letter)
        bytes += Array("ACOG".utf8)
        return Secret(String(decoding: bytes + checksum(of: bytes), as: UTF8.self))
    }

    /// Whether bytes are laid out as an annotated key of any Azure service.
    static func matches(_ bytes: [UInt8]) -> Bool {
        guard bytes.count == length, bytes.allSatisfy(Base64Digit.isAlphanumeric) else {
            return false
        }
        return bytes[52..<57].elementsEqual(signature)
            && [UInt8(ascii: "9"), UInt8(ascii: "D"), UInt8(ascii: "H")].contains(bytes[57])
            && (UInt8(ascii: "A")...UInt8(ascii: "L")).contains(bytes[59])
            && !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[76])
    }

    /// Whether a laid out key was made for Azure AI, and not for another Azure service.
    static func isOfAzureAI(_ key: [UInt8]) -> Bool {
        key[76..<80].elementsEqual("ACOG".utf8)
    }

    /// The service that a laid out key names.
    static func service(of key: [UInt8]) -> AzureService? {
        guard isOfAzureAI(key), key[72..<75].elementsEqual("AAA".utf8) else { return nil }
        return AzureService(keyLetter: key[75])
    }

    /// The month that a laid out key names.
    static func issued(_ key: [UInt8]) -> IssueMonth? {
        guard let year = Base64Digit.value(of: key[58]) else { return nil }
        return IssueMonth(
            year: IssueMonth.years.lowerBound + year,
            month: Int(key[59] - UInt8(ascii: "A")) + 1
        )
    }

    /// Whether a laid out key ends in the checksum of what stands before.
    static func hasValidChecksum(_ key: [UInt8]) -> Bool {
        key[signedLength...].elementsEqual(checksum(of: Array(key[..<signedLength])))
    }

    static func checksum(of signed: [UInt8]) -> [UInt8] {
        // The seed is the text "Default0", read as a big-endian number.
        let hash = Marvin32.hash(Base64Digit.decode(signed), seed: 0x4465_6661_756C_7430)
        let digits = base62(hash.byteSwapped)
        // A short number is filled up at its end before it is cut.
        return Array((digits + Array(repeating: UInt8(ascii: "0"), count: 6)).prefix(4))
    }

    private static func base62(_ number: UInt32) -> [UInt8] {
        var digits: [UInt8] = []
        var rest = number
        while rest > 0 {
            digits.append(Base62Digit.character(Int(rest % 62)))
            rest /= 62
        }
        return digits.reversed()
    }
}

extension AzureService {
    /// The letter for this service in an annotated key; nil where no key names it.
    var keyLetter: UInt8? {
        Self.annotated.firstIndex(of: self).map(Base64Digit.alphanumeric)
    }

    /// The service of a letter in an annotated key.
    init?(keyLetter: UInt8) {
        guard let index = Base64Digit.value(of: keyLetter), index < Self.annotated.count else {
            return nil
        }
        self = Self.annotated[index]
    }
}
