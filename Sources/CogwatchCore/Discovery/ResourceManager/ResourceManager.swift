/// Azure Resource Manager of one cloud: makes requests of questions.
package struct ResourceManager: Sendable, Equatable {
    /// One account of the largest kind has 33 KB, and a page has up to some hundred.
    package static let maximumPageBytes = 32 * 1024 * 1024

    package let cloud: Cloud

    package init(in cloud: Cloud) {
        self.cloud = cloud
    }

    /// The request for an answer or for the first page of a list.
    package func request(_ call: ManagementCall, token: EntraToken) -> Request {
        request(
            "https://\(cloud.resourceManagerHost)\(call.path)",
            method: call.isWrite ? .post : .get,
            maximumBodyBytes: call.isPaged ? Self.maximumPageBytes : 1024 * 1024,
            token: token
        )
    }

    /// The request for a further page.
    package func request(_ page: NextPage, token: EntraToken) -> Request {
        request(
            page.url,
            method: .get,
            maximumBodyBytes: Self.maximumPageBytes,
            token: token
        )
    }

    // Answers of Resource Manager were recorded to take 5 s.
    private func request(
        _ url: String,
        method: Request.Method,
        maximumBodyBytes: Int,
        token: EntraToken
    ) -> Request {
        Request(
            method: method,
            address: .open(url),
            headers: [
                Request.Header("Authorization", prefix: "Bearer ", secret: token.secret),
                Request.Header("Accept", "application/json"),
            ],
            timeout: .seconds(30),
            maximumBodyBytes: maximumBodyBytes
        )
    }
}
