/// One HTTP request, complete: what a `Transport` carries, and nothing about how.
package struct Request: Sendable {
    /// The verbs that cogwatch uses.
    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case delete = "DELETE"
    }

    package let method: Method
    package let address: Address
    package let headers: [Header]
    /// Sent as it is, with an explicit `Content-Length`, also when it is empty and the method is POST.
    package let body: [UInt8]
    /// From the start of name resolution to the last byte.
    package let timeout: Duration
    /// The most bytes of an answer's body, after decompression, that are kept.
    ///
    /// A longer body ends the transfer as ``NoResponse/bodyTooLarge``.
    package let maximumBodyBytes: Int
    /// Whether the answer, where it is 200, is to be counted as a list of voices while it arrives.
    ///
    /// The response then has ``Response/voices``, and of its body only the first 64 KB or so.
    package let countsVoices: Bool
    /// The way out that this request asks for; nil for the transport's own.
    package let door: HTTPClientSettings?

    package init(
        method: Method,
        address: Address,
        headers: [Header] = [],
        body: [UInt8] = [],
        timeout: Duration,
        maximumBodyBytes: Int = 256 * 1024,
        countsVoices: Bool = false,
        door: HTTPClientSettings? = nil
    ) {
        self.method = method
        self.address = address
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.maximumBodyBytes = maximumBodyBytes
        self.countsVoices = countsVoices
        self.door = door
    }
}

extension Request {
    /// Where a request goes.
    ///
    /// A probe's address is public; a webhook's is a credential.
    package struct Address: Sendable, Equatable {
        /// The whole URL, for the transport only.
        package let url: Secret
        /// What may be shown: the whole URL of a probe, only scheme and host of a webhook.
        package let shown: String

        /// An address without any secret in it.
        package static func open(_ url: String) -> Address {
            Address(url: Secret(url), shown: url)
        }

        /// An address whose path and query are a credential, such as a chat webhook's.
        package static func confidential(_ url: Secret) -> Address {
            Address(url: url, shown: url.reveal(originOnly))
        }

        private static func originOnly(_ url: String) -> String {
            guard let schemeEnd = url.firstRange(of: "://") else { return "[redacted]" }
            let authority = url[schemeEnd.upperBound...].prefix { !"/?#".contains($0) }
            // User info before an "@" is a credential too.
            let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
            return "\(url[..<schemeEnd.lowerBound])://\(host)/[redacted]"
        }
    }

    /// A header line whose value may be a secret.
    package struct Header: Sendable, Equatable {
        package enum Value: Sendable, Equatable {
            case plain(String)
            /// A secret after a fixed prefix, such as `Bearer `.
            case secret(prefix: String, Secret)
        }

        package let name: String
        package let value: Value

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = .plain(value)
        }

        package init(_ name: String, prefix: String = "", secret: Secret) {
            self.name = name
            self.value = .secret(prefix: prefix, secret)
        }
    }
}
