import CogwatchCore
import CogwatchSimulator
import Foundation
import TestSupport

/// A secret in every place where a user can put one and where Azure hands one out.
struct Garden {
    let stand: Stand
    /// Says back whatever it is told, as an error.
    let parrot: HookServer
    /// Nobody listens there.
    let deadPort: Int

    static let subscription = "00000000-0000-4000-8000-000000000001"
    static let tenant = "00000000-0000-4000-8000-00000000000a"
    static let application = "00000000-0000-4000-8000-0000000000c1"

    /// The accounts of the simulated Azure.
    static let accounts = [
        AccountPlan(name: "good", region: "japanwest"),
        AccountPlan(name: "varied", region: "westeurope", keyShape: .hex32),
        AccountPlan(name: "bad", region: "eastus"),
        AccountPlan(name: "moved", region: "uksouth"),
        AccountPlan(name: "filed", region: "northeurope"),
        AccountPlan(name: "found", region: "swedencentral", tags: ["watch": "yes"]),
        AccountPlan(name: "vaulted", region: "francecentral"),
    ]

    // What people are given by others, and put where cogwatch reads it.
    let clientSecret = Plant(random: "the client secret")
    let wrongSecret = Plant(random: "a client secret that is wrong")
    let assertion = Plant(random: "the workload's token")
    let identityHeader = Plant(random: "the identity's header")
    let hookPath = Plant(random: "the webhook's path")
    let hookQuery = Plant(random: "the webhook's signature in its query")
    let hookToken = Plant(random: "the webhook's authorization")
    let signing = Plant(random: "the webhook's signing secret")
    let refusedPath = Plant(random: "the refused webhook's path")
    let refusedPassword = Plant(random: "the refused webhook's password")
    let filedPath = Plant(random: "the path of a webhook in a file")
    let proxyPassword = Plant(random: "a proxy's password")
    let probesProxy = Plant(random: "the password of the probes' proxy")
    let variableProxy = Plant(random: "the password of HTTPS_PROXY")
    let slack = Plant(random: "Slack's path")
    let routingKey = Plant(random: "PagerDuty's routing key", length: 32)
    let apiKey = Plant(random: "Opsgenie's key")
    let teams = Plant(random: "Teams' signature")
    let discord = Plant(random: "Discord's path")
    let alertmanager = Plant(random: "an Alertmanager's password")
    let otherAlertmanager = Plant(random: "an Alertmanager's token")
    let heartbeat = Plant(random: "the heartbeat's path")
    let broken = Plant(random: "a secret on a broken line")
    /// The one whose hash is known, and no secret of anybody else.
    let password = Plant("the page's password", "correct horse")
    let hash = Plant(
        "the hash of the page's password",
        "abcdefghijklmnopqrstuu" + "23JPZtHcGhwXSF41f93o/7vBdDut3Xu"
    )
    private static let hashPrefix = "$2y$10$"

    // What was pasted where a key belongs.
    let pastedToken = Plant(
        "a token as a key",
        [
            "{\"typ\":\"JWT\",\"alg\":\"RS256\"}", "{\"aud\":\"planted audience\"}",
            "planted signature",
        ]
        .map { Data($0.utf8).base64EncodedString().replacing("=", with: "") }
        .joined(separator: ".")
    )
    let vaultText = Plant(random: "a secret of the vault that is no key")
    let sharedKey = Plant(random: "the key of a connection string")
    let guid = Plant("a GUID as a key", UUID().uuidString.lowercased())
    let quoted = Plant("a key in quotes", TestKeys.annotated(.speechServices).reveal(\.self))

    init(_ stand: Stand) throws {
        self.stand = stand
        parrot = try HookServer()
        parrot.behave { .echo(400) }
        deadPort = try Ports.free()
    }

