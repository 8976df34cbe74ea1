import CogwatchCore
import CogwatchCurl

/// Which kind of silence, without its words.
enum NoResponseKind: String, Equatable {
    case nameNotResolved, notConnected, untrustedCertificate, tlsFailed, proxyFailed
    case connectionClosed, bodyCutOff, notHTTP, bodyTooLarge, timedOut, cancelled
}

extension NoResponse {
    var kind: NoResponseKind {
        switch self {
        case .nameNotResolved: .nameNotResolved
        case .notConnected: .notConnected
        case .untrustedCertificate: .untrustedCertificate
        case .tlsFailed: .tlsFailed
        case .proxyFailed: .proxyFailed
        case .connectionClosed: .connectionClosed
        case .bodyCutOff: .bodyCutOff
        case .notHTTP: .notHTTP
        case .bodyTooLarge: .bodyTooLarge
        case .timedOut: .timedOut
        case .cancelled: .cancelled
        }
    }
}

extension Answer {
    var noResponse: NoResponse? {
        guard case .noResponse(let noResponse) = outcome else { return nil }
        return noResponse
    }

    var response: Response? {
        guard case .response(let response) = outcome else { return nil }
        return response
    }

    var text: String { response.map { String(decoding: $0.body, as: UTF8.self) } ?? "" }
}

extension Request {
    static func get(
        _ url: String,
        headers: [Header] = [],
        timeout: Duration = .seconds(20),
        limit: Int = 256 * 1024,
        countsVoices: Bool = false
    ) -> Request {
        Request(
            method: .get,
            address: .open(url),
            headers: headers,
            timeout: timeout,
            maximumBodyBytes: limit,
            countsVoices: countsVoices
        )
    }

    static func post(_ url: String, headers: [Header] = [], body: String = "") -> Request {
        Request(
            method: .post,
            address: .open(url),
            headers: headers,
            body: Array(body.utf8),
            timeout: .seconds(20)
        )
    }
}
