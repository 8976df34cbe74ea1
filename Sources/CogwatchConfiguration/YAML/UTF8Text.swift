/// A file's bytes as text.
enum UTF8Text {
    /// The text without its byte order mark; nil, with the place noted, where it is not UTF-8.
    static func text(_ bytes: [UInt8], _ reading: Reading) -> String? {
        if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) {
            reading.error("the file is UTF-16", at: .start, remedy: "save it as UTF-8")
            return nil
        }
        let body = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? bytes.dropFirst(3) : bytes[...]
        if let text = String(validating: body, as: UTF8.self) { return text }
        let place = firstDamage(in: body)
        reading.error("the file is not UTF-8 from here on", at: place, remedy: "save it as UTF-8")
        return nil
    }

    private static func firstDamage(in bytes: ArraySlice<UInt8>) -> Place {
        var parser = Unicode.UTF8.ForwardParser()
        var rest = bytes.makeIterator()
        var line = 1
        var column = 1
        while case .valid(let encoded) = parser.parseScalar(from: &rest) {
            if Unicode.UTF8.decode(encoded) == "\n" {
                line += 1
                column = 1
            } else {
                column += 1
            }
        }
        return Place(line: line, column: column)
    }
}
