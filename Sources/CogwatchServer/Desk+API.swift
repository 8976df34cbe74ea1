import CogwatchCore
import Foundation

extension Desk {
    func accounts() -> Reply {
        let now = time.now
        return .success(console.scoreboard().reports().map { AccountJSON($0, at: now) })
    }

    func account(_ name: String) -> Reply {
        guard let report = console.scoreboard().report(for: name) else {
            return .failure(.notFound, "no account \"\(name)\" is configured")
        }
        return .success(AccountJSON(report, at: time.now))
    }

    func incidents(_ inquiry: Inquiry) async -> Reply {
        guard let wanted = IncidentFilter(inquiry.query["state"]) else {
            return .failure(
                .badData,
                "state is one of "
                    + IncidentFilter.allCases.map(\.rawValue).joined(separator: ", ")
            )
        }
        do {
            return .success(try await list(wanted))
        } catch {
            return .failure(.internal, "the incidents cannot be read: \(error)")
        }
    }

    private func list(_ wanted: IncidentFilter) async throws -> [IncidentJSON] {
        let pending = console.scoreboard().reports().filter { $0.state == .pending }
            .map(IncidentJSON.init(pending:))
        func stored(_ state: IncidentState?) async throws -> [IncidentJSON] {
            let silencing = try await silencing()
            return try await console.incidents(IncidentQuery(state, limit: Self.incidentLimit)).map
            {
                IncidentJSON($0, silencedBy: silencing.silences(of: $0, at: time.now))
            }
        }
        return switch wanted {
        case .firing: try await stored(.firing)
        case .resolved: try await stored(.resolved)
        case .pending: pending
        case .all: pending + (try await stored(nil))
        }
    }

    /// The most incidents in one answer or page.
    static let incidentLimit = 1_000
}

/// Which incidents are asked for.
enum IncidentFilter: String, CaseIterable {
    case firing, pending, resolved, all

    /// Nothing asks for all.
    init?(_ text: String?) {
        guard let text else {
            self = .all
            return
        }
        self.init(rawValue: text)
    }
}
