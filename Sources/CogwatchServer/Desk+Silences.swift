import CogwatchCore
import Foundation

extension Desk {
    func silences(_ inquiry: Inquiry) async -> Reply {
        guard inquiry.method != "POST" else { return await setSilence(inquiry) }
        do {
            let filter = try SilenceFilter(inquiry.parameters)
            let now = time.now
            let found = try await console.silences().filter { filter.finds($0, at: now) }
            return .success(Silence.ordered(found, at: now).map { SilenceJSON($0, at: now) })
        } catch let problem as Unreadable {
            return .failure(.badData, problem.words)
        } catch {
            return .failure(.internal, "the silences cannot be read: \(error)")
        }
    }

    func silence(_ id: String, _ inquiry: Inquiry) async -> Reply {
        guard inquiry.method != "DELETE" else { return await expireSilence(id, inquiry) }
        do {
            guard let silence = try await console.silence(withID: id) else {
                throw SilenceProblem.unknown(id)
            }
            return .success(SilenceJSON(silence, at: time.now))
        } catch {
            return failure(error)
        }
    }

    private func setSilence(_ inquiry: Inquiry) async -> Reply {
        if let problem = Provenance.problem(inquiry, externalURL: options.externalURL) {
            return .failure(.forbidden, problem)
        }
        // Forms of other sites can send anything but this without asking first.
        guard inquiry.mediaType == "application/json" else {
            return .failure(.badData, "send the header \"Content-Type: application/json\"")
        }
        do {
            guard let body = try await inquiry.readBody(Self.silenceLimit) else {
                throw Unreadable(
                    "the body is too long; write \(Self.silenceLimit) bytes at the most"
                )
            }
            let draft = try PostedSilence.draft(of: body, at: time.now)
            return .success(["silenceID": try await console.set(draft).id])
        } catch {
            return failure(error)
        }
    }

    private func expireSilence(_ id: String, _ inquiry: Inquiry) async -> Reply {
        if let problem = Provenance.problem(inquiry, externalURL: options.externalURL) {
            return .failure(.forbidden, problem)
        }
        do {
            try await console.expireSilence(withID: id)
            return .success(["silenceID": id])
        } catch {
            return failure(error)
        }
    }

    private func failure(_ error: any Error) -> Reply {
        switch error {
        case let problem as Unreadable: .failure(.badData, problem.words)
        case SilenceProblem.unknown(let id):
            .failure(.notFound, SilenceProblem.unknown(id).description)
        case let problem as SilenceProblem: .failure(.badData, problem.description)
        default: .failure(.internal, "the silences cannot be read or written: \(error)")
        }
    }

    /// What is silenced now.
    func silencing() async throws -> Silencing {
        let now = time.now
        let silences = try await console.silences().filter { $0.state(at: now) == .active }
        return Silencing(Silence.ordered(silences, at: now))
    }

    /// The most bytes of a silence that is sent to us.
    static let silenceLimit = 64 * 1024
}

extension Silencing {
    /// The silences that keep an incident quiet; what is over is not told anyway.
    func silences(of incident: Incident, at now: Date) -> [Silence] {
        incident.isFiring ? silences(of: incident.labels, at: now) : []
    }
}
