import CogwatchCore
import Foundation

/// The files of the demonstration: what an operator would have written, in a directory of its own.
struct DemoStage: Sendable {
    let directory: URL
    let accounts: [DemoAccount]

    /// An account of the demonstration, as its stanza has it.
    struct DemoAccount: Sendable {
        let name: String
        let cloud: Cloud
        let region: String
        let trialExpires: Date?
    }

    /// Makes the directory.
    ///
    /// - Parameter now: The trial ends three days and twenty seconds later, so that it comes within
    ///   the three-day threshold while people watch.
    /// - Throws: When there is no room for temporary files.
    init(at now: Date) throws {
        directory = FileManager.default.temporaryDirectory
            .appending(path: "cogwatch-demo-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(
            at: directory,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        accounts = [
            DemoAccount(
                name: Self.regenerated,
                cloud: .public,
                region: "japanwest",
                trialExpires: nil
            ),
            DemoAccount(
                name: Self.moved,
                cloud: .public,
                region: "westeurope",
                trialExpires: nil
            ),
            DemoAccount(
                name: Self.trial,
                cloud: .public,
                region: "eastus",
                trialExpires: now.addingTimeInterval(3 * 86_400 + 20)
            ),
            DemoAccount(
                name: Self.healthy,
                cloud: .china,
                region: "chinaeast2",
                trialExpires: nil
            ),
        ]
    }

    static let regenerated = "tts-japanwest"
    static let moved = "tts-westeurope"
    static let trial = "speech-trial"
    static let healthy = "tts-shanghai"

    var configurationFile: String { path("cogwatch.yml") }
    var storagePath: String { path("data") }
    var authorityFile: String { path("azure-ca.pem") }

    /// Puts a key into its file.
    func write(_ key: Secret, as slot: String, of account: String) throws {
        try key.reveal { text in
            try write(text, to: path("\(account).\(slot)"))
        }
    }

    /// Writes the configuration.
    ///
    /// - Parameters:
    ///   - azurePort: Where the simulator listens.
    ///   - inboxPort: Where webhooks go.
    ///   - regions: Regions that differ from where the accounts are.
    /// - Throws: When the file cannot be written.
    func writeConfiguration(
        azurePort: Int,
        inboxPort: Int,
        regions: [String: String] = [:]
    ) throws {
        let stanzas = accounts.map { account in
            stanza(of: account, region: regions[account.name] ?? account.region)
        }
        try write(
            """
            # The demonstration's configuration: what you would write for your own accounts.
            global:
              probe_interval: 2s
              probe_timeout: 2s
              external_labels: {env: demo}
            http_client:
              connect_to: ["::127.0.0.1:\(azurePort)"]   # Azure's own names, this machine's port
              tls_config: {ca_file: azure-ca.pem}
            diagnosis:
              confirmations: 2
              confirm_interval: 1s
            alerting:
              route: {receiver: inbox, group_by: [alertname, account], group_wait: 1s, group_interval: 2s, repeat_interval: 1h}
              receivers:
                - name: inbox
                  webhook_configs: [{url: "http://127.0.0.1:\(inboxPort)/hook"}]
              trial_thresholds: [3d, 1d]
            accounts:
            \(stanzas.joined(separator: "\n"))

            """,
            to: configurationFile
        )
    }

    private func stanza(of account: DemoAccount, region: String) -> String {
        let trial = account.trialExpires.map {
            "\n    trial: {expires: \"\(Timestamp.text($0))\"}"
        }
        return """
              - name: \(account.name)
                cloud: \(account.cloud.rawValue)
                region: \(region)
                keys:
                  - {name: key1, file: \(account.name).key1}
                  - {name: key2, file: \(account.name).key2}\(trial ?? "")
            """
    }

    private func path(_ name: String) -> String { directory.appending(path: name).path() }

    func write(_ text: String, to path: String) throws {
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600],
            ofItemAtPath: path
        )
    }

    /// Takes the directory away.
    func remove() {
        // A temporary directory that stays behind does no harm.
        try? FileManager.default.removeItem(at: directory)
    }
}
