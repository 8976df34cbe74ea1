import CCurl

/// curl's names, for the tests that read what a handle is told.
extension CURLoption {
    static var caFile: CURLoption { CURLOPT_CAINFO }
    static var caDirectory: CURLoption { CURLOPT_CAPATH }
    static var proxyCADirectory: CURLoption { CURLOPT_PROXY_CAPATH }
    static var noSignal: CURLoption { CURLOPT_NOSIGNAL }
    static var proxy: CURLoption { CURLOPT_PROXY }
    static var noProxy: CURLoption { CURLOPT_NOPROXY }
    static var verifyPeer: CURLoption { CURLOPT_SSL_VERIFYPEER }
    static var verifyHost: CURLoption { CURLOPT_SSL_VERIFYHOST }
    static var httpVersion: CURLoption { CURLOPT_HTTP_VERSION }
    static var nameMemory: CURLoption { CURLOPT_DNS_CACHE_TIMEOUT }
    static var ipFamily: CURLoption { CURLOPT_IPRESOLVE }
}
