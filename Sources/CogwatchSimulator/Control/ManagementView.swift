import CogwatchCore
import Foundation

/// What manages the simulated Azure as JSON, without any secret.
enum ManagementView {
    static func management(of world: World) -> JSONValue {
        let management = world.management
        let principals = management.principals.values.sorted { $0.name < $1.name }
        let vaults = management.vaults.values.sorted { $0.name < $1.name }
        return [
            "subscriptions": .list(world.subscriptions.map { subscription($0, in: world) }),
            "principals": .list(principals.map(principal)),
            "vaults": .list(vaults.map(vault)),
            "settings": settings(management.settings),
            "log_entries": .whole(management.log.count),
        ]
    }

    private static func subscription(
        _ subscription: SimulatedSubscription,
        in world: World
    ) -> JSONValue {
        [
            "id": .text(subscription.id),
            "name": .text(subscription.name),
            "tenant": .text(subscription.tenant),
            "state": .text(world.state(of: subscription).rawValue),
        ]
    }

    private static func principal(_ principal: SimulatedPrincipal) -> JSONValue {
        [
            "name": .text(principal.name),
            "tenant": .text(principal.tenant),
            "client_id": .text(principal.clientID),
            "object_id": .text(principal.objectID),
            "managed": principal.managed.map { .text($0.rawValue) } ?? .null,
            "has_secret": .flag(principal.secret != nil),
            "secret_expires": principal.secretExpires.map(ControlView.time) ?? .null,
            "has_assertion": .flag(principal.assertion != nil),
            "permissions": .list(principal.permissions.map(JSONValue.text)),
            "lost_permissions": .list(principal.lost.sorted().map(JSONValue.text)),
            "blocked": .flag(principal.isBlocked),
        ]
    }

    private static func vault(_ vault: SimulatedVault) -> JSONValue {
        [
            "name": .text(vault.name),
            "cloud": .text(vault.cloud.rawValue),
            "tenant": .text(vault.tenant),
            "access": .text(vault.access.rawValue),
            "closed": .flag(vault.isClosed),
            "retry_after": vault.retryAfter.map(JSONValue.whole) ?? .null,
            "secrets": .object(vault.secrets.mapValues { .list($0.map(version)) }),
        ]
    }

    private static func version(_ version: SecretVersion) -> JSONValue {
        var fields: [String: JSONValue] = [
            "version": .text(version.id),
            "enabled": .flag(version.attributes.isEnabled),
            "expires": version.attributes.expires.map(ControlView.time) ?? .null,
            "not_before": version.attributes.notBefore.map(ControlView.time) ?? .null,
        ]
        if case .key(let slot, let account) = version.value {
            fields["account"] = .text(account)
            fields["key"] = .text(slot.rawValue)
        }
        return .object(fields)
    }

    private static func settings(_ settings: ManagementSettings) -> JSONValue {
        [
            "page_size": .whole(settings.pageSize),
            "empty_pages": .flag(settings.emptyPages),
            "odd_casing": .flag(settings.oddCasing),
            "next_link_host": settings.nextLinkHost.map(JSONValue.text) ?? .null,
            "log_delay_seconds": .number(settings.logDelay.seconds),
            "caller": .text(settings.caller),
            "log_names_key": .flag(settings.logNamesKey),
            "token_seconds": .number(settings.tokenLifetime.seconds),
            "reads_burst": .number(settings.reads.burst),
            "reads_per_second": .number(settings.reads.perSecond),
            "writes_burst": .number(settings.writes.burst),
            "writes_per_second": .number(settings.writes.perSecond),
        ]
    }
}
