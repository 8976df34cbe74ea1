import CogwatchCore

/// Lets in who has a password, where one is needed, and gives every answer the configured headers.
struct Gate: Sendable {
    private static let realm = "Basic realm=\"cogwatch\", charset=\"UTF-8\""

    let keeper: WebKeeper
    private let book: PasswordBook

    init(keeper: WebKeeper, book: PasswordBook = PasswordBook()) {
        self.keeper = keeper
        self.book = book
    }

    /// The answer to whoever is not let in; nil for those who are.
    ///
    /// Whether the agent lives is no secret, and what asks for it often has no place for one.
    func refusal(of inquiry: Inquiry, at destination: Destination) async -> Reply? {
        guard destination != .healthy, destination != .ready else { return nil }
        let users = keeper.force().settings.users
        guard !users.isEmpty else { return nil }
        guard let credentials = BasicCredentials(header: inquiry.headers["authorization"]) else {
            return unauthorized("a user and password are needed", at: destination)
        }
        switch await book.check(credentials, among: users) {
        case .right: return nil
        case .wrong: return unauthorized("the user or the password is wrong", at: destination)
        case .busy:
            var reply = Reply.text("Too many passwords are being checked.\n", status: 503)
            reply.headers.append(Reply.Header("Retry-After", "1"))
            return reply
        }
    }

    /// The answer with the headers of the configuration, which win over our own.
    func dressed(_ reply: Reply) -> Reply {
        var reply = reply
        for header in keeper.force().settings.headers {
            let name = header.name.lowercased()
            reply.headers.removeAll { $0.name.lowercased() == name }
            reply.headers.append(Reply.Header(header.name, header.value))
        }
        return reply
    }

    private func unauthorized(_ words: String, at destination: Destination) -> Reply {
        var reply =
            destination.isCall
            ? Reply.failure(.unauthorized, words) : Reply.text("\(words)\n", status: 401)
        reply.headers.append(Reply.Header("WWW-Authenticate", Self.realm))
        return reply
    }
}
