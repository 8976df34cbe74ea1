/// One Alertmanager that every incident is forwarded to.
package struct AlertmanagerInstance: Sendable, Equatable {
    /// The label value of the notification metrics.
    package static let kind = "alertmanager"

    /// Where alerts are posted, `http://am.example:9093/api/v2/alerts`; no credential.
    package let url: String
    /// For one request.
    package let timeout: Duration
    /// Authorization, where it asks for one.
    package let headers: [Request.Header]
    /// How it is reached: its proxy, and whom it is trusted by.
    package let client: HTTPClientSettings

    package init(
        url: String,
        timeout: Duration = .seconds(10),
        headers: [Request.Header] = [],
        client: HTTPClientSettings = HTTPClientSettings()
    ) {
        self.url = url
        self.timeout = timeout
        self.headers = headers
        self.client = client
    }

    /// The request that brings it a batch of alerts.
    package func request(with body: [UInt8]) -> Request {
        Request(
            method: .post,
            address: .open(url),
            headers: [Request.Header("Content-Type", "application/json")] + headers,
            body: body,
            timeout: timeout
        )
    }
}
