/// Why a command to the simulator cannot be carried out, worded for whoever gave it.
package struct ControlProblem: Error, Equatable, CustomStringConvertible {
    package enum Kind: Sendable {
        /// The command makes no sense as it is written.
        case malformed
        /// It names something that does not exist.
        case notFound
        /// It collides with something that exists.
        case conflict
    }

    package let kind: Kind
    package let description: String

    package init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }

    static func malformed(_ text: String) -> ControlProblem { ControlProblem(.malformed, text) }

    /// The HTTP status that says so.
    var code: Int {
        switch kind {
        case .malformed: 400
        case .notFound: 404
        case .conflict: 409
        }
    }
}
