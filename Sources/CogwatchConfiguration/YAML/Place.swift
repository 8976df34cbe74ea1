/// A place in the configuration file.
struct Place: Hashable, Comparable {
    /// From 1.
    let line: Int
    /// From 1, counted in Unicode scalars as libyaml counts.
    let column: Int

    static let start = Place(line: 1, column: 1)

    static func < (left: Place, right: Place) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}
