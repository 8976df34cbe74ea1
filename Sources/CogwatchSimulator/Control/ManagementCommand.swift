import CogwatchCore
import Foundation

/// The words for changes of Azure's management, in URLs of the control API and in timelines.
enum ManagementCommand: String, CaseIterable {
    // For an account.
    case lock, health, tags, provisioning
    // For a principal.
    case permission
    case clientSecret = "client-secret"
    case assertion, block
    case removePrincipal = "remove-principal"
    // For a vault.
    case putSecret = "put-secret"
    case rotateSecret = "rotate-secret"
    case changeSecret = "change-secret"
    case dropSecret = "drop-secret"
    case vaultFirewall = "vault-firewall"
    case vaultThrottle = "vault-throttle"
    case removeVault = "remove-vault"
    // For a subscription.
    case subscriptionState = "subscription-state"
    // For all of it.
    case addPrincipal = "add-principal"
    case addSubscription = "add-subscription"
    case addVault = "add-vault"
    case management

    /// What a command is given to, as a field of a timeline's action; nil for none.
    enum Target: String {
        case account, principal, vault, subscription
    }

    var target: Target? {
        switch self {
        case .lock, .health, .tags, .provisioning: .account
        case .permission, .clientSecret, .assertion, .block, .removePrincipal: .principal
        case .putSecret, .rotateSecret, .changeSecret, .dropSecret, .vaultFirewall,
            .vaultThrottle, .removeVault:
            .vault
        case .subscriptionState: .subscription
        case .addPrincipal, .addSubscription, .addVault, .management: nil
        }
    }

    /// The commands that are given to one of these.
    static func commands(for target: Target) -> [ManagementCommand] {
        allCases.filter { $0.target == target }
    }

    private static let attributeFields = [
        "enabled", "expires", "expires_in_seconds", "not_before", "not_before_in_seconds",
    ]

    static let secretFields = ["name", "value", "account", "key"] + attributeFields

    /// The fields of the command's JSON object, its target aside.
    var fields: [String] {
        switch self {
        case .lock: ["read_only"]
        case .health: ["state", "title", "by_customer", "clear"]
        case .tags: ["tags"]
        case .provisioning: ["state"]
        case .permission: ["permission", "granted"]
        case .clientSecret: ["secret", "expires", "expires_in_seconds"]
        case .assertion: ["assertion"]
        case .block: ["blocked"]
        case .removePrincipal, .removeVault: []
        case .putSecret: Self.secretFields
        case .rotateSecret: ["name", "propagation_seconds"]
        case .changeSecret: ["name"] + Self.attributeFields
        case .dropSecret: ["name"]
        case .vaultFirewall: ["closed"]
        case .vaultThrottle: ["retry_after", "clear"]
        case .subscriptionState: ["state", "clear"]
        case .addPrincipal:
            [
                "name", "tenant", "client_id", "object_id", "managed", "secret", "secret_expires",
                "assertion", "permissions",
            ]
        case .addSubscription: ["id", "name", "tenant", "state"]
        case .addVault: ["name", "cloud", "tenant", "access"]
        case .management:
            [
                "page_size", "empty_pages", "odd_casing", "next_link_host", "log_delay_seconds",
                "caller", "log_names_key", "token_seconds", "identity_header", "reads_burst",
                "reads_per_second", "writes_burst", "writes_per_second",
            ]
        }
    }

    /// Reads the change of a target from fields that ``fields`` allows.
    func change(
        of target: String,
        _ fields: JSONFields
    ) throws(ControlProblem) -> ManagementChange {
        switch self {
        case .lock: .lock(account: target, readOnly: try fields.flag("read_only") ?? true)
        case .health: .health(account: target, try Self.health(fields))
        case .tags: .tags(account: target, try fields.texts("tags"))
        case .provisioning:
            .provisioning(account: target, state: try fields.requiredText("state"))
        case .permission: try Self.permission(of: target, fields)
        case .clientSecret: try Self.clientSecret(of: target, fields)
        case .assertion:
            .assertion(principal: target, Secret(try fields.requiredText("assertion")))
        case .block: .block(principal: target, blocked: try fields.flag("blocked") ?? true)
        case .removePrincipal: .removePrincipal(target)
        case .putSecret: .putSecret(vault: target, try Self.secret(fields))
        case .rotateSecret: try Self.rotation(in: target, fields)
        case .changeSecret: try Self.marking(in: target, fields)
        case .dropSecret: .dropSecret(vault: target, name: try fields.requiredText("name"))
        case .vaultFirewall:
            .vaultFirewall(vault: target, closed: try fields.flag("closed") ?? true)
        case .vaultThrottle:
            .vaultThrottle(vault: target, retryAfter: try fields.retryAfter())
        case .removeVault: .removeVault(target)
        case .subscriptionState:
            .subscriptionState(subscription: target, try Self.state(fields))
        case .addPrincipal: .addPrincipal(try Self.principal(fields))
        case .addSubscription: .addSubscription(try Self.subscription(fields))
        case .addVault: .addVault(try Self.vault(fields))
        case .management: .settings(try Self.settings(fields))
        }
    }

