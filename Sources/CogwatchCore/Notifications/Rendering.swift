/// What one integration of a receiver is told, ready to be kept on disk: without any credential.
package struct Rendering: Sendable, Equatable {
    package let body: [UInt8]
    /// What is wrong with what the operator's own template made, fit to follow "the template makes";
    /// the body is the usual one then.
    package let templateProblem: String?

    init(_ body: [UInt8], templateProblem: String? = nil) {
        self.body = body
        self.templateProblem = templateProblem
    }
}
