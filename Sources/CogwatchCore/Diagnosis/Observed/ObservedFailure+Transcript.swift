import Foundation

extension ObservedFailure {
    /// Reads what a person pasted: the output of `curl -i`, `curl -v` or HTTPie, with the command
    /// before it or without, a bare body, or a client library's complaint.
    package init(transcript text: String) {
        self.init()
        // A line break of HTTP is one Character of two scalars, and counts as one.
        let lines = text.filter { $0 != "\u{FEFF}" && $0 != "\0" }
            .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        var rest = lines[...]
        while let line = rest.popFirst() {
            let content = line.hasPrefix("< ") ? line.dropFirst(2) : line
            if let command = ShellCommand(line, continuedBy: &rest) {
                take(command)
            } else if line.hasPrefix("> ") {
                readRequest(line.dropFirst(2))
            } else if content.hasPrefix("HTTP/") {
                // Only the last of several answers counts: a 100, or a proxy's consent, comes first.
                readStatus(content)
                readHeaders(&rest)
            } else if Self.isRequestLine(line) {
                readRequest(line)
                while let header = rest.popFirst(), !header.isEmpty { readRequest(header) }
            } else if line.hasPrefix("curl: (") {
                transportError = String(line)
            } else if !Self.isChatter(line) {
                body = [body, String(line)].compactMap { $0 }.joined(separator: "\n")
            }
        }
        // Without a status line, the words are a client's message, or a body on its own.
        if status == nil && transportError == nil { (clientError, body) = (body, nil) }
    }

    private mutating func take(_ command: ShellCommand) {
        (method, url) = (command.method, command.url)
        regionHeader = .absent
        command.headers.forEach { readRequestHeader($0[...]) }
        readPath()
    }

    private mutating func readRequest(_ line: Substring) {
        guard Self.isRequestLine(line) else { return readRequestHeader(line) }
        let words = line.split(separator: " ")
        (method, url) = (words.first.map(String.init), words.dropFirst().first.map(String.init))
        regionHeader = .absent
        readPath()
    }

    /// `GET /path HTTP/1.1`, as `curl -v` and HTTPie show what they send.
    private static func isRequestLine(_ line: Substring) -> Bool {
        let words = line.split(separator: " ", maxSplits: 3)
        return words.count == 3 && words[2].hasPrefix("HTTP/")
            && words[0].allSatisfy { $0.isASCII && $0.isUppercase }
    }

    private mutating func readPath() {
        let path = url?.lowercased() ?? ""
        if path.contains("issuetoken") { operation = "token" }
        if path.contains("subscription-key=") || path.contains("api-key=") { credential = .key }
    }

    private mutating func readRequestHeader(_ line: Substring) {
        guard let colon = line.firstIndex(of: ":") else { return }
        let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        switch line[..<colon].lowercased() {
        case "host":
            if url?.hasPrefix("/") != false { url = "https://\(value)\(url ?? "")" }
        case "ocp-apim-subscription-key", "api-key": credential = .key
        case "ocp-apim-subscription-region": regionHeader = value.isEmpty ? .absent : .sent
        case "authorization": readAuthorization(value)
        default: break
        }
    }

    /// What stands behind `Bearer` is somebody's credential: only its kind is kept, and what a
    /// token says of its own end.
    private mutating func readAuthorization(_ value: String) {
        let token = value.split(separator: " ").last.map(String.init) ?? ""
        let shape = KeyAnatomy(of: Secret(token)).shape
        if shape == .annotated || shape == .hex32 {
            (credential, keyLocation) = (.key, "authorization")
            return
        }
        let claims = TokenClaims(token: Array((token.split(separator: "#").last ?? "").utf8))
        tokenEnd = claims?.expires
        let isOfEntra =
            token.hasPrefix("aad#") || claims?.issuer?.hasPrefix("https://sts.") == true
            || claims?.issuer?.hasPrefix("https://login.") == true
        credential = isOfEntra ? .entraToken : .issuedToken
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
}
