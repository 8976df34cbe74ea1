import Foundation
import NIOCore

/// What went wrong with a call, in Prometheus' words.
enum CallProblem: String {
    case badData = "bad_data"
    case unauthorized
    case forbidden
    case notFound = "not_found"
    case methodNotAllowed = "method_not_allowed"
    case `internal`

    var status: Int {
        switch self {
        case .badData: 400
        case .unauthorized: 401
        case .forbidden: 403
        case .notFound: 404
        case .methodNotAllowed: 405
        case .internal: 500
        }
    }
}

/// Prometheus' envelope around good news.
private struct Success<Payload: Encodable>: Encodable {
    let status = "success"
    let data: Payload

    enum CodingKeys: CodingKey {
        case status, data
    }
}

/// Prometheus' envelope around bad news.
private struct Failure: Encodable {
    let status = "error"
    let errorType: String
    let error: String

    enum CodingKeys: CodingKey {
        case status, errorType, error
    }
}

extension Reply {
    static func success(_ data: some Encodable) -> Reply {
        json(Success(data: data), status: 200)
    }

    static func failure(_ problem: CallProblem, _ words: String) -> Reply {
        json(Failure(errorType: problem.rawValue, error: words), status: problem.status)
    }

    private static func json(_ envelope: some Encodable, status: Int) -> Reply {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Only a number that is not finite could fail here.
        guard let data = try? encoder.encode(envelope) else {
            return .text("The answer cannot be written as JSON.\n", status: 500)
        }
        return Reply(status: status, type: "application/json", body: ByteBuffer(bytes: data))
    }

    /// A file that comes with the program, and changes only with it.
    static func asset(_ text: String, type: String) -> Reply {
        Reply(
            type: type,
            headers: [Header("Cache-Control", "max-age=3600")],
            body: ByteBuffer(string: text)
        )
    }
}
