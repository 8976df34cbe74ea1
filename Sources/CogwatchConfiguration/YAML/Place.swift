/// A place in the configuration file.
struct Place: Hashable, Comparable {
    /// From 1.
    let line: Int
    /// From 1, counted in Unicode scalars as libyaml counts.
    let column: Int

    static let start = Place(line: 1, column: 1)

    /// The same place in a text that has as many more lines before it.
    func moved(byLines lines: Int) -> Place { Place(line: line + lines, column: column) }

    static func < (left: Place, right: Place) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}
