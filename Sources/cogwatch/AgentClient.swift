import ArgumentParser
import CogwatchConfiguration
import CogwatchCore
import CogwatchCurl
import Foundation

/// Asks a running agent's API.
struct AgentClient {
    let url: String
    let access: ClientAccess

    /// Asks for the answer's body, Prometheus' envelope and all.
    ///
    /// - Parameters:
    ///   - path: The path and query of a call below `/api/v1`.
    ///   - method: What is done.
    ///   - json: A body to send.
    /// - Returns: JSON of status 200.
    /// - Throws: ``Impossible`` when no agent answers, ``Refused`` when it does not do what it is
    ///   asked for.
    func ask(
        _ path: String,
        _ method: Request.Method = .get,
        json: [UInt8] = []
    ) async throws -> [UInt8] {
        let transport = try Composition.door(access.door)
        defer { transport.shutdown() }
        let answer = await transport.send(
            Request(
                method: method,
                address: .open("\(base)/api/v1/\(path)"),
                headers: access.headers + Self.headers(for: json),
                body: json,
                timeout: .seconds(10),
                maximumBodyBytes: 64 * 1024 * 1024
            )
        )
        switch answer.outcome {
        case .response(let response) where response.status == 200: return response.body
        case .response(let response): throw failure(response)
        case .noResponse(let noResponse):
            throw Impossible(
                "no agent answers at \(shown) (\(noResponse.description)); \(remedy(for: noResponse))"
            )
        }
    }

    /// What stands in the envelope's `data`.
    ///
    /// - Throws: ``Impossible`` where that is something else.
    func data<Value: Decodable>(_ type: Value.Type, of body: [UInt8]) throws -> Value {
        guard let envelope = try? JSONDecoder().decode(Envelope<Value>.self, from: Data(body))
        else { throw Impossible("\(shown) does not answer as cogwatch does") }
        return envelope.data
    }

    /// A value as it stands in a query or path.
    static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }

    private func remedy(for noResponse: NoResponse) -> String {
        switch noResponse {
        case .untrustedCertificate:
            "name the authority of its certificate as tls_config.ca_file in --http.config.file"
        case .connectionClosed, .tlsFailed, .notHTTP:
            "does --url begin with http:// and https:// as the agent's port wants?"
        case .nameNotResolved, .notConnected, .proxyFailed, .bodyCutOff, .bodyTooLarge, .timedOut,
            .cancelled:
            "is it running?"
        }
    }

    private static func headers(for json: [UInt8]) -> [Request.Header] {
        json.isEmpty ? [] : [Request.Header("Content-Type", "application/json")]
    }

    /// The address without what people write before an @.
    private var shown: String {
        guard let start = url.firstRange(of: "://")?.upperBound,
            let end = url[start...].prefix(while: { $0 != "/" }).lastIndex(of: "@")
        else { return url }
        return url.replacingCharacters(in: start...end, with: "")
    }

    private var base: String { url.hasSuffix("/") ? String(url.dropLast()) : url }

    private func failure(_ response: Response) -> any Error {
        let failure = try? JSONDecoder().decode(Failure.self, from: Data(response.body))
        guard response.status != 401 else {
            return Impossible(
                "\(shown) wants a user and password, or other ones; name a file with basic_auth in "
                    + "--http.config.file"
            )
        }
        guard let failure, (400..<500).contains(response.status) else {
            return Impossible(
                "\(shown) answers \(response.status)" + (failure.map { ": \($0.error)" } ?? "")
            )
        }
        return Refused(description: failure.error)
    }

    private struct Envelope<Value: Decodable>: Decodable {
        let data: Value
    }

    private struct Failure: Decodable {
        let error: String
    }
}

/// The agent does not do what it was asked for, and says what to write instead: exit code 2.
struct Refused: Error, CustomStringConvertible {
    let description: String
}
