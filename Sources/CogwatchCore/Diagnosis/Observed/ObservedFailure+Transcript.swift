import Foundation

extension ObservedFailure {
    /// Reads what a person pasted: the output of `curl -i` or `curl -v`, a bare body, or curl's own
    /// complaint.
    package init(transcript text: String) {
        self.init()
        // A line break of HTTP is one Character of two scalars, and counts as one.
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        var rest = lines[...]
        while let line = rest.popFirst() {
            let content = line.hasPrefix("< ") ? line.dropFirst(2) : line
            if line.hasPrefix("> ") {
                readRequest(line.dropFirst(2))
            } else if content.hasPrefix("HTTP/") {
                // Only the last of several answers counts: a 100, or a proxy's consent, comes first.
                readStatus(content)
                readHeaders(&rest)
            } else if line.hasPrefix("curl: (") {
                transportError = String(line)
            } else if !Self.isChatter(line) {
                body = [body, String(line)].compactMap { $0 }.joined(separator: "\n")
            }
        }
        if status == nil && transportError == nil { takeWordsForAnswer() }
    }

    private mutating func readRequest(_ line: Substring) {
        let words = line.split(separator: " ")
        guard words.count == 3, words[2].hasPrefix("HTTP/") else {
            return readRequestHeader(line)
        }
        method = String(words[0])
        url = String(words[1])
        operation = words[1].contains("issueToken") ? "token" : nil
    }

    private mutating func readRequestHeader(_ line: Substring) {
        guard let colon = line.firstIndex(of: ":") else { return }
        let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        switch line[..<colon].lowercased() {
        case "host": url = "https://\(value)\(url ?? "")"
        case "ocp-apim-subscription-key", "api-key": credential = .key
        // What follows "Bearer" is not looked at further: it is somebody's credential.
        case "authorization":
            credential = value.lowercased().hasPrefix("bearer aad#") ? .entraToken : .issuedToken
        default: break
        }
    }

    private mutating func readStatus(_ line: Substring) {
        let words = line.split(separator: " ", maxSplits: 2)
        status = words.dropFirst().first.flatMap { Int($0) }
        reason = words.count > 2 ? String(words[2]) : ""
        body = nil
    }

    private mutating func readHeaders(_ rest: inout ArraySlice<Substring>) {
        var found: [Headers.Line] = []
        while let line = rest.popFirst() {
            let content = line.hasPrefix("< ") ? line.dropFirst(2) : line == "<" ? "" : line
            guard !content.isEmpty else { break }
            guard let colon = content.firstIndex(of: ":") else { continue }
            let value = content[content.index(after: colon)...]
            found.append(
                Headers.Line(
                    name: String(content[..<colon]),
                    value: value.trimmingCharacters(in: .whitespaces)
                )
            )
        }
        headers = Headers(found)
    }

    /// What `curl -v` says about itself.
    private static func isChatter(_ line: Substring) -> Bool {
        ["* ", "{ [", "} [", "  % Total", "                                 Dload"]
            .contains(where: line.hasPrefix)
    }

    // Without a status line, the words are a client's message, or a body on its own.
    private mutating func takeWordsForAnswer() {
        clientError = body
        body = nil
        if let words = clientError, AnswerSignature.find(in: words) != nil { status = 401 }
    }
}
