/// One question to one endpoint with one key.
package struct Probe: Sendable {
    package let operation: Operation
    /// The name of the key that is sent.
    package let key: String
    package let host: String
    package let request: Request

    /// The probe of an operation with a key or, for ``Operation/bearer``, with a token; nil where
    /// the account cannot be asked, see ``Account/endpoint(for:)``.
    package init?(
        _ operation: Operation,
        of account: Account,
        key: AccountKey,
        token: Secret? = nil
    ) {
        guard let endpoint = account.endpoint(for: operation) else { return nil }
        self.operation = operation
        self.key = key.name
        host = endpoint.host
        let credential =
            token.map { Request.Header("Authorization", prefix: "Bearer ", secret: $0) }
            ?? Request.Header(endpoint.keyHeader, secret: key.secret)
        request = Request(
            method: endpoint.method,
            address: .open(endpoint.url),
            headers: [credential] + Self.headers(of: operation),
            timeout: account.probeTimeout,
            maximumBodyBytes: operation == .token ? 256 * 1024 : 8 * 1024 * 1024,
            countsVoices: operation == .voices || operation == .bearer
        )
    }

    private static func headers(of operation: Operation) -> [Request.Header] {
        switch operation {
        case .token: [Request.Header("Content-Type", "application/x-www-form-urlencoded")]
        case .voices, .bearer, .list: [Request.Header("Accept", "application/json")]
        }
    }
}
