import CCurl
import CogwatchCore

/// How a transfer failed, in curl's terms, and what that means in ours.
struct Failure {
    let code: CURLcode
    /// Cleaned, fit to be shown.
    var detail: String
    var reached: Phase = .resolve
    var excess: ResponseCollector.Excess?
    var bodyLimit = 0
    /// The proxy's answer to `CONNECT`; 0 where there was none.
    var proxyStatus = 0
    var isProxyBlamed = false

    var noResponse: NoResponse {
        switch excess {
        case .body: return .bodyTooLarge(limit: bodyLimit)
        case .headers:
            return .notHTTP(detail: "headers over \(ResponseCollector.maximumHeaderBytes) bytes")
        case nil: break
        }
        if code == CURLE_OPERATION_TIMEDOUT { return .timedOut(reached) }
        if isProxyBlamed { return .proxyFailed(detail: detail) }
        if proxyStatus != 0, !(200...299).contains(proxyStatus) {
            return .proxyFailed(detail: "the proxy answered CONNECT with status \(proxyStatus)")
        }
        return kindByCode
    }

    /// `CURLE_TOO_LARGE`, which older headers do not name.
    ///
    /// Versions before it call a header line that is too long for them a lack of memory.
    private static let tooLarge = CURLcode(rawValue: 100)

    private var kindByCode: NoResponse {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST:
            .nameNotResolved(detail: detail)
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY:
            .proxyFailed(detail: detail)
        // Besides a refused connection: what went wrong here before there was one.
        case CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED, CURLE_URL_MALFORMAT,
            CURLE_FAILED_INIT, CURLE_NOT_BUILT_IN, CURLE_BAD_FUNCTION_ARGUMENT,
            CURLE_UNKNOWN_OPTION, CURLE_SETOPT_OPTION_SYNTAX:
            .notConnected(detail: detail)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_OBSOLETE51:
            .untrustedCertificate(detail: detail)
        // Nobody spoke TLS, well or badly: the connection went away during the handshake.
        case CURLE_SSL_CONNECT_ERROR
        where detail.contains("SSL_ERROR_SYSCALL") || detail.contains("reset by peer"):
            .connectionClosed(detail: detail)
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ENGINE_NOTFOUND,
            CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_CLIENTCERT,
            CURLE_SSL_SHUTDOWN_FAILED, CURLE_USE_SSL_FAILED:
            .tlsFailed(detail: detail)
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING,
            CURLE_WRITE_ERROR, CURLE_TOO_MANY_REDIRECTS:
            .notHTTP(detail: detail)
        case CURLE_OUT_OF_MEMORY where reached == .transfer, Self.tooLarge:
            .notHTTP(detail: "a header line over curl's 100 kB (\(detail))")
        case CURLE_SEND_ERROR, CURLE_RECV_ERROR:
            // In TLS 1.3 a server refuses the client's certificate after the handshake.
            detail.contains("alert")
                ? .tlsFailed(detail: detail) : .connectionClosed(detail: detail)
        case CURLE_PARTIAL_FILE: .bodyCutOff(detail: detail)
        // HTTP/2 framing, no answer at all, and whatever curl may invent.
        default:
            .connectionClosed(detail: detail)
        }
    }
}
