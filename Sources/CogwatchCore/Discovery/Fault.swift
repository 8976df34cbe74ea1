/// Why something was not to be had from Azure, for the person who must act.
///
/// Its words are ours: Azure's own messages hold ids and names of people.
package struct Fault: Error, Sendable, Equatable, Codable, CustomStringConvertible {
    /// What was asked for, such as `a token for Azure Resource Manager`.
    package let what: String
    /// What stood in the way, such as `the client secret has expired (AADSTS7000222)`.
    package let why: String
    /// What to do about it.
    package let remedy: String

    package init(what: String, why: String, remedy: String) {
        self.what = what
        self.why = why
        self.remedy = remedy
    }

    /// All of it in one line.
    package var description: String { "no \(what): \(why). \(remedy)" }
}
