/// Who may come in by the HTTP door and under which cover: what a web configuration file decides.
///
/// The dialect is that of Prometheus' exporter-toolkit, which Prometheus, Alertmanager and their
/// exporters share.
package struct WebSettings: Sendable, Equatable {
    /// A header that every answer carries.
    package struct Header: Sendable, Equatable {
        package let name: String
        package let value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Nil where the door speaks plain HTTP.
    package var tls: TLS?
    /// The bcrypt hash of each user's password; nobody needs one where this is empty.
    package var users: [String: Secret]
    package var headers: [Header]

    package init(tls: TLS? = nil, users: [String: Secret] = [:], headers: [Header] = []) {
        self.tls = tls
        self.users = users
        self.headers = headers
    }
}

extension WebSettings {
    /// `tls_server_config`, with the files that it names.
    package struct TLS: Sendable, Equatable {
        /// PEM, the server's own certificate first.
        package var certificateChain: [UInt8]
        /// PEM.
        package var privateKey: Secret
        package var clientCertificate: ClientCertificate
        /// PEM; nil where clients' certificates are not verified.
        package var clientAuthorities: [UInt8]?
        package var minimum: Version
        /// Nil for the newest.
        package var maximum: Version?
        /// Empty for the library's own choice.
        package var cipherSuites: [CipherSuite]
        /// Empty for the library's own choice.
        package var curves: [Curve]

        package init(
            certificateChain: [UInt8],
            privateKey: Secret,
            clientCertificate: ClientCertificate = .none,
            clientAuthorities: [UInt8]? = nil,
            minimum: Version = .tls12,
            maximum: Version? = nil,
            cipherSuites: [CipherSuite] = [],
            curves: [Curve] = []
        ) {
            self.certificateChain = certificateChain
            self.privateKey = privateKey
            self.clientCertificate = clientCertificate
            self.clientAuthorities = clientAuthorities
            self.minimum = minimum
            self.maximum = maximum
            self.cipherSuites = cipherSuites
            self.curves = curves
        }
    }

    /// The versions of TLS that are not broken.
    package enum Version: String, Sendable, CaseIterable, Comparable {
        case tls12 = "TLS12"
        case tls13 = "TLS13"

        package static func < (left: Version, right: Version) -> Bool {
            left.rawValue < right.rawValue
        }
    }

    /// What is asked of a client's certificate, in Go's words.
    package enum ClientCertificate: String, Sendable, CaseIterable {
        case none = "NoClientCert"
        case request = "RequestClientCert"
        case requireAny = "RequireAnyClientCert"
        case verifyIfGiven = "VerifyClientCertIfGiven"
        case requireAndVerify = "RequireAndVerifyClientCert"

        /// Whether somebody must vouch for a certificate.
        package var isVerified: Bool {
            switch self {
            case .verifyIfGiven, .requireAndVerify: true
            case .none, .request, .requireAny: false
            }
        }
    }

    /// The cipher suites that Go, and so exporter-toolkit, takes for secure.
    package enum CipherSuite: String, Sendable, CaseIterable {
        case aes128GCM = "TLS_AES_128_GCM_SHA256"
        case aes256GCM = "TLS_AES_256_GCM_SHA384"
        case chacha20 = "TLS_CHACHA20_POLY1305_SHA256"
        case ecdsaAES128CBC = "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"
        case ecdsaAES256CBC = "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"
        case rsaAES128CBC = "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"
        case rsaAES256CBC = "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"
        case ecdsaAES128GCM = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"
        case ecdsaAES256GCM = "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"
        case rsaAES128GCM = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
        case rsaAES256GCM = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"
        case rsaChacha20 = "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"
        case ecdsaChacha20 = "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"

        /// Whether it belongs to TLS 1.3, which uses all of its own whatever is configured.
        package var isOfTLS13: Bool {
            switch self {
            case .aes128GCM, .aes256GCM, .chacha20: true
            case .ecdsaAES128CBC, .ecdsaAES256CBC, .rsaAES128CBC, .rsaAES256CBC, .ecdsaAES128GCM,
                .ecdsaAES256GCM, .rsaAES128GCM, .rsaAES256GCM, .rsaChacha20, .ecdsaChacha20:
                false
            }
        }
    }

    /// The groups for key exchange, in Go's words.
    package enum Curve: String, Sendable, CaseIterable {
        case x25519MLKEM768 = "X25519MLKEM768"
        case x25519 = "X25519"
        case p256 = "CurveP256"
        case p384 = "CurveP384"
        case p521 = "CurveP521"
    }
}
