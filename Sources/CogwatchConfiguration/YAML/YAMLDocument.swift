import Yams

/// A file's text, understood as YAML as far as that goes.
struct YAMLDocument {
    /// A mistake in the YAML itself.
    struct Mistake: Equatable {
        let place: Place
        let what: String
        let remedy: String?
    }

    /// Nil for an empty file, and where the text is no YAML.
    let root: YAMLValue?
    let mistakes: [Mistake]

    /// Reads a text.
    ///
    /// - Parameters:
    ///   - text: The whole file, or a part of it.
    ///   - linesBefore: How many lines of the file stand before the part.
    init(_ text: String, linesBefore: Int = 0) {
        var composer = YAMLComposer(text)
        switch composer.compose() {
        case .failure(let failure):
            root = nil
            mistakes = [failure.mistake]
        case .success(nil):
            root = nil
            mistakes = []
        case .success(let node?):
            var unfolding = YAMLUnfolding(
                namesInFile: composer.maskedNames,
                linesBefore: linesBefore
            )
            root = unfolding.value(node)
            mistakes = unfolding.mistakes
        }
    }
}

/// Turns text into Yams' nodes, also where a mapping has a key twice.
///
/// Yams gives up at the first such mapping. To find all problems at once, the first of the two keys
/// is overwritten with as many characters that mean nothing, and the text is read again.
private struct YAMLComposer {
    struct Failure: Error {
        let mistake: YAMLDocument.Mistake
    }

    private static let mostRepairs = 20
    private var lines: [Substring.UnicodeScalarView] = []
    private var text: String
    private(set) var maskedNames: [Place: String] = [:]

    init(_ text: String) {
        self.text = text
    }

    mutating func compose() -> Result<Node?, Failure> {
        while true {
            do {
                // Without Yams' own rules for numbers and the like: they cost most of the time,
                // and what a text means depends on the key that it belongs to.
                return .success(try Yams.compose(yaml: text, .basic, .default, .utf8))
            } catch let error as YamlError {
                guard repair(error) else {
                    return .failure(Failure(mistake: YAMLDocument.Mistake(error, in: text)))
                }
            } catch {
                let what = "this is no YAML"
                let mistake = YAMLDocument.Mistake(place: .start, what: what, remedy: nil)
                return .failure(Failure(mistake: mistake))
            }
        }
    }

    private mutating func repair(_ error: YamlError) -> Bool {
        guard case .duplicatedKeysInMapping(let names, let context) = error,
            let name = names.min(), !name.isEmpty, maskedNames.count < Self.mostRepairs
        else { return false }
        let place = Place(line: context.mark.line, column: context.mark.column)
        guard mask(name, at: place) else { return false }
        maskedNames[place] = name
        return true
    }

    private mutating func mask(_ name: String, at place: Place) -> Bool {
        if lines.isEmpty {
            lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        }
        guard lines.indices.contains(place.line - 1) else { return false }
        var line = Array(lines[place.line - 1])
        let written = Array(name.unicodeScalars)
        let column = place.column - 1
        let isQuoted = line.indices.contains(column) && ["\"", "'"].contains(line[column])
        let start = isQuoted ? column + 1 : column
        let end = start + written.count
        guard column >= 0, end <= line.count, Array(line[start..<end]) == written,
            let filler = Unicode.Scalar(UInt32(0xE000 + maskedNames.count))
        else { return false }
        line.replaceSubrange(start..<end, with: repeatElement(filler, count: written.count))
        lines[place.line - 1] = String.UnicodeScalarView(line)[...]
        text = String(String.UnicodeScalarView(lines.joined(separator: ["\n"])))
        return true
    }
}
