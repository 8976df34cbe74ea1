import CogwatchCore

/// The header lines of a request as curl takes them.
enum RequestLines {
    /// The name of a header that must not be sent: with a line break in it, a value would become
    /// two headers.
    static func unsendableHeader(in request: Request) -> String? {
        request.headers.first { header in
            breaksLine(header.name) || breaksLine(text(of: header))
        }?.name
    }

    private static func breaksLine(_ text: String) -> Bool {
        text.utf8.contains { $0 == 0x0D || $0 == 0x0A || $0 == 0 }
    }

    static func of(_ request: Request) -> [String] {
        let own = request.headers.map { header in
            let value = text(of: header)
            // curl's own way to send a header without a value.
            return value.isEmpty ? "\(header.name);" : "\(header.name): \(value)"
        }
        return own + packing(of: request) + suppressed(in: request)
    }

    /// What curl asks for by itself where it also unpacks.
    private static func packing(of request: Request) -> [String] {
        request.countsVoices ? ["Accept-Encoding: gzip"] : []
    }

    /// What curl would add by itself: a wait for a `100 Continue`, and the type of a web form.
    private static func suppressed(in request: Request) -> [String] {
        let names = Set(request.headers.map { $0.name.lowercased() })
        return ["Expect", "Content-Type"]
            .filter { !names.contains($0.lowercased()) }
            .map { "\($0):" }
    }

    private static func text(of header: Request.Header) -> String {
        switch header.value {
        case .plain(let text): text
        case .secret(let prefix, let secret): secret.reveal { prefix + $0 }
        }
    }
}
