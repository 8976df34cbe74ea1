/// One question to one endpoint with one key.
package struct Probe: Sendable {
    package let operation: Operation
    /// The name of the key that is sent.
    package let key: String
    package let host: String
    package let request: Request

    /// The probe of an operation with a key or, for ``Operation/bearer``, with a token.
    package init(_ operation: Operation, of account: Account, key: AccountKey, token: Secret? = nil) {
        self.operation = operation
        self.key = key.name
        host = account.hosts.host(for: operation)
        let credential =
            token.map { Request.Header("Authorization", prefix: "Bearer ", secret: $0) }
            ?? Request.Header("Ocp-Apim-Subscription-Key", secret: key.secret)
        request = Request(
            method: operation == .token ? .post : .get,
            address: .open(account.hosts.url(for: operation)),
            headers: [credential] + Self.headers(of: operation),
            timeout: account.probeTimeout,
            maximumBodyBytes: operation == .token ? 256 * 1024 : 8 * 1024 * 1024
        )
    }

    private static func headers(of operation: Operation) -> [Request.Header] {
        switch operation {
        case .token: [Request.Header("Content-Type", "application/x-www-form-urlencoded")]
        case .voices, .bearer: [Request.Header("Accept", "application/json")]
        }
    }
}
