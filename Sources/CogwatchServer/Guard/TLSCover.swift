import CogwatchCore
import NIOCore
import NIOSSL

/// What makes a connection secret: certificates, and what is asked of clients.
struct TLSCover: Sendable {
    private let context: NIOSSLContext
    private let client: WebSettings.ClientCertificate

    /// Puts the parts together.
    ///
    /// - Throws: ``WebRefusal`` where they do not fit, in words for whoever wrote the file.
    init(_ settings: WebSettings.TLS) throws(WebRefusal) {
        client = settings.clientCertificate
        let chain = try Self.certificates(settings.certificateChain, "cert_file")
        let key = try Self.key(settings.privateKey)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(key)
        )
        configuration.minimumTLSVersion = settings.minimum.version
        configuration.maximumTLSVersion = settings.maximum?.version
        let suites = settings.cipherSuites.filter { !$0.isOfTLS13 }
        if !suites.isEmpty { configuration.cipherSuiteValues = suites.map(\.cipher) }
        if !settings.curves.isEmpty { configuration.curves = settings.curves.map(\.curve) }
        configuration.certificateVerification = settings.clientCertificate.verification
        let authorities = try settings.clientAuthorities.map { bytes throws(WebRefusal) in
            try Self.certificates(bytes, "client_ca_file")
        }
        configuration.trustRoots = .certificates(authorities ?? [])
        configuration.sendCANameList = authorities != nil
        do {
            context = try NIOSSLContext(configuration: configuration)
        } catch {
            throw WebRefusal(
                "tls_server_config: cert_file and key_file do not belong together, or cannot be "
                    + "used with these cipher_suites"
            )
        }
    }

    /// The handler that a new connection begins with.
    func handler() -> NIOSSLServerHandler {
        switch client {
        case .request, .requireAny:
            // In these two a certificate is welcome whoever signed it, as in Go.
            NIOSSLServerHandler(
                context: context,
                customVerificationCallback: { _, promise in promise.succeed(.certificateVerified) }
            )
        case .none, .verifyIfGiven, .requireAndVerify: NIOSSLServerHandler(context: context)
        }
    }

    private static func certificates(
        _ bytes: [UInt8],
        _ key: String
    ) throws(WebRefusal) -> [NIOSSLCertificate] {
        let certificates = try? NIOSSLCertificate.fromPEMBytes(bytes)
        guard let certificates, !certificates.isEmpty else {
            throw WebRefusal("tls_server_config: the file in \(key) holds no certificate in PEM")
        }
        return certificates
    }

    private static func key(_ secret: Secret) throws(WebRefusal) -> NIOSSLPrivateKey {
        let key = secret.reveal { try? NIOSSLPrivateKey(bytes: Array($0.utf8), format: .pem) }
        guard let key else {
            throw WebRefusal(
                "tls_server_config: the file in key_file holds no private key in PEM without a "
                    + "passphrase"
            )
        }
        return key
    }
}

extension WebSettings.Version {
    fileprivate var version: TLSVersion {
        switch self {
        case .tls12: .tlsv12
        case .tls13: .tlsv13
        }
    }
}

extension WebSettings.ClientCertificate {
    fileprivate var verification: CertificateVerification {
        switch self {
        case .none: .none
        case .request, .verifyIfGiven: .optionalVerification
        case .requireAny, .requireAndVerify: .noHostnameVerification
        }
    }
}

extension WebSettings.Curve {
    fileprivate var curve: NIOTLSCurve {
        switch self {
        case .x25519MLKEM768: .x25519_MLKEM768
        case .x25519: .x25519
        case .p256: .secp256r1
        case .p384: .secp384r1
        case .p521: .secp521r1
        }
    }
}

extension WebSettings.CipherSuite {
    fileprivate var cipher: NIOTLSCipher {
        switch self {
        case .aes128GCM: .TLS_AES_128_GCM_SHA256
        case .aes256GCM: .TLS_AES_256_GCM_SHA384
        case .chacha20: .TLS_CHACHA20_POLY1305_SHA256
        case .ecdsaAES128CBC: .TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA
        case .ecdsaAES256CBC: .TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA
        case .rsaAES128CBC: .TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA
        case .rsaAES256CBC: .TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA
        case .ecdsaAES128GCM: .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
        case .ecdsaAES256GCM: .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
        case .rsaAES128GCM: .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
        case .rsaAES256GCM: .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
        case .rsaChacha20: .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
        case .ecdsaChacha20: .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256
        }
    }
}
