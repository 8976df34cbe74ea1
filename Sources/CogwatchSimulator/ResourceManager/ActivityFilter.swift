import CogwatchCore
import Foundation

/// Which entries of the activity log are wanted.
///
/// Only a time range with one more condition is allowed: the specification of activityLogs_API,
/// 2015-04-01.
struct ActivityFilter {
    struct Problem: Error, Equatable {
        let text: String
    }

    private enum Condition: String, CaseIterable {
        case resourceGroup = "resourcegroupname"
        case resource = "resourceuri"
        case provider = "resourceprovider"
        case correlation = "correlationid"
    }

    private let from: Date
    private let to: Date
    private let condition: (kind: Condition, value: String)?

    /// What is older is gone: Microsoft's page on the activity log.
    private static let retention: TimeInterval = 90 * 86_400

    static func read(_ text: String?, at now: Date) -> Result<ActivityFilter, Problem> {
        guard let text else { return .failure(Problem(text: "The $filter is missing.")) }
        var from: Date?
        var to: Date?
        var condition: (kind: Condition, value: String)?
        for clause in clauses(of: text) {
            guard let (name, verb, value) = parts(of: clause) else {
                return .failure(Problem(text: "The $filter '\(clause)' cannot be read."))
            }
            switch (name, verb) {
            case ("eventtimestamp", "ge"): from = ManagementTime.date(value)
            case ("eventtimestamp", "le"): to = ManagementTime.date(value)
            case (_, "eq"):
                guard let kind = Condition(rawValue: name), condition == nil else { fallthrough }
                condition = (kind, value)
            default:
                return .failure(
                    Problem(text: "The $filter has a condition that is not allowed: '\(clause)'.")
                )
            }
        }
        guard let from, let to, from <= to else {
            return .failure(Problem(text: "The $filter needs a range of eventTimestamp."))
        }
        guard now.timeIntervalSince(from) <= retention else {
            return .failure(Problem(text: "The start time is more than 90 days in the past."))
        }
        return .success(ActivityFilter(from: from, to: to, condition: condition))
    }

    private static func clauses(of text: String) -> [String] {
        text.split(separator: " ").split { $0.lowercased() == "and" }.map {
            $0.joined(separator: " ")
        }
    }

    private static func parts(of clause: String) -> (String, String, String)? {
        let words = clause.split(separator: " ", maxSplits: 2)
        guard words.count == 3, let name = words.first, let value = words.last,
            let verb = words.dropFirst().first, value.count >= 2, value.hasPrefix("'"),
            value.hasSuffix("'")
        else { return nil }
        return (name.lowercased(), verb.lowercased(), String(value.dropFirst().dropLast()))
    }

    func accepts(_ entry: ActivityEntry) -> Bool {
        guard (from...to).contains(entry.at) else { return false }
        guard let (kind, value) = condition else { return true }
        let wanted = value.lowercased()
        return switch kind {
        case .resourceGroup: entry.resourceGroup.lowercased() == wanted
        case .resource: entry.resourceID.lowercased() == wanted
        case .provider: wanted == "microsoft.cognitiveservices"
        case .correlation: entry.correlationID == wanted
        }
    }
}
