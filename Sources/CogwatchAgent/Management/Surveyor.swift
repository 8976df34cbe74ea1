package import CogwatchCore
import Foundation

/// Asks Resource Manager for accounts and their keys, as one entry of `azure_sd_configs` wants it.
package struct Surveyor: Sendable {
    /// Azure answers slowly at times, and its pacing spreads what would be too much.
    private static let atOnce = 4
    private static let mostAttempts = 3

    private let desk: ManagementDesk
    private let time: any Timekeeper

    /// - Parameters:
    ///   - desk: Has the tokens and the pace.
    ///   - time: The clock.
    package init(desk: ManagementDesk, time: any Timekeeper) {
        self.desk = desk
        self.time = time
    }

    /// A surveyor of its own, for a command that does its work once.
    ///
    /// - Parameters:
    ///   - transport: Has to honour a request's own door.
    ///   - settings: How it was opened.
    ///   - readFile: Reads the assertion of a workload identity.
    ///   - time: The clock.
    package init(
        transport: any Transport,
        settings: HTTPClientSettings,
        readFile: @escaping @Sendable (String) throws -> [UInt8],
        time: any Timekeeper
    ) {
        let view = World.View(
            settings: Settings(accounts: [], httpClient: settings),
            transport: transport,
            names: nil
        )
        self.init(
            desk: ManagementDesk(world: World(view), readFile: readFile, time: time),
            time: time
        )
    }

    /// All accounts of a source, after its filter.
    package func accounts(
        of source: AzureDiscovery
    ) async throws(DiscoveryRefusal) -> [DiscoveredAccount] {
        var listing = AccountListing(
            subscription: source.subscription,
            group: source.group,
            in: source.cloud
        )
        while let request = listing.request(token: try await token(of: source)) {
            listing.take(await send(request, listing.call), at: time.now)
        }
        return try Self.value(of: listing.result).filter(source.filter.allows)
    }

    /// The accounts of a source's subscription that were deleted and can be restored.
    package func deletedAccounts(
        of source: AzureDiscovery
    ) async throws(DiscoveryRefusal) -> [DeletedAccount] {
        var listing = DeletedAccountListing(subscription: source.subscription, in: source.cloud)
        while let request = listing.request(token: try await token(of: source)) {
            listing.take(await send(request, listing.call), at: time.now)
        }
        return try Self.value(of: listing.result)
    }

    /// The keys of accounts, a few at a time.
    ///
    /// Where Azure does not answer for several of them, the others are left for another time.
    ///
    /// - Parameters:
    ///   - ids: Whose.
    ///   - source: Where they were found.
    ///   - heard: Told each answer as it comes.
    package func keys(
        of ids: [ResourceID],
        for source: AzureDiscovery,
        heard: (ResourceID, Result<ListedKeys, DiscoveryRefusal>) -> Void
    ) async {
        await withTaskGroup(of: (ResourceID, Result<ListedKeys, DiscoveryRefusal>).self) { group in
            var waiting = ids[...]
            var silences = 0
            func ask(_ id: ResourceID) {
                group.addTask {
                    do throws(DiscoveryRefusal) {
                        return (id, .success(try await self.keys(of: id, for: source)))
                    } catch {
                        return (id, .failure(error))
                    }
                }
            }
            for _ in 0..<Self.atOnce { waiting.popFirst().map(ask) }
            while let (id, result) = await group.next() {
                heard(id, result)
                switch result {
                case .success: silences = 0
                case .failure(let refusal): silences = refusal.isPassing ? silences + 1 : 0
                }
                if silences < Self.mostAttempts, !Task.isCancelled { waiting.popFirst().map(ask) }
            }
        }
    }

    private func keys(
        of id: ResourceID,
        for source: AzureDiscovery
    ) async throws(DiscoveryRefusal) -> ListedKeys {
        let call = ManagementCall.keys(id)
        let token = try await token(of: source)
        let answer = await send(
            ResourceManager(in: source.cloud).request(call, token: token),
            call
        )
        do throws(ManagementRefusal) {
            return try ManagementReading.keys(answer, to: call, at: time.now)
        } catch {
            throw DiscoveryRefusal(error)
        }
    }

    /// Sends a request, and again where Azure asks to wait: the desk then keeps its pause.
    private func send(_ request: Request, _ call: ManagementCall) async -> Answer {
        var answer = Answer(.noResponse(.cancelled))
        for _ in 0..<Self.mostAttempts {
            answer = await desk.send(request, isWrite: call.isWrite, in: call.subscription)
            guard case .response(let response) = answer.outcome, response.status == 429 else {
                break
            }
        }
        return answer
    }

    private func token(
        of source: AzureDiscovery
    ) async throws(DiscoveryRefusal) -> EntraToken {
        do {
            return try await desk.token(
                of: source.credential.get(),
                for: .resourceManager,
                in: source.cloud
            )
        } catch let refusal as EntraRefusal {
            throw DiscoveryRefusal(refusal)
        } catch let fault as Fault {
            throw DiscoveryRefusal(.credential, fault, isPassing: false)
        } catch {
            let fault = Fault(
                what: "token for Azure Resource Manager",
                why: "the file with the workload's own token cannot be read",
                remedy: "Check AZURE_FEDERATED_TOKEN_FILE and the projected volume behind it."
            )
            throw DiscoveryRefusal(.credential, fault, isPassing: true)
        }
    }

    private static func value<Value>(
        of result: Result<Value, ManagementRefusal>?
    ) throws(DiscoveryRefusal) -> Value {
        switch result {
        case .success(let value): return value
        case .failure(let refusal): throw DiscoveryRefusal(refusal)
        case nil:
            // A list has a result as soon as there is no further request.
            let fault = Fault(what: "list", why: "it has no end", remedy: "Report this.")
            throw DiscoveryRefusal(.unreadable, fault, isPassing: true)
        }
    }
}
