/// How a receiver is reached: what its `http_config` and `timeout` say.
package struct HTTPOptions: Sendable, Equatable {
    package var timeout: Duration
    /// Authorization, mostly.
    package var headers: [Request.Header]
    /// Nil for the door that all receivers share.
    package var door: HTTPClientSettings?

    package init(
        timeout: Duration = .seconds(10),
        headers: [Request.Header] = [],
        door: HTTPClientSettings? = nil
    ) {
        self.timeout = timeout
        self.headers = headers
        self.door = door
    }
}

extension HTTPOptions {
    /// A request that brings a body to a receiver.
    ///
    /// - Parameters:
    ///   - url: Where to; a credential.
    ///   - body: What is brought.
    ///   - contentType: What it is.
    ///   - more: Headers that the receiver's own protocol asks for.
    /// - Returns: The request, complete.
    func post(
        to url: Secret,
        body: [UInt8],
        contentType: String = "application/json",
        adding more: [Request.Header] = []
    ) -> Request {
        Request(
            method: .post,
            address: .confidential(url),
            headers: [Request.Header("Content-Type", contentType)] + more + headers,
            body: body,
            timeout: timeout,
            door: door
        )
    }

    /// What must not be shown.
    var secrets: [Secret] {
        headers.compactMap { header in
            guard case .secret(_, let secret) = header.value else { return nil }
            return secret
        } + [door?.proxyURL].compactMap(\.self)
    }
}
