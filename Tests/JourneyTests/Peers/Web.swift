import CogwatchCore
import CogwatchCurl
import Foundation

/// A plain client for the pages and APIs of this machine.
struct Web: Sendable {
    private let transport: CurlTransport
    private let login: Secret?

    /// A client.
    ///
    /// - Parameter login: User, colon and password, where the pages want them.
    /// - Throws: When libcurl cannot be had.
    init(login: String? = nil) throws {
        transport = try CurlTransport(settings: HTTPClientSettings())
        self.login = login.map { Secret(Data($0.utf8).base64EncodedString()) }
    }

    /// A page's status and text; status 0 when nobody answers.
    func get(_ url: String, accept: String = "*/*") async -> (status: Int, text: String) {
        await send(.get, url, headers: [Request.Header("Accept", accept)])
    }

    func post(_ url: String, json: String = "") async -> (status: Int, text: String) {
        await send(
            .post,
            url,
            body: json,
            headers: [Request.Header("Content-Type", "application/json")]
        )
    }

    private func send(
        _ method: Request.Method,
        _ url: String,
        body: String = "",
        headers: [Request.Header]
    ) async -> (status: Int, text: String) {
        let proof = login.map { [Request.Header("Authorization", prefix: "Basic ", secret: $0)] }
        let answer = await transport.send(
            Request(
                method: method,
                address: .open(url),
                headers: headers + (proof ?? []),
                body: Array(body.utf8),
                timeout: .seconds(10),
                maximumBodyBytes: 64 * 1024 * 1024
            )
        )
        switch answer.outcome {
        case .noResponse(let noResponse): return (0, noResponse.description)
        case .response(let response):
            return (response.status, String(decoding: response.body, as: UTF8.self))
        }
    }
}
