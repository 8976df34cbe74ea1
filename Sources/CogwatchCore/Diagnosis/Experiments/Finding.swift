package import Foundation

/// What one experiment brought to light.
///
/// It is kept with the account's history, so that a restart does not ask all over again. Keys
/// appear by name only.
package struct Finding: Sendable, Equatable, Codable {
    /// How an experiment ended.
    ///
    /// The raw values are label values.
    package enum Outcome: String, Sendable, CaseIterable, Codable {
        /// What was sent is good there.
        case accepted
        /// It is known there, and something else than the key stands in the way.
        case recognised
        case refused
        /// A name or an answer told where the account lives.
        case told
        /// There is no such name.
        case notFound = "not_found"
        case noAnswer = "no_answer"
        /// Answered, and nothing follows from it.
        case inconclusive
    }

    package let experiment: Experiment
    /// What was varied: a region, a kind of service, a key's name, a domain.
    package let subject: String
    /// What was asked; nil for a name.
    package let operation: Operation?
    package let host: String
    package let outcome: Outcome
    /// The region that was told, or in which the key is good.
    package let region: String?
    /// Kind and SKU that a token named, such as `SpeechServices.S0`.
    package let productID: String?
    /// What was seen, in a few words.
    package let summary: String
    package let at: Date

    package init(
        _ experiment: Experiment,
        of subject: String,
        operation: Operation? = nil,
        host: String,
        outcome: Outcome,
        region: String? = nil,
        productID: String? = nil,
        summary: String,
        at: Date
    ) {
        self.experiment = experiment
        self.subject = subject
        self.operation = operation
        self.host = host
        self.outcome = outcome
        self.region = region
        self.productID = productID
        self.summary = summary
        self.at = at
    }

    /// Whether the key is known where it was tried.
    var knowsTheKey: Bool { outcome == .accepted || outcome == .recognised }
}

/// The experiments of one failure, as they are remembered.
package struct ExperimentRecord: Sendable, Equatable, Codable {
    /// What the answers looked like when they were made; another picture asks for new ones.
    package let picture: String
    package let at: Date
    package let findings: [Finding]

    package init(picture: String, at: Date, findings: [Finding]) {
        self.picture = picture
        self.at = at
        self.findings = findings
    }
}
