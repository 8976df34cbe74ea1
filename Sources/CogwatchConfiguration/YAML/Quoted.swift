/// Texts in double quotes.
enum Quoted {
    /// For a message: shortened, with everything that could confuse a terminal escaped.
    static func message(_ text: String) -> String {
        let shortened = text.unicodeScalars.count > 80
        let scalars = shortened ? text.unicodeScalars.prefix(77) : text.unicodeScalars.prefix(80)
        return "\"\(escaped(scalars))\(shortened ? "…" : "")\""
    }

    /// For a YAML document: the whole text.
    static func yaml(_ text: String) -> String {
        "\"\(escaped(text.unicodeScalars[...]))\""
    }

    private static func escaped(_ scalars: String.UnicodeScalarView.SubSequence) -> String {
        var result = ""
        for scalar in scalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where isUnprintable(scalar): result += hexadecimal(scalar)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Whether a terminal would do something else than print it.
    static func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate,
            .unassigned:
            true
        default: false
        }
    }

    private static func hexadecimal(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        return "\\U" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits
    }
}
