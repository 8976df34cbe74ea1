import CogwatchCore
import Foundation

/// Finds the file with the certificates that are trusted.
enum TrustBundle {
    /// Where distributions keep them, the first that exists wins.
    static let systemPaths = [
        "/etc/ssl/certs/ca-certificates.crt",  // Debian, Ubuntu, Arch
        "/etc/pki/tls/certs/ca-bundle.crt",  // Fedora, RHEL
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // RHEL, newer Fedora
        "/etc/ssl/ca-bundle.pem",  // openSUSE
        "/etc/ssl/cert.pem",  // Alpine
    ]

    /// - Returns: nil where certificates are not checked at all.
    static func path(
        for settings: HTTPClientSettings,
        systemPaths: [String] = systemPaths
    ) throws(CurlTransportProblem) -> String? {
        try checkReadable(settings.clientCertificateFile, setting: "cert_file")
        try checkReadable(settings.clientKeyFile, setting: "key_file")
        if settings.insecureSkipVerify { return nil }
        if let file = settings.caFile {
            try checkReadable(file, setting: "ca_file")
            return file
        }
        guard let found = systemPaths.first(where: { reasonUnreadable($0) == nil }) else {
            throw .noTrustBundle(tried: systemPaths)
        }
        return found
    }

    private static func checkReadable(
        _ path: String?,
        setting: String
    ) throws(CurlTransportProblem) {
        guard let path, let reason = reasonUnreadable(path) else { return }
        throw .unreadableFile(setting: setting, path: path, reason: reason)
    }

    private static func reasonUnreadable(_ path: String) -> String? {
        guard let file = fopen(path, "r") else { return String(cString: strerror(errno)) }
        defer { fclose(file) }
        // A directory can be opened, but not read.
        return fgetc(file) == EOF ? "it is empty or no file" : nil
    }
}
