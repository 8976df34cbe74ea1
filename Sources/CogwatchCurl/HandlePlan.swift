import CCurl
import CogwatchCore
import Foundation

/// What all transfers of one transport have in common.
struct HandlePlan: Sendable {
    let options: [EasyOption]
    let connectTo: [String]
    let policy: HTTPClientSettings.ConnectionPolicy
    let proxies: ProxyPlan

    /// How long a parsed bundle serves before a changed file is noticed.
    private static let trustSeconds = 3600

    init(
        settings: HTTPClientSettings,
        trustBundle: String?,
        userAgent: String,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        connectTo = settings.connectTo
        policy = settings.connection
        proxies = ProxyPlan(settings: settings, environment: environment)
        options =
            Self.basics(userAgent: userAgent)
            + Self.trust(settings, bundle: trustBundle)
            + Self.connection(settings)
            + proxies.options
    }

    private static func basics(userAgent: String) -> [EasyOption] {
        [
            .onlyWeb,
            .leaveResolverBehind,
            .number(CURLOPT_NOSIGNAL, 1),
            .number(CURLOPT_FOLLOWLOCATION, 0),
            .number(CURLOPT_TCP_KEEPALIVE, 1),
            .number(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1),
            // A proxy sees the tunnel's headers only, never a key.
            .number(CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE)),
            .text(CURLOPT_ACCEPT_ENCODING, "gzip"),
            .text(CURLOPT_USERAGENT, userAgent),
        ]
    }

    /// Has curl neither ask for a packed body nor unpack one.
    static let untouchedBody = EasyOption.text(CURLOPT_ACCEPT_ENCODING, nil)

    private static func trust(_ settings: HTTPClientSettings, bundle: String?) -> [EasyOption] {
        let verifies = !settings.insecureSkipVerify
        return [
            .number(CURLOPT_SSL_VERIFYPEER, verifies ? 1 : 0),
            .number(CURLOPT_SSL_VERIFYHOST, verifies ? 2 : 0),
            .text(CURLOPT_CAINFO, bundle),
            .text(CURLOPT_PROXY_CAINFO, bundle),
            // Distributions compile a directory in, and with one curl parses the whole bundle for
            // every connection: 60 ms of CPU instead of 3.
            .text(CURLOPT_CAPATH, nil),
            .text(CURLOPT_PROXY_CAPATH, nil),
            .keepTrust(seconds: trustSeconds),
            .number(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
            .text(CURLOPT_SSLCERT, settings.clientCertificateFile),
            .text(CURLOPT_SSLKEY, settings.clientKeyFile),
        ]
    }

    private static func connection(_ settings: HTTPClientSettings) -> [EasyOption] {
        let base: [EasyOption] = [
            .number(CURLOPT_HTTP_VERSION, httpVersion(settings)),
            .number(CURLOPT_IPRESOLVE, resolution(settings.ipFamily)),
        ]
        switch settings.connection {
        case .fresh:
            return base + newConnection
                + [.number(CURLOPT_SSL_SESSIONID_CACHE, 0), forgottenNames]
        case .resume:
            return base + newConnection + [
                .number(CURLOPT_SSL_SESSIONID_CACHE, 1), rememberedNames,
            ]
        case .reuse: return base + [.number(CURLOPT_SSL_SESSIONID_CACHE, 1), rememberedNames]
        }
    }

    private static var newConnection: [EasyOption] {
        [
            .number(CURLOPT_FRESH_CONNECT, 1),
            .number(CURLOPT_FORBID_REUSE, 1),
        ]
    }

    /// For how long the addresses of a host are remembered: the system tells no time to live.
    ///
    /// Shorter than the usual probe interval, so that a lone account's probes each show whether the
    /// name resolves, while a thousand accounts of a region ask for it every few seconds only. By
    /// itself curl would ask, on a new thread, for every probe, or believe an answer for a minute.
    private static let rememberedNames = EasyOption.number(CURLOPT_DNS_CACHE_TIMEOUT, 10)
    /// Has the name looked up even where its address is remembered.
    static let forgottenNames = EasyOption.number(CURLOPT_DNS_CACHE_TIMEOUT, 0)

    /// A resumed session needs HTTP/1.1.
    ///
    /// libcurl 7.88 closes an HTTP/2 connection without a TLS goodbye, after which OpenSSL does not
    /// offer the session again; and of HTTP/2 a single request per connection has nothing.
    private static func httpVersion(_ settings: HTTPClientSettings) -> Int {
        let isWanted = settings.enableHTTP2 && settings.connection != .resume
        let isHTTP2 = isWanted && CurlVersion.speaksHTTP2
        return Int(isHTTP2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1)
    }

    private static func resolution(_ family: HTTPClientSettings.IPFamily) -> Int {
        switch family {
        case .any: Int(CURL_IPRESOLVE_WHATEVER)
        case .ipv4: Int(CURL_IPRESOLVE_V4)
        case .ipv6: Int(CURL_IPRESOLVE_V6)
        }
    }
}
