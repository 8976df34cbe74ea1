import CogwatchCore
import Foundation

/// What Resource Manager tells those who may ask.
struct ResourceManagerAnswers {
    let visit: ManagementVisit
    let cloud: Cloud
    let principal: SimulatedPrincipal

    /// Soft-deleted accounts can be restored for so long, in seconds.
    ///
    /// Microsoft's page on recovering and purging accounts.
    static let restorable: TimeInterval = 48 * 3600

    func reply(to route: ManagementRoute) -> ManagementReply {
        if case .keys(let place) = route { return keys(place) }
        return ManagementReply(response(to: route), from: principal)
    }

    private func response(to route: ManagementRoute) -> SimulatedResponse {
        switch route {
        case .subscriptions: subscriptions()
        case .subscription(let id): subscription(id)
        case .accounts(let id, let group): accounts(in: id, group)
        case .account(let place): found(place) { ManagementTexts.json(200, document(of: $0)) }
        case .keys(let place): keys(place).response
        case .accountUsages(let place): found(place) { usages(of: $0) }
        case .locationUsages(let id, let location): usages(in: id, location)
        case .deletedAccounts(let id): page(Self.sorted(deleted(in: id)), document)
        case .deletedAccount(let place, let location): deletedAccount(place, location)
        case .health(let place, let isCurrent): found(place) { health(of: $0, isCurrent) }
        case .subscriptionHealth(let id):
            page(Self.sorted(living(in: id))) { health(of: $0).current }
        case .activity(let id): activity(in: id)
        }
    }

    // MARK: Accounts

    private var casing: Casing { Casing(isOdd: visit.management.settings.oddCasing) }

    private func document(of account: SimulatedAccount) -> JSONValue {
        let change = visit.management.lastWrites[account.resourceID]
        return AccountDocument(account: account, lastChange: change, casing: casing).value
    }

    private func living(in subscription: String) -> [SimulatedAccount] {
        all(in: subscription).filter { !$0.deleted }
    }

    private func deleted(in subscription: String) -> [SimulatedAccount] {
        all(in: subscription).filter { account in
            account.deletedAt.map { visit.now.timeIntervalSince($0) < Self.restorable } ?? false
        }
    }

    private func all(in subscription: String) -> [SimulatedAccount] {
        let wanted = subscription.lowercased()
        return visit.world.accounts.values
            .filter { $0.cloud == cloud && $0.subscription.lowercased() == wanted }
    }

    private static func sorted(_ accounts: [SimulatedAccount]) -> [SimulatedAccount] {
        accounts.sorted { $0.name < $1.name }
    }

    private func hasGroup(_ group: String, in subscription: String) -> Bool {
        let wanted = group.lowercased()
        return wanted == SimulatedSubscription.defaultGroup
            || all(in: subscription).contains { $0.resourceGroup.lowercased() == wanted }
    }

    private func accounts(in subscription: String, _ group: String?) -> SimulatedResponse {
        let accounts = living(in: subscription)
        guard let group else { return page(Self.sorted(accounts), document) }
        guard hasGroup(group, in: subscription) else { return ResourceManagerTexts.noGroup(group) }
        let wanted = group.lowercased()
        let inside = accounts.filter { $0.resourceGroup.lowercased() == wanted }
        return page(Self.sorted(inside), document)
    }

    private func account(_ place: ManagementRoute.Place) -> SimulatedAccount? {
        living(in: place.subscription).first { Self.isThere($0, place) }
    }

    private static func isThere(
        _ account: SimulatedAccount,
        _ place: ManagementRoute.Place
    ) -> Bool {
        account.name.lowercased() == place.name.lowercased()
            && account.resourceGroup.lowercased() == place.group.lowercased()
    }

    private func found(
        _ place: ManagementRoute.Place,
        _ body: (SimulatedAccount) -> SimulatedResponse
    ) -> SimulatedResponse {
        guard hasGroup(place.group, in: place.subscription) else {
            return ResourceManagerTexts.noGroup(place.group)
        }
        return account(place).map(body) ?? ResourceManagerTexts.noAccount(place)
    }

    private func deletedAccount(
        _ place: ManagementRoute.Place,
        _ location: String
    ) -> SimulatedResponse {
        let account = deleted(in: place.subscription).first {
            Self.isThere($0, place) && $0.region == Regions.normalise(location)
        }
        return account.map { ManagementTexts.json(200, document(of: $0)) }
            ?? ResourceManagerTexts.noAccount(place)
    }

