import CogwatchCore
import CogwatchSimulator

extension Garden {
    /// The whole configuration, with every way to write a secret.
    func configuration() throws -> String {
        let accounts = try accountSections()
        return """
            global: {probe_interval: 1s, probe_timeout: 1s, external_labels: {env: test}}
            http_client:
              connect_to: ["127.0.0.1:\(parrot.port):127.0.0.1:\(parrot.port)", "127.0.0.1:\(stand.identityPort):127.0.0.1:\(stand.identityPort)", "::127.0.0.1:\(stand.azurePort)"]
              tls_config: {ca_file: ca.pem}
            diagnosis: {confirmations: 1, confirm_interval: 200ms, experiments: [other_key, bearer, other_region, other_service, bogus_key, other_cloud]}
            \(accounts)
            file_sd_configs: [{files: ["accounts.d/*.yml"], refresh_interval: 5s}]
            \(discovery())
            alerting:
              route: {receiver: all, group_by: [alertname, account], group_wait: 300ms, group_interval: 500ms, repeat_interval: 1h}
            \(receivers())
              alertmanagers:
                - {static_configs: [{targets: ["127.0.0.1:\(parrot.port)"]}], basic_auth: {username: me, password_file: am}}
                - {static_configs: [{targets: ["127.0.0.1:\(parrot.port)"]}], path_prefix: /other, authorization: {credentials: "\(otherAlertmanager.secret)"}}
              heartbeat: {url: "http://127.0.0.1:\(parrot.port)/\(heartbeat.secret)", interval: 1s}

            """
    }

    private func accountSections() throws -> String {
        let inline = try stand.azure.state.key(.key2, of: "varied").reveal(\.self)
        let id =
            "/subscriptions/\(Self.subscription)/resourceGroups/cogwatch"
            + "/providers/Microsoft.CognitiveServices/accounts"
        let pasted = ["token", "guid", "quoted", "connection"].map { name in
            "  - {name: pasted-\(name), region: eastus, keys: [{name: key1, file: \(name).key}]}"
        }
        return """
            accounts:
              - name: good
                region: japanwest
                keys: [{name: key1, file: good.key1}, {name: key2, file: good.key2}]
                operations: [token, voices, bearer]
                resource_id: \(id)/good
              - name: varied
                region: westeurope
                keys: [{name: key1, env: PLANTED_KEY}, {name: key2, value: \(inline)}]
              - name: bad
                region: eastus
                keys: [{name: key1, file: bad.key1}, {name: key2, file: bad.key2}]
                resource_id: \(id)/bad
              - name: moved
                region: eastus2
                keys: [{name: key1, file: moved.key1}]
            \(pasted.joined(separator: "\n"))
            \(vaulted())
            """
    }

    /// Keys of a vault: one that is good, one that is none, and one that is not there.
    private func vaulted() -> String {
        func key(_ secret: String) -> String {
            "{name: \(secret), key_vault: {vault_uri: https://garden.vault.azure.net/,"
                + " secret: \(secret), tenant_id: \(Self.tenant), client_id: \(Self.application),"
                + " client_secret_file: app}}"
        }
        return """
              - name: vaulted
                region: francecentral
                keys: [\(key("vaulted-key1")), \(key("not-there"))]
              - {name: pasted-vault, region: eastus, keys: [\(key("no-key"))]}
            """
    }

    private func discovery() -> String {
        let entry = "  - subscription_id: \(Self.subscription)\n    refresh_interval: 30s\n"
        let login =
            "    tenant_id: \(Self.tenant)\n    client_id: \(Self.application)\n"
        return "azure_sd_configs:\n"
            + entry + login + "    client_secret_file: app\n    resource_group: cogwatch\n"
            + "    filter: {tags: {watch: \"yes\"}}\n"
            + entry + login + "    client_secret: \"\(wrongSecret.secret)\"\n"
            + "    resource_group: wrong\n"
            + entry + "    authentication_method: ManagedIdentity\n    resource_group: lent\n"
            + entry + "    authentication_method: WorkloadIdentity\n    resource_group: pod"
    }

    private func receivers() -> String {
        let inbox = "http://127.0.0.1:\(stand.inboxPort)"
        let parrot = "http://127.0.0.1:\(parrot.port)"
        return """
              receivers:
                - name: all
                  webhook_configs:
                    - url: "\(inbox)/\(hookPath.secret)?sig=\(hookQuery.secret)"
                      signing_secret_file: signing
                      http_config: {authorization: {credentials: "\(hookToken.secret)"}}
                    - url: "\(parrot)/hook/\(refusedPath.secret)"
                      http_config: {basic_auth: {username: me, password: "\(refusedPassword.secret)"}}
                    - url_file: hook
                      http_config: {proxy_url: "http://me:\(proxyPassword.secret)@127.0.0.1:\(deadPort)"}
                  slack_configs: [{api_url: "\(parrot)/services/\(slack.secret)", send_resolved: true}]
                  pagerduty_configs: [{routing_key_file: pd, url: "\(parrot)/pagerduty"}]
                  opsgenie_configs: [{api_key: "\(apiKey.secret)", api_url: "\(parrot)/opsgenie/"}]
                  msteamsv2_configs: [{webhook_url: "\(parrot)/teams?sig=\(teams.secret)"}]
                  discord_configs: [{webhook_url: "\(parrot)/discord/\(discord.secret)"}]
            """
    }

    /// Configurations with a mistake on a line that holds a secret.
    func brokenConfigurations() throws -> [String] {
        let good = try configuration()
        let secret = broken.secret
        let client = "http_client:\n"
        let receiver = "    - name: all\n"
        let account = "  - name: good\n"
        let changes = [
            (client, "http_client:\n  proxy_url: \"me:\(secret)@proxy.example\"\n"),
            (client, "http_client:\n  proxy_ulr: \"http://me:\(secret)@proxy.example:1\"\n"),
            (
                receiver,
                "    - name: all\n      webhook_configs: [{urll: \"https://x.example/\(secret)\"}]\n"
            ),
            (
                receiver,
                "    - name: all\n      pagerduty_configs: [{routing_kye: \"\(secret)\"}]\n"
            ),
            (receiver, "    - name: all\n      opsgenie_configs: {api_key: \"\(secret)\"}\n"),
            (account, "  - name: good\n    keys: [{name: key1, vaule: \"\(secret)\"}]\n"),
            (account, "  - name: good\n    key: \"\(secret)\"\n"),
            (account, "  - name: good\n    endpoint: \"https://me:\(secret)@host.example/\"\n"),
            (account, "  - name: other\n    keys: [{name: key1, value: \"\(secret)}]\n"),
            (account, "  - name: other\n    keys: [{name: key1, value \"\(secret)\"}\n"),
            ("client_secret_file: app", "client_secret: [\"\(secret)\"]"),
            ("client_secret_file: app", "client_secrett: \"\(secret)\""),
            ("heartbeat: {", "heartbeat: {ulr: \"https://x.example/\(secret)\", "),
        ]
        return changes.map { good.replacing($0.0, with: $0.1) }
    }
}
