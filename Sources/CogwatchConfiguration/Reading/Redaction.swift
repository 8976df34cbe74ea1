/// How much of a value may be shown, by where it stands.
enum Exposure {
    /// The names of a mapping decide; a bare text here is out of place and may be anything.
    case keys
    case shown
    case hidden

    /// The exposure of what stands below a key.
    ///
    /// What is not known is not shown.
    func below(_ key: String) -> Exposure {
        switch self {
        case .keys: Vocabulary.exposures[key] ?? .hidden
        case .shown: .shown
        case .hidden: .hidden
        }
    }

    /// Whether the name of a key here may be shown.
    ///
    /// A name that is no word may be a key and its value with the colon missing.
    func shows(name: String) -> Bool {
        switch self {
        case .keys: Redaction.isWord(name) && !Redaction.looksSecret(name)
        case .shown: !Redaction.looksSecret(name)
        case .hidden: false
        }
    }

    /// Whether a text here may be shown.
    func shows(_ text: String) -> Bool {
        switch self {
        case .keys: text.isEmpty
        case .shown: !Redaction.looksSecret(text)
        case .hidden: text.isEmpty
        }
    }
}

/// Texts that may be secrets wherever they stand.
enum Redaction {
    static let placeholder = "<secret>"

    /// A key of Azure AI is a run of 32 or 84 letters and digits, and names seldom have such runs.
    private static let longestHarmlessRun = 31

    /// The text in quotes, or the placeholder where it looks like a secret.
    static func quoted(_ text: String) -> String {
        looksSecret(text) ? placeholder : Quoted.message(text)
    }

    /// The name of a key in quotes, or the placeholder where it may be something else.
    static func quoted(name: String) -> String {
        Exposure.keys.shows(name: name) ? Quoted.message(name) : placeholder
    }

    /// Whether a text could be the name of a key.
    static func isWord(_ text: String) -> Bool {
        text.utf8.allSatisfy { isAlphanumeric($0) || "_-.<".utf8.contains($0) }
    }

    /// Whether a text has the form of a key or token, or is a URL with a password.
    static func looksSecret(_ text: String) -> Bool {
        var run = 0
        for byte in text.utf8 {
            run = isAlphanumeric(byte) ? run + 1 : 0
            if run > longestHarmlessRun { return true }
        }
        return hasUserInfo(text)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }

    /// A message with whatever looks like a key masked, and nothing that could confuse a terminal.
    ///
    /// The last line of defence: a message should have quoted no such text in the first place.
    static func scrubbed(_ message: String) -> String {
        var result = ""
        var run = ""
        func flush() {
            result += run.utf8.count > longestHarmlessRun ? placeholder : run
            run = ""
        }
        for scalar in message.unicodeScalars {
            if scalar.isASCII, isAlphanumeric(UInt8(truncatingIfNeeded: scalar.value)) {
                run.unicodeScalars.append(scalar)
            } else {
                flush()
                result.unicodeScalars.append(Quoted.isUnprintable(scalar) ? " " : scalar)
            }
        }
        flush()
        return result
    }

    /// `user:password@host`, with or without a scheme before it.
    private static func hasUserInfo(_ text: String) -> Bool {
        guard let at = text.utf8.lastIndex(of: UInt8(ascii: "@")) else { return false }
        return text.utf8[..<at].contains(UInt8(ascii: ":"))
    }
}
