import Foundation

/// What a cleaned text is: a key, nearly a key, or something else that people paste.
struct KeyReading {
    let shape: KeyAnatomy.Shape
    let problems: Set<KeyAnatomy.Problem>

    /// Reads what ``KeyCleaning`` left.
    init(of core: [UInt8]) {
        shape = Self.shape(of: core)
        problems =
            switch shape {
            case .empty: []
            case .annotated: Self.isForeign(core) ? [.otherAzureService] : []
            case .hex32: core.allSatisfy { $0 == UInt8(ascii: "0") } ? [.placeholder] : []
            case .guid: [.guidIsASubscriptionID]
            case .jwt: [.jwtIsAToken]
            case .other: Self.problems(ofOther: core)
            }
    }

    /// What a text is by its form alone.
    static func shape(of core: [UInt8]) -> KeyAnatomy.Shape {
        if core.isEmpty { return .empty }
        if AnnotatedKey.matches(core) { return .annotated }
        if core.count == 32, core.allSatisfy(isHexadecimal) { return .hex32 }
        if isGUID(core) { return .guid }
        return isToken(core) ? .jwt : .other
    }

    /// Another provider's signature proves something only where the checksum says that it is
    /// not itself damage.
    private static func isForeign(_ core: [UInt8]) -> Bool {
        !AnnotatedKey.isOfAzureAI(core) && AnnotatedKey.hasValidChecksum(core)
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        PercentEncoding.hexadecimalValue(of: byte) != nil
    }

    private static func isGUID(_ core: [UInt8]) -> Bool {
        let inner = core.first == UInt8(ascii: "{") ? Array(core.dropFirst().dropLast()) : core
        let groups = inner.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return groups.map(\.count) == [8, 4, 4, 4, 12]
            && groups.joined().allSatisfy(isHexadecimal)
    }

    /// A JSON web token (3 parts signed, 5 parts encrypted), also in Speech's `aad#…#` form.
    private static func isToken(_ core: [UInt8]) -> Bool {
        let token = core.split(separator: UInt8(ascii: "#")).last ?? []
        let parts = token.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isBase64URL: (UInt8) -> Bool = {
            Base64Digit.isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
        }
        return (parts.count == 3 || parts.count == 5) && token.starts(with: "eyJ".utf8)
            && parts.joined().allSatisfy(isBase64URL)
    }

    private static func problems(ofOther core: [UInt8]) -> Set<KeyAnatomy.Problem> {
        let text = String(decoding: core, as: UTF8.self).lowercased()
        if let identity = SomethingElse.identify(text) { return [identity] }
        if isEncodedKey(core) { return [.base64Encoded] }
        if core.contains(where: { $0 > 0x7F }) { return [.nonASCII] }
        return [nearMiss(core)]
    }

    private static func isEncodedKey(_ core: [UInt8]) -> Bool {
        guard core.count < 256, let decoded = Data(base64Encoded: Data(core)) else { return false }
        let inner = KeyCleaning(of: String(decoding: decoded, as: UTF8.self)).core
        return [.annotated, .hex32].contains(shape(of: inner))
    }

    private static func nearMiss(_ core: [UInt8]) -> KeyAnatomy.Problem {
        guard core.allSatisfy(Base64Digit.isAlphanumeric) else { return .wrongAlphabet }
        if core.allSatisfy(isHexadecimal) {
            if (20..<32).contains(core.count) { return .truncated }
            return core.count > 32 ? .tooLong : .wrongLayout
        }
        if core.firstRange(of: AnnotatedKey.signature) != nil {
            if core.count == AnnotatedKey.length { return .wrongLayout }
            return core.count < AnnotatedKey.length ? .truncated : .tooLong
        }
        return isInChangedCase(core) ? .caseChanged : .wrongLayout
    }

    private static func isInChangedCase(_ core: [UInt8]) -> Bool {
        guard core.count == AnnotatedKey.length else { return false }
        let lowered = String(decoding: core, as: UTF8.self).lowercased()
        return lowered.utf8.dropFirst(AnnotatedKey.randomLength).starts(with: "jqqj9".utf8)
    }
}
