/// The names of hosts: which other names a name stands for, and which addresses.
///
/// A transport resolves names too, but tells only whether it worked. The chain of aliases says
/// where a resource is, without any key.
package protocol NameService: Sendable {
    /// Looks a host's name up and waits for the answer.
    func look(up host: String) async -> NameAnswer
}

/// What the name servers say of a name.
package enum NameAnswer: Sendable, Equatable {
    /// The name exists.
    ///
    /// The aliases stand in the order in which they lead on from the name; the addresses are those
    /// of the last one. There may be none of either: an alias may lead to a name that does not
    /// exist, as in a private zone without a record.
    case found(aliases: [String], addresses: [String])
    /// There is no such name.
    case notFound
    /// Nobody said either; the detail says what happened instead.
    case noAnswer(detail: String)
}
