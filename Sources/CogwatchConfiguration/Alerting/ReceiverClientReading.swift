import CogwatchCore
import Foundation

extension Vocabulary {
    static let receiverClient = Vocabulary(
        name: "http_config",
        texts: [
            "proxy_url", "no_proxy", "proxy_from_environment", "enable_http2", "follow_redirects",
        ],
        sections: ["authorization", "basic_auth", "tls_config"],
        notYet: [
            "proxy_connect_header": "put user and password into proxy_url",
            "bearer_token": "use authorization: {credentials: …}",
            "bearer_token_file": "use authorization: {credentials_file: …}",
            "oauth2": "use authorization with a token that does not expire",
            "http_headers": "use authorization or basic_auth",
        ]
    )

    static let receiverTLS = Vocabulary(
        name: "tls_config",
        texts: ["ca_file", "cert_file", "key_file", "insecure_skip_verify"],
        notYet: [
            "ca": "write it to a file and name that in ca_file",
            "cert": "write it to a file and name that in cert_file",
            "key": "write it to a file and name that in key_file",
            "server_name": "write the name that the certificate has into the address",
            "min_version": "leave it out; TLS 1.2 and later are used",
            "max_version": "leave it out; TLS 1.2 and later are used",
        ]
    )
}

/// Reads what all receivers have in common: `timeout` and `http_config`.
struct ReceiverClientReading {
    private static let timeouts: ClosedRange<Duration> = .milliseconds(100) ... .seconds(300)

    let section: Section
    private var reading: Reading { section.reading }

    init(_ section: Section) {
        self.section = section
    }

    /// How the receiver is reached.
    func options() -> HTTPOptions {
        var options = HTTPOptions()
        options.timeout = section.duration("timeout", in: Self.timeouts) ?? options.timeout
        guard let client = section.section("http_config", .receiverClient) else { return options }
        options.headers = LoginReading(client).headers()
        options.door = HTTPClientReading(client).door()
        if client.flag("follow_redirects") == true {
            reading.warning(
                "redirects are not followed: they would show notifications and credentials to a "
                    + "host that nobody configured",
                at: client.place(of: "follow_redirects"),
                remedy: "write the address that is redirected to, and false here"
            )
        }
        return options
    }
}

extension Section {
    /// A secret that goes into a header or a body and stands here or in a file; noted where it is
    /// missing.
    func credential(_ key: String) -> Secret? {
        guard has(key) || has("\(key)_file") else {
            let remedy = "write \(key)_file, or \(key)"
            reading.error("\(vocabulary.name) has no \"\(key)\"", at: place, remedy: remedy)
            return nil
        }
        guard let secret = secret(key, orFile: "\(key)_file") else { return nil }
        // A line break in a header would begin another one.
        if !secret.reveal({ $0.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f } })
        {
            let what = "\"\(key)\" in \(vocabulary.name) holds a line break or control character"
            reading.error(what, at: place)
        }
        return secret
    }

    /// An address that is a secret and stands here or in a file; noted where it is missing or none.
    func address(_ key: String) -> Secret {
        guard has(key) || has("\(key)_file") else {
            let remedy = "write \(key) or \(key)_file"
            reading.error("\(vocabulary.name) has no address", at: place, remedy: remedy)
            return Secret("")
        }
        return writtenAddress(key) ?? Secret("")
    }

    /// The same, where there is a usual address; nil where the file names none.
    func writtenAddress(_ key: String) -> Secret? {
        let file = "\(key)_file"
        guard has(key) || has(file), let url = secret(key, orFile: file) else { return nil }
        let written = has(key) ? key : file
        if !url.isEmpty && !url.reveal(Self.isAddress) {
            reading.error(
                "\"\(written)\" in \(vocabulary.name) holds no address",
                at: place(of: written),
                remedy: "it must begin with https:// or http://, and have no blanks"
            )
        } else if url.isEmpty && text(key) != nil {
            let what = "\"\(key)\" in \(vocabulary.name) is empty"
            reading.error(what, at: place(of: key))
        }
        return url
    }

    private static func isAddress(_ url: String) -> Bool {
        let lowercased = url.lowercased()
        guard let scheme = ["https://", "http://"].first(where: lowercased.hasPrefix) else {
            return false
        }
        let authority = lowercased.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
        let isPrintable = url.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7f }
        return isPrintable && !authority.isEmpty
    }
}
