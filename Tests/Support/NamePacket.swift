/// A DNS message under construction, as a name server writes it (RFC 1035).
package struct NamePacket {
    /// What a record says of its owner.
    package enum Content: Sendable {
        case alias(String)
        /// Four bytes, or sixteen.
        case address([UInt8])
        case text([UInt8])
    }

    package private(set) var bytes: [UInt8]

    /// An answer to a question for a name.
    ///
    /// - Parameters:
    ///   - id: What the asker called its question.
    ///   - code: 0 for success, 3 for "no such name".
    ///   - name: What was asked for.
    ///   - type: 1 for IPv4, 28 for IPv6.
    ///   - isTruncated: Whether the asker is to come back over TCP.
    package init(
        id: UInt16 = 7,
        code: UInt8 = 0,
        asking name: String,
        type: UInt16 = 1,
        isTruncated: Bool = false
    ) {
        bytes = [
            UInt8(id >> 8), UInt8(id & 0xFF), isTruncated ? 0x83 : 0x81, 0x80 | code,
            0, 1, 0, 0, 0, 0, 0, 0,
        ]
        bytes += Self.encode(name) + [UInt8(type >> 8), UInt8(type & 0xFF), 0, 1]
    }

    /// Adds a record to the answer section.
    ///
    /// - Parameters:
    ///   - owner: The name that the record is of.
    ///   - content: What it says.
    ///   - pointer: Where in the message the owner's name stands; nil to write it out.
    package mutating func add(_ owner: String, _ content: Content, pointer: Int? = nil) {
        bytes[7] += 1
        bytes += pointer.map(Self.pointer) ?? Self.encode(owner)
        switch content {
        case .alias(let target): add(type: 5, Self.encode(target))
        case .address(let address): add(type: address.count == 4 ? 1 : 28, address)
        case .text(let text): add(type: 16, text)
        }
    }

    private mutating func add(type: UInt8, _ data: [UInt8]) {
        bytes += [0, type, 0, 1, 0, 0, 0, 60, UInt8(data.count >> 8), UInt8(data.count & 0xFF)]
        bytes += data
    }

    /// A pointer at the name that starts there.
    package static func pointer(to position: Int) -> [UInt8] {
        [0xC0 | UInt8(position >> 8), UInt8(position & 0xFF)]
    }

    /// A name, label by label.
    package static func encode(_ name: String) -> [UInt8] {
        name.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) } + [0]
    }
}