    private static func permission(
        of principal: String,
        _ fields: JSONFields
    ) throws(ControlProblem) -> ManagementChange {
        .permission(
            principal: principal,
            action: try fields.requiredText("permission"),
            granted: try fields.flag("granted") ?? false
        )
    }

    private static func clientSecret(
        of principal: String,
        _ fields: JSONFields
    ) throws(ControlProblem) -> ManagementChange {
        .clientSecret(
            principal: principal,
            try fields.text("secret").map(Secret.init),
            expires: try fields.moment("expires")
        )
    }

    private static func rotation(
        in vault: String,
        _ fields: JSONFields
    ) throws(ControlProblem) -> ManagementChange {
        .rotateSecret(
            vault: vault,
            name: try fields.requiredText("name"),
            propagation: try fields.seconds("propagation_seconds") ?? .zero
        )
    }

    private static func marking(
        in vault: String,
        _ fields: JSONFields
    ) throws(ControlProblem) -> ManagementChange {
        .changeSecret(
            vault: vault,
            name: try fields.requiredText("name"),
            try attributes(fields)
        )
    }

    private static func health(_ fields: JSONFields) throws(ControlProblem) -> HealthPlan? {
        if try fields.flag("clear") == true { return nil }
        return HealthPlan(
            try fields.choice("state", of: SimulatedHealth.State.self) ?? .unavailable,
            title: try fields.text("title"),
            isByCustomer: try fields.flag("by_customer") ?? false
        )
    }

    static func secret(_ fields: JSONFields) throws(ControlProblem) -> SecretPlan {
        let value: SecretVersion.Value
        if let text = try fields.text("value") {
            value = .text(Secret(text))
        } else if let account = try fields.text("account") {
            value = .key(try fields.choice("key", of: KeySlot.self) ?? .key1, account: account)
        } else {
            throw .malformed("a secret needs a \"value\", or the \"account\" whose key it is")
        }
        return SecretPlan(
            name: try fields.requiredText("name"),
            value: value,
            attributes: try attributes(fields)
        )
    }

    private static func attributes(
        _ fields: JSONFields
    ) throws(ControlProblem) -> SecretAttributesPlan {
        SecretAttributesPlan(
            isEnabled: try fields.flag("enabled"),
            expires: try fields.moment("expires"),
            notBefore: try fields.moment("not_before")
        )
    }

    private static func state(
        _ fields: JSONFields
    ) throws(ControlProblem) -> SimulatedSubscription.State? {
        if try fields.flag("clear") == true { return nil }
        return try fields.choice("state", of: SimulatedSubscription.State.self) ?? .disabled
    }

    private static func principal(
        _ fields: JSONFields
    ) throws(ControlProblem) -> SimulatedPrincipal {
        let client = try fields.requiredText("client_id")
        return SimulatedPrincipal(
            name: try fields.requiredText("name"),
            tenant: try fields.text("tenant") ?? SimulatedSubscription.defaultTenant,
            clientID: client,
            // Two ids of one thing; that they differ matters to nobody who does not say so.
            objectID: try fields.text("object_id") ?? client,
            managed: try fields.choice("managed", of: SimulatedPrincipal.Managed.self),
            secret: try fields.text("secret").map(Secret.init),
            secretExpires: try fields.date("secret_expires"),
            assertion: try fields.text("assertion").map(Secret.init),
            permissions: try fields.optionalTexts("permissions") ?? ["*"]
        )
    }

    private static func subscription(
        _ fields: JSONFields
    ) throws(ControlProblem) -> SimulatedSubscription {
        SimulatedSubscription(
            id: try fields.requiredText("id"),
            name: try fields.text("name") ?? "Simulated",
            tenant: try fields.text("tenant") ?? SimulatedSubscription.defaultTenant,
            state: try fields.choice("state", of: SimulatedSubscription.State.self)
        )
    }

    private static func vault(_ fields: JSONFields) throws(ControlProblem) -> SimulatedVault {
        SimulatedVault(
            name: try fields.requiredText("name"),
            cloud: try fields.choice("cloud", of: Cloud.self) ?? .public,
            tenant: try fields.text("tenant") ?? SimulatedSubscription.defaultTenant,
            access: try fields.choice("access", of: SimulatedVault.Access.self) ?? .rbac
        )
    }

    private static func settings(_ fields: JSONFields) throws(ControlProblem) -> SettingsPlan {
        var plan = SettingsPlan()
        plan.pageSize = try fields.whole("page_size", in: 1...1000)
        plan.emptyPages = try fields.flag("empty_pages")
        plan.oddCasing = try fields.flag("odd_casing")
        plan.nextLinkHost = try fields.text("next_link_host")
        plan.logDelay = try fields.seconds("log_delay_seconds")
        plan.caller = try fields.text("caller")
        plan.logNamesKey = try fields.flag("log_names_key")
        plan.tokenLifetime = try fields.seconds("token_seconds")
        plan.identityHeader = try fields.text("identity_header").map(Secret.init)
        plan.readsBurst = try fields.whole("reads_burst", in: 0...1_000_000)
        plan.readsPerSecond = try fields.seconds("reads_per_second")?.seconds
        plan.writesBurst = try fields.whole("writes_burst", in: 0...1_000_000)
        plan.writesPerSecond = try fields.seconds("writes_per_second")?.seconds
        return plan
    }
}