    private func keys(_ place: ManagementRoute.Place) -> ManagementReply {
        let account = account(place)
        let response = found(place) { account in
            guard !account.readOnlyLock else { return ResourceManagerTexts.locked(account) }
            let keys = account.keys.map { ($0.key.rawValue, ControlView.open($0.value.secret)) }
            return ManagementTexts.json(
                200,
                .object(Dictionary(uniqueKeysWithValues: keys))
            )
        }
        var reply = ManagementReply(response, from: principal)
        if let account {
            let deed = ActivityEvent.Deed(
                .listKeys,
                on: account,
                by: .principal(clientID: principal.clientID, objectID: principal.objectID),
                status: response.status
            )
            // The front puts the right bucket in.
            let nobody = BucketKey(subscription: "", principal: "", isWrite: true)
            reply.trace = ManagementTrace(bucket: nobody, deed: deed)
        }
        return reply
    }

    // MARK: Subscriptions and usages

    private func subscriptions() -> SimulatedResponse {
        let visible = visit.world.subscriptions.filter {
            $0.tenant.lowercased() == principal.tenant.lowercased()
                && principal.may(ManagementRoute.subscriptions.action)
        }
        return page(visible, document)
    }

    private func subscription(_ id: String) -> SimulatedResponse {
        guard let subscription = visit.world.subscription(id) else {
            return ResourceManagerTexts.noSubscription(id)
        }
        return ManagementTexts.json(200, document(of: subscription))
    }

    private func document(of subscription: SimulatedSubscription) -> JSONValue {
        [
            "id": .text("/subscriptions/\(subscription.id)"),
            "authorizationSource": "RoleBased",
            "managedByTenants": .list([]),
            "subscriptionId": .text(subscription.id),
            "tenantId": .text(subscription.tenant),
            "displayName": .text(subscription.name),
            "state": .text(visit.world.state(of: subscription).rawValue),
            "subscriptionPolicies": [
                "locationPlacementId": "Public_2014-09-01", "quotaId": "PayAsYouGo_2014-09-01",
                "spendingLimit": "Off",
            ],
        ]
    }

    private func usages(of account: SimulatedAccount) -> SimulatedResponse {
        let usage: JSONValue = [
            "name": [
                "value": .text("\(account.kind.rawValue).Requests"),
                "localizedValue": .text("\(account.kind.rawValue).Requests"),
            ],
            "status": "Included",
            "currentValue": .whole(account.requests),
            "limit": .whole(account.sku == "F0" ? 5000 : 1_000_000),
            // None, in .NET's words.
            "nextResetTime": "0001-01-01T00:00:00Z",
            "quotaPeriod": "30.00:00:00",
            "unit": "Count",
        ]
        return ManagementTexts.json(200, ["value": .list([usage])])
    }

    private func usages(in subscription: String, _ location: String) -> SimulatedResponse {
        let region = Regions.normalise(location)
        let count = living(in: subscription).count { $0.region == region }
        let usage: JSONValue = [
            "name": ["value": "AccountCount", "localizedValue": "Number of accounts"],
            "currentValue": .whole(count),
            "limit": .whole(200),
            "unit": "Count",
        ]
        return ManagementTexts.json(200, ["value": .list([usage])])
    }

    // MARK: Health and log

    private func health(of account: SimulatedAccount) -> HealthDocument {
        HealthDocument(of: account, in: visit.world, casing, at: visit.now)
    }

    private func health(of account: SimulatedAccount, _ isCurrent: Bool) -> SimulatedResponse {
        let health = health(of: account)
        return isCurrent ? ManagementTexts.json(200, health.current) : page(health.history) { $0 }
    }

    private func activity(in subscription: String) -> SimulatedResponse {
        let filter: ActivityFilter
        switch ActivityFilter.read(visit.query["$filter"], at: visit.now) {
        case .success(let read): filter = read
        case .failure(let problem): return ResourceManagerTexts.badFilter(problem.text)
        }
        let delay = visit.management.settings.logDelay
        let entries = visit.management.log
            .filter { $0.deed.subscription.lowercased() == subscription.lowercased() }
            .filter { $0.deed.cloud == cloud }
            .flatMap { $0.entries(delay: delay, casing) }
            .filter { $0.submitted <= visit.now && filter.accepts($0) }
            .sorted { $0.at > $1.at }
        let names = visit.query["$select"]
        return page(entries) { $0.document(selecting: names) }
    }

    private func page<Item>(
        _ items: [Item],
        _ document: (Item) -> JSONValue
    ) -> SimulatedResponse {
        let page = ListPage(
            of: items,
            for: visit,
            authority: cloud.resourceManagerHost,
            keeping: ["api-version", "$filter", "$select"],
            document
        )
        guard let page else { return ResourceManagerTexts.badSkipToken }
        var body: [String: JSONValue] = ["value": .list(page.items)]
        if let next = page.next { body["nextLink"] = .text(next) }
        return ManagementTexts.json(200, .object(body))
    }
}
