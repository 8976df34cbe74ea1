import NIOCore

/// An answer to an inquiry.
struct Reply: Sendable {
    struct Header: Sendable, Equatable {
        let name: String
        let value: String

        init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    enum Body: Sendable {
        case bytes(ByteBuffer)
        case edition(Edition)

        func length() async -> Int {
            switch self {
            case .bytes(let bytes): bytes.readableBytes
            case .edition(let edition): await edition.wholeLength()
            }
        }
    }

    var status: Int
    var headers: [Header]
    var body: Body

    /// An answer of the given type, which no browser doubts, and which none keeps.
    init(status: Int = 200, type: String, headers: [Header] = [], body: Body) {
        self.status = status
        self.headers =
            [
                Header("Content-Type", type),
                Header("X-Content-Type-Options", "nosniff"),
            ] + headers
        if !headers.contains(where: { $0.name == "Cache-Control" }) {
            self.headers.append(Header("Cache-Control", "no-store"))
        }
        self.body = body
    }

    init(status: Int = 200, type: String, headers: [Header] = [], body: ByteBuffer) {
        self.init(status: status, type: type, headers: headers, body: .bytes(body))
    }

    /// A line or more of plain text.
    static func text(_ text: String, status: Int = 200) -> Reply {
        Reply(
            status: status,
            type: "text/plain; charset=utf-8",
            body: ByteBuffer(string: text)
        )
    }

    /// A page, under a policy by which a browser runs and loads nothing but our own files, and sends
    /// forms to nobody else.
    static func page(_ html: HTML, status: Int = 200) -> Reply {
        Reply(
            status: status,
            type: "text/html; charset=utf-8",
            headers: [
                Header("Content-Security-Policy", contentSecurityPolicy),
                // Stricter, a browser would send our own forms without saying where they come from.
                Header("Referrer-Policy", "same-origin"),
                Header("X-Frame-Options", "DENY"),
            ],
            body: ByteBuffer(string: html.text)
        )
    }

    /// Sends a browser on to a page after a form has done its work.
    static func seeOther(_ path: String) -> Reply {
        var reply = Reply.text("Done; see \(path)\n", status: 303)
        reply.headers.append(Header("Location", path))
        return reply
    }

    static let contentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        + "connect-src 'self'; base-uri 'none'; "
        + "form-action 'self'; frame-ancestors 'none'"
}
