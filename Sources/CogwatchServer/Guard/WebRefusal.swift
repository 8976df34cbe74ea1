/// Why a web configuration cannot be used.
package struct WebRefusal: Error, Equatable {
    /// A line each.
    package let problems: [String]

    init(problems: [String]) {
        self.problems = problems
    }

    init(_ problem: String) {
        problems = [problem]
    }
}
