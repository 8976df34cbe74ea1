import Testing

/// The samples of an exposition in either format, read back by rules of our own.
struct ParsedExposition {
    struct Series: Hashable, CustomStringConvertible {
        let name: String
        let labels: [String: String]

        var description: String {
            let pairs = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            return "\(name){\(pairs.joined(separator: ","))}"
        }
    }

    struct Malformed: Error {
        let line: String
    }

    private(set) var values: [Series: String] = [:]
    private(set) var comments: [String] = []

    init(_ bytes: [UInt8]) throws {
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.utf8.last == UInt8(ascii: "\n"), "the last line has no end")
        for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
            let line = String(decoding: Array(line), as: UTF8.self)
            guard !line.hasPrefix("#") else {
                comments.append(line)
                continue
            }
            try read(line)
        }
    }

    /// The value of a series; nil when there is none.
    subscript(name: String, labels: [String: String]) -> String? {
        values[Series(name: name, labels: labels)]
    }

    /// The names of the families that have samples or headers.
    func series(named name: String) -> [Series] {
        values.keys.filter { $0.name == name }
    }

    private mutating func read(_ line: String) throws {
        var rest = Substring(line).unicodeScalars
        func take(while accept: (Unicode.Scalar) -> Bool) -> String {
            let taken = rest.prefix(while: accept)
            rest = rest.dropFirst(taken.count)
            return String(String.UnicodeScalarView(taken))
        }
        let name = take { $0 != "{" && $0 != " " }
        var labels: [String: String] = [:]
        if rest.first == "{" {
            rest.removeFirst()
            while rest.first != "}" {
                let label = take { $0 != "=" }
                guard rest.popFirst() == "=", rest.popFirst() == "\"" else {
                    throw Malformed(line: line)
                }
                guard labels.updateValue(try value(&rest, line), forKey: label) == nil else {
                    throw Malformed(line: line)
                }
                if rest.first == "," { rest.removeFirst() }
            }
            rest.removeFirst()
        }
        guard rest.popFirst() == " " else { throw Malformed(line: line) }
        let series = Series(name: name, labels: labels)
        let number = String(String.UnicodeScalarView(rest))
        guard values.updateValue(number, forKey: series) == nil else {
            throw Malformed(line: "twice: \(line)")
        }
    }

    private func value(
        _ rest: inout Substring.UnicodeScalarView,
        _ line: String
    ) throws -> String {
        var result = String.UnicodeScalarView()
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\"": return String(result)
            case "\\":
                switch rest.popFirst() {
                case "n": result.append("\n")
                case "\\": result.append("\\")
                case "\"": result.append("\"")
                default: throw Malformed(line: line)
                }
            default: result.append(scalar)
            }
        }
        throw Malformed(line: line)
    }
}
