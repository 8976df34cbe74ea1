import CCurl
import CogwatchCore

/// Which proxies may carry a request, and what curl is told about them.
struct ProxyPlan: Sendable {
    let options: [EasyOption]
    /// Whole addresses, for redaction.
    let addresses: [Secret]
    private let hosts: [String]

    private static let variables = [
        "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
    ]

    init(settings: HTTPClientSettings, environment: [String: String]) {
        let isFromEnvironment = settings.proxyURL == nil && settings.proxyFromEnvironment
        options = isFromEnvironment ? Self.exemption(settings) : Self.explicit(settings)
        addresses =
            isFromEnvironment
            ? Self.variables.compactMap { environment[$0].map(Secret.init) }
            : [settings.proxyURL].compactMap(\.self)
        hosts = addresses.map { $0.reveal(Self.host) }.filter { !$0.isEmpty }
    }

    /// Whether these words of curl are about reaching a proxy rather than the host behind it.
    func isBlamed(in detail: String) -> Bool {
        hosts.contains { detail.contains("connect to \($0) port") }
            || (!hosts.isEmpty && detail.contains("Proxy CONNECT aborted"))
    }

    /// Both are set where there is no proxy too: curl would read the environment otherwise.
    private static func explicit(_ settings: HTTPClientSettings) -> [EasyOption] {
        [
            .secret(CURLOPT_PROXY, settings.proxyURL ?? Secret("")),
            .text(CURLOPT_NOPROXY, settings.noProxy ?? ""),
        ]
    }

    /// Where nothing is said, curl reads the environment for this too.
    private static func exemption(_ settings: HTTPClientSettings) -> [EasyOption] {
        settings.noProxy.map { [.text(CURLOPT_NOPROXY, $0)] } ?? []
    }

    private static func host(of proxy: String) -> String {
        String(URLAnatomy(proxy.contains("://") ? proxy : "http://\(proxy)").host)
    }
}