    /// Everything that may be nowhere.
    func plants() throws -> [Plant] {
        let own = [
            clientSecret, wrongSecret, assertion, identityHeader, hookPath, hookQuery, hookToken,
            signing, refusedPath, refusedPassword, filedPath, proxyPassword, probesProxy,
            variableProxy, slack, routingKey,
            apiKey, teams, discord, alertmanager, otherAlertmanager, heartbeat, broken, password,
            hash, pastedToken, vaultText, sharedKey, guid, quoted,
        ]
        let keys = try Self.accounts.flatMap { plan in
            try KeySlot.allCases.map { slot in
                Plant(
                    "\(slot.rawValue) of \(plan.name)",
                    try stand.azure.state.key(slot, of: plan.name).reveal(\.self)
                )
            }
        }
        // What each token of the simulator begins with, of Entra's as of Speech's.
        let token = Data(#"{"alg":"HS256","typ":"JWT"}"#.utf8).base64EncodedString()
        return own + keys + [Plant("a token", token.replacing("=", with: ""))]
    }

    /// Lets Azure know what it must know, and writes all files.
    func plant() throws {
        var settings = SettingsPlan()
        settings.identityHeader = Secret(identityHeader.secret)
        try stand.azure.state.apply(.management(.settings(settings)))
        try stand.azure.state.apply(
            .management(
                .clientSecret(principal: "agent", Secret(clientSecret.secret), expires: nil)
            )
        )
        try stand.azure.state.apply(
            .management(.assertion(principal: "agent", Secret(assertion.secret)))
        )
        try fillVault()
        for plan in Self.accounts { try stand.writeKeys(of: plan.name) }
        let files = [
            "app": clientSecret.secret, "assertion": assertion.secret, "signing": signing.secret,
            "hook": "http://hooks.example/\(filedPath.secret)", "pd": routingKey.secret,
            "am": alertmanager.secret, "password": password.secret,
            "http.yml": "basic_auth: {username: prometheus, password_file: password}",
            "token.key": pastedToken.secret, "guid.key": guid.secret,
            "quoted.key": "\"\(quoted.secret)\"",
            "connection.key": "Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=Root;"
                + "SharedAccessKey=\(sharedKey.secret)",
        ]
        for (name, text) in files { try stand.workplace.write(text + "\n", to: name) }
        try FileManager.default.createDirectory(
            atPath: stand.workplace.path("accounts.d"),
            withIntermediateDirectories: true
        )
        try writeAccountFile()
        try writeWeb(Self.hashPrefix + hash.secret)
        try stand.workplace.write(try configuration(), to: "cogwatch.yml")
    }

    private func fillVault() throws {
        try stand.azure.state.apply(.management(.addVault(SimulatedVault(name: "garden"))))
        let secrets = [
            SecretPlan(name: "vaulted-key1", value: .key(.key1, account: "vaulted")),
            SecretPlan(name: "no-key", value: .text(Secret(vaultText.secret))),
        ]
        for secret in secrets {
            try stand.azure.state.apply(.management(.putSecret(vault: "garden", secret)))
        }
    }

    func writeWeb(_ hash: String) throws {
        try stand.workplace.write("basic_auth_users: {prometheus: \"\(hash)\"}\n", to: "web.yml")
    }

    /// Writes the file of accounts, with a line that makes no sense where one is given.
    func writeAccountFile(adding line: String = "") throws {
        let key = try stand.azure.state.key(.key1, of: "filed").reveal(\.self)
        try stand.workplace.write(
            "- name: filed\n  region: northeurope\n  keys: [{name: key1, value: \(key)}]\n\(line)",
            to: "accounts.d/one.yml"
        )
    }

    /// The variables that the program gets.
    func environment() throws -> [String] {
        let key = try stand.azure.state.key(.key1, of: "varied").reveal(\.self)
        return [
            "PLANTED_KEY=\(key)", "AZURE_TENANT_ID=\(Self.tenant)",
            "AZURE_CLIENT_ID=\(Self.application)",
            "AZURE_FEDERATED_TOKEN_FILE=\(stand.workplace.path("assertion"))",
            "AZURE_AUTHORITY_HOST=https://login.microsoftonline.com/",
            "IDENTITY_ENDPOINT=http://127.0.0.1:\(parrot.port)/msi/token",
            "IDENTITY_HEADER=\(identityHeader.secret)",
            "HTTPS_PROXY=http://me:\(variableProxy.secret)@127.0.0.1:\(deadPort)",
        ]
    }
}
