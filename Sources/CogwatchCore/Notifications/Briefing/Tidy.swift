/// Makes texts of others fit to stand in a message of ours: nothing invisible that does something,
/// and no more than there is room for.
package enum Tidy {
    /// What stands for the part that was cut off.
    package static let ellipsis = "…"

    /// A text on one line.
    ///
    /// - Parameters:
    ///   - text: Anything, however long; only as much of it is looked at as is kept.
    ///   - most: The most UTF-16 code units of the result. Whoever counts scalars or letters
    ///     counts fewer.
    /// - Returns: Whole letters only, with "…" at the end where something was cut off.
    package static func line(_ text: some StringProtocol, most: Int) -> String {
        cut(text, most: most, keepsLines: false)
    }

    /// A text that keeps its lines.
    package static func block(_ text: some StringProtocol, most: Int) -> String {
        cut(text, most: most, keepsLines: true)
    }

    private static func cut(_ text: some StringProtocol, most: Int, keepsLines: Bool) -> String {
        var kept = ""
        var length = 0
        /// How long the result may be in UTF-8 if "…" has to follow.
        var end = 0
        for character in text {
            guard let tidy = tidied(character, keepsLines: keepsLines) else { continue }
            let next = length + tidy.utf16.count
            guard next <= most else {
                let start = String(decoding: kept.utf8.prefix(end), as: UTF8.self)
                return most > 0 ? start + ellipsis : ""
            }
            kept.append(tidy)
            length = next
            if length < most { end = kept.utf8.count }
        }
        return kept
    }

    private static func tidied(_ character: Character, keepsLines: Bool) -> Character? {
        if character.isNewline { return keepsLines ? "\n" : " " }
        if character == "\t" { return " " }
        let scalars = character.unicodeScalars
        guard scalars.count == 1, let scalar = scalars.first else { return character }
        return isHarmful(scalar) ? nil : character
    }

    /// Control characters, and those that turn the direction of what follows them.
    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x202a...0x202e, 0x2066...0x2069, 0xfeff: true
        default: scalar.properties.generalCategory == .control
        }
    }
}

extension String {
    /// As many letters of the text as fit, followed by "…" where not all do.
    ///
    /// - Parameter fits: Whether a text is short enough; true of every beginning of one that is.
    /// - Returns: Nothing at all where not even "…" fits.
    func shortened(toFit fits: (String) -> Bool) -> String {
        if fits(self) { return self }
        let letters = Array(self)
        var (fitting, tooMany) = (-1, letters.count)
        while tooMany - fitting > 1 {
            let middle = fitting + (tooMany - fitting) / 2
            if fits(String(letters[..<middle]) + Tidy.ellipsis) {
                fitting = middle
            } else {
                tooMany = middle
            }
        }
        return fitting < 0 ? "" : String(letters[..<fitting]) + Tidy.ellipsis
    }
}
