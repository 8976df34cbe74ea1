import CogwatchCore

/// Reads an account's `endpoint`: a custom domain, as copied from the portal.
struct EndpointReading {
    let text: String
    let place: Place
    let kind: AzureService
    let cloud: Cloud
    /// Nil where the account's region could not be read.
    let region: String?
    let reading: Reading

    init(
        _ text: String,
        at place: Place,
        of kind: AzureService,
        cloud: Cloud,
        region: String?,
        _ reading: Reading
    ) {
        self.text = text
        self.place = place
        self.kind = kind
        self.cloud = cloud
        self.region = region
        self.reading = reading
    }

    private var subject: String { "endpoint \(Redaction.quoted(text))" }

    /// The custom domain's host; nil where there is none, or where it cannot be used.
    func domain() -> String? {
        guard let host = host() else { return nil }
        // Nothing is sent to a retired service, so its old address does no harm.
        guard !kind.offer.allowed.isEmpty else { return nil }
        let azure = AzureHost(host)
        if let other = azure.cloud, other != cloud, !azure.family.isElsewhere {
            return refuse(
                "belongs to cloud \(other.rawValue), not \(cloud.rawValue)",
                remedy: "set cloud: \(other.rawValue), or copy the endpoint again"
            )
        }
        switch azure.family {
        case .customDomain: return host
        case .api, .tts, .stt, .voice, .s2s: return shared(azure)
        case .privateLink:
            let name = azure.resourceName ?? "NAME"
            return refuse(
                "is a name inside a private network, and no certificate has it",
                remedy: "write https://\(name).\(cloud.customDomainSuffix)"
            )
        case .openAI: return openAI(host)
        case .foundry, .apiManagement, .other: return doubt(host)
        case .translator where kind == .textTranslation:
            let what = "\(subject) is the host that all accounts share"
            reading.hint(
                what,
                at: place,
                remedy: "leave the key out: tokens come from the region's host"
            )
            return nil
        case .translator, .translatorV2, .bingSearch, .bingSpeech, .projectOxford,
            .resourceManager, .entra, .keyVault, .closedCloud:
            let remedy = "copy it from \"Keys and Endpoint\" in the portal"
            return refuse("is no address of a \(service) resource", remedy: remedy)
        }
    }

    /// The host of the URL in small letters.
    private func host() -> String? {
        guard let scheme = text.firstRange(of: "://") else {
            let remedy = "write https:// and the host's name"
            return refuse("is no URL", remedy: remedy)
        }
        guard text[..<scheme.lowerBound].lowercased() == "https" else {
            return refuse("is not https, and a key must not travel in the open", remedy: nil)
        }
        let rest = text[scheme.upperBound...]
        var authority = rest.prefix { !"/?#\\".contains($0) }
        let path = rest[authority.endIndex...]
        if authority.hasSuffix(":443") { authority.removeLast(4) }
        let host = authority.lowercased()
        guard Self.isHost(host) else {
            return refuse(
                "has no host that can be used",
                remedy: "write https://NAME and nothing else"
            )
        }
        if !path.isEmpty && path != "/" {
            let remedy = "write https://\(host)"
            reading.hint("\(subject): only its host is used", at: place, remedy: remedy)
        }
        return host
    }

    /// Multi-service resources have such a host, too, which serves models and no Speech.
    private func openAI(_ host: String) -> String? {
        if kind == .openAI { return host }
        if kind == .aiServices { return doubt(host) }
        return refuse(
            "is the address of a resource of kind OpenAI",
            remedy: "set kind: OpenAI, or copy this account's own endpoint"
        )
    }

    private var service: String { kind.servesSpeech ? "Speech" : kind.rawValue }

    /// The portal shows the shared host where a resource has no custom domain.
    private func shared(_ azure: AzureHost) -> String? {
        guard !kind.offer.needsEndpoint else {
            return refuse(
                "is shared by all accounts, and \(kind.rawValue) answers on the resource's own",
                remedy: "copy it from \"Keys and Endpoint\" in the portal"
            )
        }
        guard let region, let named = azure.region, named != region else {
            let isWhole = azure.region != nil
            let what =
                "\(subject) is the host that all accounts \(isWhole ? "of a region " : "")share"
            reading.hint(what, at: place, remedy: "leave the key out: \"region\" says as much")
            return nil
        }
        return refuse(
            "is in region \(named), and the account is said to be in \(region)",
            remedy: "set one of the two right"
        )
    }

    private func doubt(_ host: String) -> String {
        let suffix = cloud.customDomainSuffix
        let what = "\(subject) does not end in .\(suffix)"
        reading.warning(
            what,
            at: place,
            remedy: "\(service) answers there only if it is a gateway to it"
        )
        return host
    }

    private func refuse(_ what: String, remedy: String?) -> String? {
        reading.error("\(subject) \(what)", at: place, remedy: remedy)
        return nil
    }

    private static func isHost(_ host: String) -> Bool {
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        return labels.count > 1 && host.utf8.count <= 253
            && labels.allSatisfy { label in
                !label.isEmpty && label.utf8.count <= 63
                    && label.utf8.allSatisfy {
                        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                            || $0 == UInt8(ascii: "-")
                    }
            }
    }
}

extension AzureHost.Family {
    /// Whether the cloud of the host does not matter, because it is wrong anyway.
    fileprivate var isElsewhere: Bool {
        switch self {
        case .translator, .translatorV2, .bingSearch, .bingSpeech, .projectOxford,
            .resourceManager, .entra, .keyVault, .closedCloud:
            true
        case .api, .tts, .stt, .voice, .s2s, .customDomain, .privateLink, .openAI, .foundry,
            .apiManagement, .other:
            false
        }
    }
}
