import CCurl
import Foundation

/// What the TLS library tells of a connection, where it is OpenSSL.
enum TLSSession {
    private typealias Question = @convention(c) (UnsafeRawPointer) -> Int32

    // libcurl has loaded it, where it is built with it; nothing here links to it.
    private static let isReused: Question? = dlsym(nil, "SSL_session_reused").map {
        unsafeBitCast($0, to: Question.self)
    }

    /// Whether the handshake of a transfer's connection resumed an earlier one's session.
    ///
    /// - Returns: nil where there is no TLS, or nobody can tell.
    static func isResumed(in handle: EasyHandle) -> Bool? {
        var session: UnsafeMutablePointer<curl_tlssessioninfo>?
        guard let isReused, cogwatch_get_tls(handle.pointer, &session) == CURLE_OK,
            let info = session?.pointee, info.backend == CURLSSLBACKEND_OPENSSL,
            let connection = info.internals
        else { return nil }
        return isReused(connection) == 1
    }
}
