/// How many incidents share a state and a cause.
package struct IncidentCount: Sendable, Equatable {
    /// `firing`, `pending` or `resolved`.
    package let state: String
    package let cause: String
    package let count: Int

    package init(state: String, cause: String, count: Int) {
        self.state = state
        self.cause = cause
        self.count = count
    }
}
