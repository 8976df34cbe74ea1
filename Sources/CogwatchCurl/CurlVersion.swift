import CCurl

/// The libcurl this program runs with.
package enum CurlVersion {
    /// Its name, version and libraries, such as `libcurl/7.88.1 OpenSSL/3.0.19 zlib/1.2.13`.
    package static var text: String {
        curl_version().map { String(cString: $0) } ?? "libcurl"
    }

    /// Whether this libcurl speaks HTTP/2; asking one that does not for it would be an error.
    static var speaksHTTP2: Bool { cogwatch_speaks_http2() }
}
