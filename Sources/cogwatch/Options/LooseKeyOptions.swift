import ArgumentParser
import CogwatchCore
import Foundation

/// A key that no configuration names.
struct LooseKeyOptions: ParsableArguments {
    @Option(name: .customLong("key-file"), help: "The file that holds the key.")
    var keyFile: String?

    @Flag(name: .customLong("key-stdin"), help: "Reads the key from standard input.")
    var keyStandardInput = false

    @Option(help: "The region of the resource, such as japanwest.")
    var region: String?

    @Option(help: "The kind of the resource, as Azure spells it.")
    var kind = AzureService.speechServices.rawValue

    @Option(help: "The cloud of the resource: public, china or usgov.")
    var cloud = Cloud.public.rawValue

    @Option(help: "The resource's own endpoint, as copied from the portal.")
    var endpoint: String?

    /// Keys have 84 characters; this leaves room for what else people paste.
    private static let maximumBytes = 65_536

    var isGiven: Bool { keyFile != nil || keyStandardInput }

    func validateTogether() throws {
        guard isGiven else {
            guard region == nil, endpoint == nil else {
                throw ValidationError("--region and --endpoint go with --key-file or --key-stdin.")
            }
            return
        }
        guard keyFile == nil || !keyStandardInput else {
            throw ValidationError("Give the key by --key-file or by --key-stdin, not by both.")
        }
        guard region != nil else { throw ValidationError("--region is missing.") }
        _ = try domain()
        try checkPlace(kind: try readKind(), cloud: try readCloud())
    }

    /// What the configuration would refuse, so that no key is sent to a host that cannot be.
    private func checkPlace(kind: AzureService, cloud: Cloud) throws {
        let id = Regions.normalise(region ?? "")
        // It becomes a part of a host's name, and the whole network sees those.
        guard Redaction.masked(region ?? "") == region else {
            throw ValidationError("--region has the form of a key; give the key by --key-stdin.")
        }
        if kind.offer.needsEndpoint, endpoint == nil {
            throw ValidationError(
                "--kind \(kind.rawValue) needs --endpoint, as copied from the portal."
            )
        }
        guard kind.canBeWatched else {
            throw ValidationError(
                "No free call is known that tells a good key of \(kind.rawValue)."
            )
        }
        if let host = endpoint.map(AzureHost.init), let named = host.region, named != id {
            throw ValidationError("--endpoint is in region \(named), and --region says \(id).")
        }
        switch Regions.doubt(about: id, in: cloud, of: kind) {
        case nil, .unknown, .withoutSpeech: return
        case let doubt?:
            throw ValidationError("--region \"\(region ?? "")\": \(doubt.explanation)")
        }
    }

    /// The account that the options describe.
    func account() throws -> Account {
        let (kind, cloud) = (try readKind(), try readCloud())
        return Account(
            name: "this-key",
            kind: kind,
            cloud: cloud,
            region: Regions.normalise(region ?? ""),
            customDomain: try domain(),
            keys: [try key()]
        )
    }

    private func key() throws -> AccountKey {
        let origin = keyFile.map { "file \"\($0)\"" } ?? "standard input"
        let handle = try keyFile.map(Self.open) ?? .standardInput
        let bytes = (try? handle.read(upToCount: Self.maximumBytes)) ?? Data()
        var text = String(decoding: bytes, as: UTF8.self)
        // Everything else stays as it is: damage is for the diagnosis to name.
        if text.last?.isNewline == true { text.removeLast() }
        return AccountKey(name: "key", origin: origin, secret: Secret(text))
    }

    private static func open(_ path: String) throws -> FileHandle {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw Impossible("cannot read the key file \"\(path)\"")
        }
        return handle
    }

    private func readKind() throws -> AzureService {
        if let known = AzureService(rawValue: kind) { return known }
        let near = Spelling.closest(to: kind, among: AzureService.allCases.map(\.rawValue))
        throw ValidationError("No kind is called \"\(kind)\"\(Self.hint(near))")
    }

    private func readCloud() throws -> Cloud {
        if let known = Cloud(named: cloud) { return known }
        let near = Spelling.closest(to: cloud, among: Cloud.allCases.map(\.rawValue))
        throw ValidationError("No cloud is called \"\(cloud)\"\(Self.hint(near))")
    }

    private static func hint(_ near: String?) -> String {
        near.map { "; did you mean \"\($0)\"?" } ?? "."
    }

    /// The shared hosts follow from the region; only a resource's own host is kept.
    private func domain() throws -> String? {
        guard let endpoint else { return nil }
        let host = AzureHost(endpoint)
        guard host.host.contains("."), !endpoint.lowercased().hasPrefix("http://") else {
            throw ValidationError("--endpoint \"\(endpoint)\": write https:// and the host's name.")
        }
        return host.family.isRegional ? nil : host.host
    }
}
