/// Why no transport can be made; printed, it says what to do.
package enum CurlTransportProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// No file of trusted certificates at the usual places.
    case noTrustBundle(tried: [String])
    /// A file named in the configuration cannot be read.
    case unreadableFile(setting: String, path: String, reason: String)
    /// libcurl itself cannot start.
    case engine(String)

    package var description: String {
        switch self {
        case .noTrustBundle(let tried):
            "no trusted certificates: none of \(tried.joined(separator: ", ")) can be read; "
                + "install the package ca-certificates or set http_client.tls_config.ca_file"
        case .unreadableFile(let setting, let path, let reason):
            "http_client.tls_config.\(setting): cannot read \"\(path)\": \(reason)"
        case .engine(let reason):
            "libcurl cannot start: \(reason)"
        }
    }
}
