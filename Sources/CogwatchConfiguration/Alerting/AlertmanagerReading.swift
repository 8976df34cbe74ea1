import CogwatchCore

extension Vocabulary {
    private static let sayWhole = "leave it out; every alert goes to every Alertmanager as it is"
    private static let listTargets = "list each of them in static_configs"
    /// Prometheus's discoveries, but for the static one.
    private static let discoveries = [
        "azure_sd_configs", "consul_sd_configs", "digitalocean_sd_configs", "dns_sd_configs",
        "docker_sd_configs", "dockerswarm_sd_configs", "ec2_sd_configs", "eureka_sd_configs",
        "file_sd_configs", "gce_sd_configs", "hetzner_sd_configs", "http_sd_configs",
        "ionos_sd_configs", "kubernetes_sd_configs", "kuma_sd_configs", "lightsail_sd_configs",
        "linode_sd_configs", "marathon_sd_configs", "nerve_sd_configs", "nomad_sd_configs",
        "openstack_sd_configs", "ovhcloud_sd_configs", "puppetdb_sd_configs",
        "scaleway_sd_configs", "serverset_sd_configs", "triton_sd_configs", "uyuni_sd_configs",
        "vultr_sd_configs",
    ]

    static let alertmanager = Vocabulary(
        name: "an entry of alertmanagers",
        texts: [
            "scheme", "path_prefix", "timeout", "api_version", "proxy_url", "no_proxy",
            "proxy_from_environment", "enable_http2",
        ],
        sections: ["static_configs", "basic_auth", "authorization", "tls_config"],
        notYet: [
            "alert_relabel_configs": sayWhole, "relabel_configs": sayWhole,
            "bearer_token": "use authorization: {credentials: …}",
            "bearer_token_file": "use authorization: {credentials_file: …}",
            "oauth2": "use authorization with a token that does not expire",
            "sigv4": "use authorization or basic_auth",
            "azuread": "use authorization or basic_auth",
            "google_iam": "use authorization or basic_auth",
            "http_headers": "use authorization or basic_auth",
            "proxy_connect_header": "put user and password into proxy_url",
            "follow_redirects": "leave it out; write the address that is redirected to",
        ].merging(discoveries.map { ($0, listTargets) }) { first, _ in first }
    )

    static let alertmanagerTLS = Vocabulary(
        name: tlsConfig.name,
        texts: tlsConfig.texts,
        notYet: tlsConfig.notYet.merging([
            "server_name": "write the name that the certificate has as the target"
        ]) { $1 }
    )

    static let staticTargets = Vocabulary(
        name: "an entry of static_configs",
        texts: ["targets"],
        notYet: ["labels": "leave them out; in Prometheus they only serve relabelling"]
    )
}

/// Reads `alerting.alertmanagers`, in Prometheus's dialect.
struct AlertmanagerReading {
    private enum Scheme: String, CaseIterable {
        case http, https
    }

    private static let timeouts: ClosedRange<Duration> = .milliseconds(100) ... .seconds(300)

    let section: Section
    private var reading: Reading { section.reading }

    /// Every Alertmanager, in the order of the file.
    static func instances(in alerting: Section) -> [AlertmanagerInstance] {
        var places: [String: Place] = [:]
        return alerting.sections("alertmanagers", .alertmanager).flatMap { section in
            Self(section: section).instances { url, place in
                guard let first = places.updateValue(place, forKey: url) else { return true }
                section.reading.error(
                    "Alertmanager \(Redaction.quoted(url)) stands here twice",
                    at: place,
                    remedy: "the first one is in line \(first.line)"
                )
                return false
            }
        }
    }

    private func instances(
        accept: (_ url: String, _ place: Place) -> Bool
    ) -> [AlertmanagerInstance] {
        checkVersion()
        let timeout = section.duration("timeout", in: Self.timeouts) ?? .seconds(10)
        let headers = LoginReading(section).headers()
        let client = HTTPClientReading(section, carrying: "alerts", tls: .alertmanagerTLS)
            .settings()
        let scheme: Scheme = section.choice("scheme") ?? .http
        let path = pathPrefix() + "/api/v2/alerts"
        return targets().compactMap { target, place in
            let url = "\(scheme.rawValue)://\(target)\(path)"
            guard accept(url, place) else { return nil }
            return AlertmanagerInstance(
                url: url,
                timeout: timeout,
                headers: headers,
                client: client
            )
        }
    }

    private func checkVersion() {
        guard let version = section.text("api_version"), version != "v2" else { return }
        reading.error(
            "\"api_version\" in \(section.vocabulary.name) cannot be "
                + section.shown(version, "api_version"),
            at: section.place(of: "api_version"),
            remedy: "write v2; Alertmanager has it since 0.16, and 0.27 took v1 away"
        )
    }

    /// Begins with a slash and does not end with one; empty for none.
    private func pathPrefix() -> String {
        guard let written = section.text("path_prefix") else { return "" }
        let isPath = written.unicodeScalars.allSatisfy {
            $0.value > 0x20 && $0.value < 0x7f && !"?#".unicodeScalars.contains($0)
        }
        guard isPath, !written.contains("://") else {
            reading.error(
                "\"path_prefix\" in \(section.vocabulary.name) is "
                    + "\(section.shown(written, "path_prefix")), which is no path",
                at: section.place(of: "path_prefix"),
                remedy: "write it as /alertmanager"
            )
            return ""
        }
        return written.split(separator: "/").map { "/\($0)" }.joined()
    }

    private func targets() -> [(String, Place)] {
        let written = section.sections("static_configs", .staticTargets)
            .flatMap { $0.texts("targets") }
        if written.isEmpty && !section.isMisshapenList("static_configs") {
            reading.error(
                "\(section.vocabulary.name) has no targets",
                at: section.place,
                remedy: "write static_configs: [{targets: [\"HOST:9093\"]}]"
            )
        }
        return written.filter { target, place in
            guard !Self.isHost(target) else { return true }
            reading.error(
                "\"targets\" in \(Vocabulary.staticTargets.name) lists "
                    + section.shown(target, "targets"),
                at: place,
                remedy: "write HOST:PORT; what comes before and after stands in scheme and "
                    + "path_prefix"
            )
            return false
        }
    }

    /// `HOST`, `HOST:PORT` or `[IPv6]:PORT`, without scheme, user or path.
    private static func isHost(_ text: String) -> Bool {
        let isInBrackets = text.hasPrefix("[")
        let host = isInBrackets ? text.prefix { $0 != "]" }.dropFirst() : text.prefix { $0 != ":" }
        let rest = text.dropFirst(host.count + (isInBrackets ? 2 : 0))
        let isHostText = host.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "."), UInt8(ascii: "-"),
                UInt8(ascii: "_"):
                true
            default: isInBrackets && byte == UInt8(ascii: ":")
            }
        }
        guard !host.isEmpty, isHostText else { return false }
        guard rest.first == ":" else { return rest.isEmpty }
        // A sign would pass for part of a number.
        let port = rest.dropFirst()
        return UInt16(port).map { $0 > 0 } == true && port.first?.isNumber == true
    }
}
