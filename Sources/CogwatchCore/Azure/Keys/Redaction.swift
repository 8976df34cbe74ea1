/// Makes words of others fit to be shown.
package enum Redaction {
    /// A key or token is replaced, and a page is cut.
    private static let maximumLength = 500

    /// A text on one line, shortened, without control characters or anything key-shaped.
    ///
    /// Servers and proxies may echo what was sent to them, and their words go into evidence.
    package static func presentable(_ text: String) -> String {
        if let plain = plain(text) { return plain }
        var shown = ""
        for word in text.prefix(4 * maximumLength).split(whereSeparator: isBlank).prefix(200) {
            shown += (shown.isEmpty ? "" : " ") + withoutSecrets(word)
        }
        return shown.count > maximumLength ? shown.prefix(maximumLength - 1) + "…" : shown
    }

    /// A text as it is, but without anything key-shaped, for what people write on command lines.
    package static func masked(_ text: String) -> String {
        var (run, isHarmless) = (0, true)
        for byte in text.utf8 {
            run = isOfTokens(byte) ? run + 1 : 0
            if run >= shortestSecret { isHarmless = false }
        }
        return isHarmless ? text : withoutSecrets(text[...])
    }

    /// The same for ASCII without a run of letters and digits as long as the shortest secret,
    /// which nearly every message is; by bytes, because characters are slow.
    private static func plain(_ text: String) -> String? {
        var shown: [UInt8] = []
        shown.reserveCapacity(maximumLength + 1)
        var (run, words) = (0, 0)
        for byte in text.utf8.prefix(4 * maximumLength) {
            guard byte < 0x80 else { return nil }
            if byte <= 0x20 || byte == 0x7F {
                if shown.last.map({ $0 != 0x20 }) ?? false {
                    shown.append(0x20)
                    words += 1
                }
                run = 0
            } else {
                guard words < 200 else { break }
                shown.append(byte)
                run = isOfTokens(byte) ? run + 1 : 0
                guard run < shortestSecret else { return nil }
            }
        }
        if shown.last == 0x20 { shown.removeLast() }
        guard shown.count > maximumLength else { return String(decoding: shown, as: UTF8.self) }
        return String(decoding: shown.prefix(maximumLength - 1), as: UTF8.self) + "…"
    }

    private static let shortestSecret = 32

    private static func isOfTokens(_ byte: UInt8) -> Bool {
        Base64Digit.isAlphanumeric(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
            || byte == UInt8(ascii: "-")
    }

    private static func isBlank(_ character: Character) -> Bool {
        character.isWhitespace
            || character.unicodeScalars.allSatisfy {
                $0.properties.generalCategory == .control
                    || $0.properties.generalCategory == .format
            }
    }

    /// Looks at runs of what tokens are made of first, as a token's parts are not secret-shaped.
    private static func withoutSecrets(_ word: Substring) -> String {
        replacing(word, madeOf: { isAlphanumeric($0) || "._-".contains($0) }) { run in
            if isToken(run) { return replacement }
            return replacing(run, madeOf: isAlphanumeric) {
                isKey($0) ? replacement : String($0)
            }
        }
    }

    private static let replacement = "[redacted]"

    private static func replacing(
        _ text: Substring,
        madeOf belongs: (Character) -> Bool,
        with replacement: (Substring) -> String
    ) -> String {
        var shown = ""
        var rest = text
        while let character = rest.first {
            let run = rest.prefix(while: belongs)
            shown += run.isEmpty ? String(character) : replacement(run)
            rest = rest.dropFirst(max(1, run.count))
        }
        return shown
    }

    private static func isAlphanumeric(_ character: Character) -> Bool {
        character.asciiValue.map(Base64Digit.isAlphanumeric) ?? false
    }

    /// Also a token that was cut.
    private static func isToken(_ run: Substring) -> Bool {
        run.utf8.count >= 32 && run.contains("eyJ")
    }

    /// Also a key that was cut, and one with another beside it.
    private static func isKey(_ run: Substring) -> Bool {
        let bytes = Array(run.utf8)
        return KeyReading.shape(of: bytes) == .hex32
            || bytes.count >= 32 && bytes.firstRange(of: AnnotatedKey.signature) != nil
    }
}
