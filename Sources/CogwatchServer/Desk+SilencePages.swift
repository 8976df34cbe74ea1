import CogwatchCore
import Foundation

extension Desk {
    func silencesPage() async -> Reply {
        let firing = try? await console.incidents(IncidentQuery(.firing, limit: Self.incidentLimit))
        return .page(
            SilencesPage(
                silences: try? await console.silences(),
                firing: firing ?? [],
                now: time.now,
                layout: layout
            ).html
        )
    }

    func newSilencePage(_ inquiry: Inquiry) async -> Reply {
        guard inquiry.method == "POST" else {
            let form = SilenceForm(query: inquiry.parameters)
            // Whoever only follows a link has made no mistake yet.
            let problem = form.matchers.isEmpty ? nil : form.matcherProblem
            return await page(form, problem: problem)
        }
        do {
            let form = SilenceForm(fields: try await fields(of: inquiry))
            do {
                let silence = try await console.set(try form.draft(at: time.now))
                return .seeOther(layout.path(to: silence))
            } catch let problem as Unreadable {
                return await page(form, problem: problem.words)
            } catch let problem as SilenceProblem {
                return await page(form, problem: problem.description)
            }
        } catch {
            return refusal(error)
        }
    }

    func endSilence(_ id: String, _ inquiry: Inquiry) async -> Reply {
        do {
            _ = try await fields(of: inquiry)
            try await console.expireSilence(withID: id)
            return .seeOther("\(options.linkPrefix)/silences#\(id)")
        } catch SilenceProblem.alreadyExpired {
            // Two people press the button, or one twice: both have what they want.
            return .seeOther("\(options.linkPrefix)/silences")
        } catch {
            return refusal(error)
        }
    }

    private func page(_ form: SilenceForm, problem: String?) async -> Reply {
        let firing = try? await console.incidents(IncidentQuery(.firing, limit: Self.incidentLimit))
        let page = SilenceFormPage(
            form: form,
            problem: problem,
            concerned: form.incidents(among: firing ?? []),
            layout: layout
        )
        return .page(page.html, status: problem == nil ? 200 : 400)
    }

    private func fields(of inquiry: Inquiry) async throws -> [String: [String]] {
        if let problem = Provenance.problem(inquiry, externalURL: options.externalURL) {
            throw Refusal(status: 403, words: problem)
        }
        guard inquiry.mediaType == FormBody.mediaType,
            let body = try await inquiry.readBody(Self.silenceLimit), let form = FormBody(body)
        else {
            let words = "This takes the form of the page, \(Self.silenceLimit) bytes at the most."
            throw Refusal(status: 400, words: words)
        }
        return form.fields
    }

    private func refusal(_ error: any Error) -> Reply {
        switch error {
        case let refusal as Refusal:
            trouble("Not done", refusal.words, status: refusal.status)
        case let problem as SilenceProblem:
            trouble("Not done", problem.description, status: 404)
        default:
            trouble("Not done", "The silences cannot be read or written: \(error)", status: 500)
        }
    }

    private func trouble(_ title: String, _ words: String, status: Int) -> Reply {
        .page(TroublePage(title: title, words: words, layout: layout).html, status: status)
    }

    private struct Refusal: Error {
        let status: Int
        let words: String
    }
}
