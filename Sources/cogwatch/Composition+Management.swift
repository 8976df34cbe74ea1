import CogwatchAgent
import CogwatchConfiguration
import CogwatchCore
import CogwatchCurl

extension Composition {
    /// Finds who may ask Azure Resource Manager about a resource: who looks for accounts where it is.
    static let azureAccess: AzureAccess.Finder = { settings, id in
        let entries = settings.discovery.azure.filter { entry in
            entry.subscription.lowercased() == id.subscription.lowercased()
        }
        // The identity of another group may see that group alone.
        let ownGroup = entries.first { $0.group?.lowercased() == id.group.lowercased() }
        return (ownGroup ?? entries.first { $0.group == nil }).flatMap { entry in
            (try? entry.credential.get()).map { AzureAccess(credential: $0, cloud: entry.cloud) }
        }
    }

    /// The way to ask about an account; nil where there is no access to its resource.
    static func inquiry(
        about account: Account,
        under settings: Settings,
        by transport: CurlTransport
    ) -> Inquiry? {
        guard let id = account.resourceID.flatMap({ ResourceID($0) }),
            let access = azureAccess(settings, id)
        else { return nil }
        return Inquiry(
            desk: desk(under: settings, by: transport),
            access: access,
            showsCaller: settings.privacy.showsCaller
        )
    }

    /// Asks which of an account's keys are current.
    ///
    /// - Returns: The comparison, or why there is none.
    static func comparison(
        of keys: [InvestigatedKey],
        with account: Account,
        under settings: Settings,
        by transport: CurlTransport
    ) async -> (value: KeyComparison?, refusal: String?) {
        guard let id = account.resourceID.flatMap({ ResourceID($0) }) else {
            return (nil, "the account has no resource_id")
        }
        guard let access = azureAccess(settings, id) else {
            return (nil, "there is no credential for subscription \(id.subscription)")
        }
        do {
            let listed = try await desk(under: settings, by: transport).keys(of: id, by: access)
            return (KeyComparison(listed, with: keys, at: SystemTime().now), nil)
        } catch let refusal as ManagementRefusal {
            return (nil, "\(refusal.fault)")
        } catch let refusal as EntraRefusal {
            return (nil, "\(refusal.fault)")
        } catch {
            return (nil, "\(error)")
        }
    }

    /// Accounts with the keys that vaults hold; a key that is not to be had is empty, and says why.
    static func withVaultKeys(
        _ accounts: [Account],
        under settings: Settings,
        by transport: CurlTransport
    ) async -> [Account] {
        await VaultRound(desk: desk(under: settings, by: transport), time: SystemTime())
            .settle(accounts, within: .seconds(20))
    }

    /// The same for one account.
    static func withVaultKeys(
        _ account: Account,
        under settings: Settings,
        by transport: CurlTransport
    ) async -> Account {
        await withVaultKeys([account], under: settings, by: transport).first ?? account
    }

    /// A desk for a command that does its work once.
    static func desk(under settings: Settings, by transport: CurlTransport) -> ManagementDesk {
        let doors = ReceiverDoors(shared: transport) { try door($0) }
        return ManagementDesk(
            world: World(World.View(settings: settings, transport: doors, names: nil)),
            readFile: LocalFile.contents(of:),
            time: SystemTime()
        )
    }
}
