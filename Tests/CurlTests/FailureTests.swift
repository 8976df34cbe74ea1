import CCurl
import CogwatchCore
import Testing

@testable import CogwatchCurl

@Suite("A code of curl")
struct FailureTests {
    @Test(
        "means one kind of silence",
        arguments: [
            (CURLE_COULDNT_RESOLVE_HOST, NoResponseKind.nameNotResolved),
            (CURLE_COULDNT_RESOLVE_PROXY, .proxyFailed),
            (CURLE_PROXY, .proxyFailed),
            (CURLE_COULDNT_CONNECT, .notConnected),
            (CURLE_URL_MALFORMAT, .notConnected),
            (CURLE_SETOPT_OPTION_SYNTAX, .notConnected),
            (CURLE_PEER_FAILED_VERIFICATION, .untrustedCertificate),
            (CURLE_SSL_ISSUER_ERROR, .untrustedCertificate),
            (CURLE_SSL_INVALIDCERTSTATUS, .untrustedCertificate),
            (CURLE_OBSOLETE51, .untrustedCertificate),
            (CURLE_SSL_CONNECT_ERROR, .tlsFailed),
            (CURLE_SSL_CACERT_BADFILE, .tlsFailed),
            (CURLE_SSL_CERTPROBLEM, .tlsFailed),
            (CURLE_SSL_CLIENTCERT, .tlsFailed),
            (CURLE_OPERATION_TIMEDOUT, .timedOut),
            (CURLE_PARTIAL_FILE, .bodyCutOff),
            (CURLE_GOT_NOTHING, .connectionClosed),
            (CURLE_SEND_ERROR, .connectionClosed),
            (CURLE_RECV_ERROR, .connectionClosed),
            (CURLE_HTTP2, .connectionClosed),
            (CURLE_HTTP2_STREAM, .connectionClosed),
            (CURLE_UNSUPPORTED_PROTOCOL, .notHTTP),
            (CURLE_WEIRD_SERVER_REPLY, .notHTTP),
            (CURLE_BAD_CONTENT_ENCODING, .notHTTP),
            (CURLE_OUT_OF_MEMORY, .connectionClosed),
            (CURLcode(rawValue: 100), .notHTTP),
            (CURLcode(rawValue: 4711), .connectionClosed),
        ]
    )
    func kind(code: CURLcode, kind: NoResponseKind) {
        #expect(Failure(code: code, detail: "words").noResponse.kind == kind)
    }

    @Test("is overruled by what is known besides")
    func circumstances() {
        var failure = Failure(code: CURLE_RECV_ERROR, detail: "tlsv13 alert certificate required")
        #expect(failure.noResponse.kind == .tlsFailed)
        failure.proxyStatus = 200
        #expect(failure.noResponse.kind == .tlsFailed)
        failure.proxyStatus = 403
        #expect(failure.noResponse.kind == .proxyFailed)
        failure.excess = .headers
        #expect(failure.noResponse == .notHTTP(detail: "headers over 65536 bytes"))
        failure.excess = .body
        failure.bodyLimit = 7
        #expect(failure.noResponse == .bodyTooLarge(limit: 7))
        let late = Failure(code: CURLE_OPERATION_TIMEDOUT, detail: "", reached: .tls)
        #expect(late.noResponse == .timedOut(.tls))
    }

    @Test("keeps its words")
    func words() {
        #expect(
            Failure(code: CURLE_SSL_CONNECT_ERROR, detail: "wrong version number").noResponse
                == .tlsFailed(detail: "wrong version number")
        )
    }
}
