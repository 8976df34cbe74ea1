import Yams

extension YAMLDocument.Mistake {
    /// Says what libyaml means, at the place where a person would look.
    ///
    /// - Parameters:
    ///   - error: Holds nothing of the file but names of keys.
    ///   - text: The file.
    init(_ error: YamlError, in text: String) {
        switch error {
        case .scanner(let context, let problem, let mark, _),
            .parser(let context, let problem, let mark, _):
            self.init(syntax: problem, context: context, mark: mark, in: text)
        case .composer(_, let problem, let mark, _) where problem.contains("another document"):
            self.init(
                place: Place(mark),
                what: "a second document begins here",
                remedy: "remove the line of three dashes; one file holds one configuration"
            )
        case .composer(_, _, let mark, _):
            self.init(
                place: Place(mark),
                what: "this alias has no anchor",
                remedy: "write the anchor (&name) above it, or quote a text that begins with *"
            )
        case .reader(_, let offset, _, _):
            self.init(unreadableAt: offset, in: text)
        case .duplicatedKeysInMapping(let names, let context):
            let name = Redaction.quoted(name: names.min() ?? "")
            self.init(
                place: Place(context.mark),
                what: "key \(name) stands here twice",
                remedy: nil
            )
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            self.init(place: .start, what: "this is no YAML", remedy: nil)
        }
    }

    private init(syntax problem: String, context: YamlError.Context?, mark: Mark, in text: String) {
        let place = Place(mark)
        if Self.tabs(at: place, in: text) {
            let what = "a tab stands here, and YAML is indented with blanks only"
            self.init(place: place, what: what, remedy: "replace the tab by blanks")
            return
        }
        let doing = context.map { "\($0.text) " } ?? ""
        // An open quote is noticed at the end of the file, where nobody would look for it.
        if problem.contains("unexpected end of stream"), let context {
            let what = "not YAML: \(doing)that begins here, no end of it was found"
            self.init(place: Place(context.mark), what: what, remedy: "close the quote")
            return
        }
        let from = context.map { "(from line \($0.mark.line)), " } ?? ""
        self.init(place: place, what: "not YAML: \(doing)\(from)\(problem)", remedy: nil)
    }

    private init(unreadableAt offset: Int?, in text: String) {
        let end = offset.flatMap {
            text.index(text.startIndex, offsetBy: $0, limitedBy: text.endIndex)
        }
        let before = SourceLines.split(String(text[..<(end ?? text.startIndex)]))
        self.init(
            place: Place(
                line: max(1, before.count),
                column: (before.last?.unicodeScalars.count ?? 0) + 1
            ),
            what: "a control character stands here, and YAML allows none",
            remedy: "remove it, or write it as an escape in double quotes"
        )
    }

    private static func tabs(at place: Place, in text: String) -> Bool {
        let lines = SourceLines.split(text)
        guard lines.indices.contains(place.line - 1) else { return false }
        let line = lines[place.line - 1].unicodeScalars
        let isAtTab = line.dropFirst(max(0, place.column - 1)).first == "\t"
        return isAtTab || line.prefix { $0 == " " || $0 == "\t" }.contains("\t")
    }
}
