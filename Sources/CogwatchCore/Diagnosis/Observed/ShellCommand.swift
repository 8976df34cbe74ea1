/// A call of curl or HTTPie, as somebody typed it.
struct ShellCommand {
    private(set) var method: String?
    private(set) var url: String?
    /// Each as `name: value`.
    private(set) var headers: [String] = []

    /// Reads a line and those that continue it, with a prompt before it or without.
    ///
    /// - Returns: Nil where the line is something else; nothing is taken from `rest` then.
    init?(_ line: Substring, continuedBy rest: inout ArraySlice<Substring>) {
        let start = line.drop { "$#%>❯ ".contains($0) }
        let tool = start.prefix { !$0.isWhitespace }
        guard ["curl", "http", "https", "curl.exe"].contains(tool), start.count > tool.count else {
            return nil
        }
        var text = String(start)
        while let mark = text.last, "\\^`".contains(mark), let next = rest.popFirst() {
            text = text.dropLast() + " " + next
        }
        let words = Self.words(of: text).dropFirst()
        tool.hasPrefix("curl") ? readCurl(words) : readHTTPie(words)
        guard url != nil else { return nil }
    }

    private mutating func readCurl(_ words: ArraySlice<String>) {
        var rest = words
        while let word = rest.popFirst() {
            switch word {
            case "-X", "--request": method = rest.popFirst()
            case "-H", "--header": if let header = rest.popFirst() { headers.append(header) }
            case "--url": url = rest.popFirst()
            case "-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "-F", "--form",
                "--json":
                method = method ?? "POST"
                _ = rest.popFirst()
            case "-o", "--output", "-u", "--user", "-A", "--user-agent", "-e", "--referer", "-x",
                "--proxy", "-w", "--write-out", "--cacert", "--connect-to", "--resolve", "-m",
                "--max-time":
                _ = rest.popFirst()
            default: readBare(word)
            }
        }
        method = method ?? "GET"
    }

    // -XPOST and -HName:value are written in one word too.
    private mutating func readBare(_ word: String) {
        if word.hasPrefix("-X"), word.count > 2 {
            method = String(word.dropFirst(2))
        } else if word.hasPrefix("-H"), word.count > 2 {
            headers.append(String(word.dropFirst(2)))
        } else if !word.hasPrefix("-"), url == nil, word.contains(".") {
            url = word
        }
    }

    private mutating func readHTTPie(_ words: ArraySlice<String>) {
        for word in words where !word.hasPrefix("-") {
            if url == nil, !word.isEmpty, word.allSatisfy({ $0.isASCII && $0.isUppercase }) {
                method = word
            } else if url == nil {
                url = word
            } else if word.contains(":"), !word.contains("=") {
                headers.append(word)
            } else {
                method = method ?? "POST"
            }
        }
        method = method ?? "GET"
    }

    /// Splits at blanks outside of quotes.
    private static func words(of text: String) -> [String] {
        var words: [String] = []
        var (word, isWord) = ("", false)
        var quote: Character?
        for character in text {
            if let open = quote {
                if character == open { quote = nil } else { word.append(character) }
            } else if character == "'" || character == "\"" {
                (quote, isWord) = (character, true)
            } else if character.isWhitespace {
                if isWord { words.append(word) }
                (word, isWord) = ("", false)
            } else {
                word.append(character)
                isWord = true
            }
        }
        return isWord ? words + [word] : words
    }
}
