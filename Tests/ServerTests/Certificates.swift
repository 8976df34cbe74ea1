import Foundation
import TestSupport

/// An authority, a server's certificate and a client's, made by openssl.
struct Certificates {
    let folder: Scratch

    init() throws {
        folder = try Scratch()
        try makeAuthority("ca")
        try issue("server", extensions: "subjectAltName=DNS:localhost,IP:127.0.0.1")
        try issue("client", extensions: "extendedKeyUsage=clientAuth")
        try makeAuthority("stranger")
    }

    func path(_ name: String) -> String { folder.path(name) }

    func read(_ name: String) throws -> [UInt8] { Array(try folder.read(name)) }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path(name)), options: .atomic)
    }

    /// A certificate that its own key has signed.
    func makeAuthority(_ name: String) throws {
        try Command.run(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-subj",
            "/CN=\(name)",
            "-days",
            "2",
            "-keyout",
            path("\(name).key"),
            "-out",
            path("\(name).pem")
        )
    }

    /// A certificate that the authority has signed.
    func issue(_ name: String, extensions: String) throws {
        let request = path("\(name).csr")
        try Command.run(
            "openssl",
            "req",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-subj",
            "/CN=\(name)",
            "-keyout",
            path("\(name).key"),
            "-out",
            request
        )
        try write(extensions + "\n", to: "extensions")
        try Command.run(
            "openssl",
            "x509",
            "-req",
            "-in",
            request,
            "-CA",
            path("ca.pem"),
            "-CAkey",
            path("ca.key"),
            "-CAcreateserial",
            "-days",
            "2",
            "-extfile",
            path("extensions"),
            "-out",
            path("\(name).pem")
        )
    }
}
