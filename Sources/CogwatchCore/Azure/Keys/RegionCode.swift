/// Five characters of an annotated key that seem to name the region of its resource.
///
/// Microsoft's security-utilities lay the platform's twelve characters out as `cc rrrrr ttttt` and
/// do not say what the letters mean. That the middle five name a region is an inference, good for a
/// hint and never for a proof. They are part of a key: not to be printed, nor stored.
package struct RegionCode: Sendable, Hashable {
    private let packed: UInt64

    /// Reads the code of a key.
    ///
    /// - Returns: Nil where the key is not annotated, damaged, or leaves the five characters blank.
    package init?(of key: Secret) {
        let code = key.reveal { text -> [UInt8]? in
            let bytes = Array(text.utf8)
            guard AnnotatedKey.matches(bytes), AnnotatedKey.hasValidChecksum(bytes) else {
                return nil
            }
            return Array(bytes[62..<67])
        }
        guard let code, code.contains(where: { $0 != UInt8(ascii: "A") }) else { return nil }
        packed = code.reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension RegionCode: CustomStringConvertible, CustomReflectable {
    package var description: String { "[redacted]" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Which region's keys carry which code, learned from keys that work.
package struct RegionCodes: Sendable, Equatable {
    private var regions: [RegionCode: Set<String>] = [:]

    package init() {}

    /// Learns that a key with this code works in a region.
    package mutating func learn(_ code: RegionCode, in region: String) {
        regions[code, default: []].insert(region)
    }

    /// The region in which keys with this code work.
    ///
    /// - Returns: Nil where none is known, or several, so that the code names no region.
    package func region(of code: RegionCode) -> String? {
        guard let known = regions[code], known.count == 1 else { return nil }
        return known.first
    }
}
