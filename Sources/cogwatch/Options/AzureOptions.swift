import ArgumentParser
import CogwatchCore
import Foundation

/// Where accounts are looked for without a configuration.
struct AzureOptions: ParsableArguments {
    enum Authentication: String, ExpressibleByArgument, CaseIterable {
        case oAuth = "OAuth"
        case managedIdentity = "ManagedIdentity"
        case workloadIdentity = "WorkloadIdentity"
    }

    @Option(
        name: .customLong("subscription"),
        help: "The id of a subscription to look through; may be repeated."
    )
    var subscriptions: [String] = []

    @Option(name: .customLong("resource-group"), help: "One resource group instead of all.")
    var group: String?

    @Option(help: "The cloud: public, china or usgov.")
    var cloud = Cloud.public.rawValue

    @Option(name: .customLong("auth"), help: "Who asks.")
    var authentication = Authentication.oAuth

    @Option(help: "The tenant of the app registration.")
    var tenant: String?

    @Option(
        name: .customLong("client-id"),
        help: "The app registration's id, or that of a user-assigned identity."
    )
    var clientID: String?

    @Option(
        name: .customLong("client-secret-file"),
        help: "The file with the app registration's secret."
    )
    var clientSecretFile: String?

    var isGiven: Bool { !subscriptions.isEmpty }

    func validate() throws {
        let others = [group, tenant, clientID, clientSecretFile]
        guard isGiven || others.allSatisfy({ $0 == nil }) else {
            throw ValidationError("--subscription is missing.")
        }
        guard Cloud(named: cloud) != nil else {
            throw ValidationError("--cloud is public, china or usgov.")
        }
        guard isGiven, authentication == .oAuth else { return }
        guard tenant != nil, clientID != nil, clientSecretFile != nil else {
            throw ValidationError(
                "--auth OAuth needs --tenant, --client-id and --client-secret-file."
            )
        }
    }

    /// The sources that the options name.
    ///
    /// - Throws: ``Impossible`` where the secret cannot be read.
    func sources(listingKeys: Bool) throws -> [AzureDiscovery] {
        let credential = try credential()
        return subscriptions.map { subscription in
            AzureDiscovery(
                cloud: Cloud(named: cloud) ?? .public,
                credential: credential,
                subscription: subscription,
                group: group,
                listsKeys: listingKeys
            )
        }
    }

    private func credential() throws -> Result<EntraCredential, Fault> {
        let environment = ProcessInfo.processInfo.environment
        switch authentication {
        case .oAuth:
            let credential = EntraCredential.clientSecret(
                tenantID: tenant ?? "",
                clientID: clientID ?? "",
                secret: try secret()
            )
            return .success(credential)
        case .managedIdentity:
            let identity = ManagedIdentity(clientID: clientID, environment: environment)
            return .success(.managedIdentity(identity))
        case .workloadIdentity:
            do throws(Fault) {
                let identity = try WorkloadIdentity(
                    tenantID: tenant,
                    clientID: clientID,
                    environment: environment
                )
                return .success(.workloadIdentity(identity))
            } catch {
                return .failure(error)
            }
        }
    }

    private func secret() throws -> Secret {
        let path = clientSecretFile ?? ""
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw Impossible("there is no readable file at \"\(path)\" (--client-secret-file)")
        }
        let text = String(decoding: bytes, as: UTF8.self)
        return Secret(text.trimmingCharacters(in: .whitespacesAndNewlines))
    }
}
