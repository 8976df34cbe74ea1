import CogwatchCore
import Foundation
import NIOCore

/// Answers inquiries: who asks for what, and what they get.
struct Desk: Sendable {
    let console: any Console
    let options: ServerOptions
    let time: any Timekeeper
    private let press = Press()

    init(console: any Console, options: ServerOptions, time: any Timekeeper) {
        self.console = console
        self.options = options
        self.time = time
    }

    func destination(of inquiry: Inquiry) -> Destination {
        Destination(path: inquiry.path, below: options.routePrefix)
    }

    func answer(_ inquiry: Inquiry) async -> Reply {
        let destination = destination(of: inquiry)
        guard destination.methods.contains(inquiry.method) else {
            return refusal(of: inquiry, at: destination)
        }
        return switch destination {
        case .metrics: await metrics(inquiry)
        case .healthy: .text("cogwatch is healthy.\n")
        case .ready: ready()
        case .reload: await reload()
        case .probe: await probe(inquiry)
        case .accounts: accounts()
        case .account(let name): account(name)
        case .incidents: await incidents(inquiry)
        case .silences: await silences(inquiry)
        case .silence(let id): await silence(id, inquiry)
        case .configuration: .success(["yaml": console.configurationText()])
        case .buildInformation: .success(BuildJSON(options.build))
        case .statusPage: page(statusPage())
        case .accountPage(let name): await accountPage(name)
        case .incidentsPage: await incidentsPage()
        case .silencesPage: await silencesPage()
        case .newSilencePage: await newSilencePage(inquiry)
        case .silenceEnd(let id): await endSilence(id, inquiry)
        case .stylesheet: .asset(Stylesheet.text, type: "text/css; charset=utf-8")
        case .icon: .asset(Icon.text, type: "image/svg+xml")
        case .home: home()
        case .unknownCall: .failure(.notFound, "no such call; see /api/v1/accounts")
        case .nowhere: nowhere("There is no page at this address.")
        }
    }

    private func refusal(of inquiry: Inquiry, at destination: Destination) -> Reply {
        let methods = destination.methods.sorted().joined(separator: ", ")
        let words = "\(inquiry.method) does not work here; use \(methods)"
        var reply =
            destination.isCall
            ? Reply.failure(.methodNotAllowed, words) : Reply.text(words + "\n", status: 405)
        reply.headers.append(Reply.Header("Allow", methods))
        return reply
    }

    private func metrics(_ inquiry: Inquiry) async -> Reply {
        let variant = Press.Variant(
            format: Negotiation.format(accept: inquiry.headers["accept"]),
            isCompressed: Negotiation.acceptsGzip(inquiry.headers["accept-encoding"])
        )
        let edition = await press.edition(variant, of: console.scoreboard(), at: time.now)
        var headers = [Reply.Header("Vary", "Accept, Accept-Encoding")]
        if edition.isCompressed { headers.append(Reply.Header("Content-Encoding", "gzip")) }
        return Reply(
            type: variant.format.contentType,
            headers: headers,
            body: .edition(edition)
        )
    }

    private func ready() -> Reply {
        console.isReady
            ? .text("cogwatch is ready.\n")
            : .text("cogwatch is not ready: the first round runs, or it drains.\n", status: 503)
    }

    private func reload() async -> Reply {
        guard options.enableLifecycle else {
            return .text(
                "Reloading over HTTP is off; start with --web.enable-lifecycle, or send SIGHUP.\n",
                status: 403
            )
        }
        guard let problem = await console.reload() else {
            return .text("The configuration is in force.\n")
        }
        return .text("The old configuration stays in force: \(problem)\n", status: 500)
    }

    private func home() -> Reply {
        var reply = Reply.text("The pages are at \(options.linkPrefix)/\n", status: 302)
        reply.headers.append(Reply.Header("Location", "\(options.linkPrefix)/"))
        return reply
    }
}
