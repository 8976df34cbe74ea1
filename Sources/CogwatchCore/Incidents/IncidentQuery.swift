/// Which of the incidents that are remembered somebody wants to see, newest first.
package struct IncidentQuery: Sendable, Equatable {
    /// Nil for all.
    package var state: IncidentState?
    /// Nil for all.
    package var account: String?
    /// How many of the newest are left out.
    package var offset: Int
    /// The most that are returned.
    package var limit: Int

    package init(
        _ state: IncidentState? = nil,
        of account: String? = nil,
        after offset: Int = 0,
        limit: Int
    ) {
        self.state = state
        self.account = account
        self.offset = offset
        self.limit = limit
    }
}
