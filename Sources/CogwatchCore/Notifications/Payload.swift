/// JSON on its way out, with its fields in the order in which a person should meet them.
package indirect enum Payload: Sendable, Equatable {
    case text(String)
    case number(Int)
    case flag(Bool)
    case list([Payload])
    case object([Field])
    /// A field that is left out.
    case nothing

    /// A name and what stands under it.
    package struct Field: Sendable, Equatable {
        package let name: String
        package let value: Payload

        package init(_ name: String, _ value: Payload) {
            self.name = name
            self.value = value
        }
    }

    /// A text, or a field that is left out.
    package init(_ text: String?) {
        self = text.map(Payload.text) ?? .nothing
    }
}

extension Payload: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral text: String) {
        self = .text(text)
    }

    package init(integerLiteral number: Int) {
        self = .number(number)
    }

    package init(booleanLiteral flag: Bool) {
        self = .flag(flag)
    }

    package init(arrayLiteral items: Payload...) {
        self = .list(items)
    }

    package init(dictionaryLiteral fields: (String, Payload)...) {
        self = .object(fields.map { Field($0, $1) })
    }
}

extension Payload {
    /// The document as UTF-8, without blanks.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        write(to: &bytes)
        return bytes
    }

    private func write(to bytes: inout [UInt8]) {
        switch self {
        case .text(let text): Self.write(text, to: &bytes)
        case .number(let number): bytes += String(number).utf8
        case .flag(let flag): bytes += (flag ? "true" : "false").utf8
        case .nothing: bytes += "null".utf8
        case .list(let items):
            bytes.append(UInt8(ascii: "["))
            for (index, item) in items.filter({ $0 != .nothing }).enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                item.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let fields):
            bytes.append(UInt8(ascii: "{"))
            for (index, field) in fields.filter({ $0.value != .nothing }).enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                Self.write(field.name, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                field.value.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private static func write(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        bytes += JSONText.escaped(text).utf8
        bytes.append(UInt8(ascii: "\""))
    }
}

/// What stands between the quotes of a JSON string.
package enum JSONText {
    /// The text with all that would end or break a JSON string escaped (RFC 8259, section 7).
    package static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: needsEscape) else { return text }
        var escaped = ""
        escaped.reserveCapacity(text.utf8.count + 16)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": escaped += "\\\""
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\r": escaped += "\\r"
            case "\t": escaped += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// The bytes that a text takes between the quotes.
    static func cost(_ text: String) -> Int {
        text.utf8.reduce(0) { sum, byte in
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x0a, 0x0d, 0x09: sum + 2
            case 0..<0x20: sum + 6
            default: sum + 1
            }
        }
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }
}
