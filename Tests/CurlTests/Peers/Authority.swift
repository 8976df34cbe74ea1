import Foundation
import TestSupport

/// A certificate authority of its own for every test that needs one.
final class Authority: Sendable {
    private let scratch: Scratch

    /// The file with the authority's certificate.
    var file: String { scratch.path("ca.pem") }

    init(name: String = "Test authority") throws {
        scratch = try Scratch()
        try openssl(
            ["req", "-x509", "-days", "3", "-subj", "/CN=\(name)"] + Self.newKey
                + ["-keyout", scratch.path("ca.key"), "-out", scratch.path("ca.pem")]
        )
    }

    /// A certificate and its key.
    struct Identity {
        let certificate: String
        let key: String
    }

    /// Signs a certificate for `localhost`, 127.0.0.1 and everything below `cogwatch.test`.
    ///
    /// It lives for so many days; a negative number makes it expired.
    func issue(_ name: String, days: Int = 2) throws -> Identity {
        let identity = Identity(
            certificate: scratch.path("\(name).pem"),
            key: scratch.path("\(name).key")
        )
        let request = scratch.path("\(name).csr")
        let names = "subjectAltName=DNS:localhost,DNS:*.cogwatch.test,IP:127.0.0.1"
        try openssl(
            ["req", "-subj", "/CN=\(name)", "-addext", names] + Self.newKey
                + ["-keyout", identity.key, "-out", request]
        )
        try openssl([
            "x509", "-req", "-in", request, "-days", "\(days)", "-copy_extensions", "copy",
            "-CA", file, "-CAkey", scratch.path("ca.key"), "-CAcreateserial",
            "-out", identity.certificate,
        ])
        return identity
    }

    private static let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]

    private func openssl(_ arguments: [String]) throws {
        try Command.run(["openssl"] + arguments)
    }
}
