import ArgumentParser
import CogwatchAgent
import CogwatchCore
import CogwatchCurl
import CogwatchNames
import Foundation

/// `cogwatch diagnose`: why a key is refused, with every step shown.
struct DiagnoseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diagnose",
        abstract: "Finds out why a key is refused, with experiments, and shows each step.",
        discussion: """
            Probes the account, asks again, and then tries what tells one cause from another: the \
            same key in other regions, on other services, a made-up key. A key is shown to hosts of \
            its own cloud only, and no host is asked more than once a second. Where the account has \
            a resource_id and there is a credential for its subscription, Azure Resource Manager is \
            asked, too.

            The account is one of the configuration, or a key from a file or standard input.

            EXAMPLE
              cogwatch diagnose tts-japanwest
              cogwatch diagnose --key-file key.txt --region japanwest
              printf %s "$KEY" | cogwatch diagnose --key-stdin --region westeurope --output json
            """
    )

    @Argument(help: "The name of an account of the configuration.")
    var name: String?

    @OptionGroup var configurationFile: ConfigurationOptions
    @OptionGroup var storage: StorageOptions
    @OptionGroup var loose: LooseKeyOptions

    @Option(help: "The form of the result.")
    var output = OutputFormat.table

    func validate() throws {
        guard (name == nil) == loose.isGiven else {
            throw ValidationError(
                "Name an account of the configuration, or give a key by --key-file or --key-stdin."
            )
        }
        try loose.validateTogether()
    }

    func run() async throws {
        let settings = try chosenSettings()
        let account = try account(in: settings)
        let transport = try Composition.door(settings.httpClient)
        let patient = try await patient(
            Composition.withVaultKeys(account, under: settings, by: transport)
        )
        let show = Steps(
            of: patient.account,
            keys: patient.keys,
            isLive: output == .table
        )
        let conclusion = await Consultation(
            transport: transport,
            names: settings.httpClient.resolvesNames ? SystemNames() : nil,
            inquiry: Composition.inquiry(about: patient.account, under: settings, by: transport)
        ).consult(
            on: patient.account,
            keys: patient.keys,
            policy: settings.diagnosis,
            history: patient.history,
            surroundings: Surroundings(
                regions: regions(of: settings, without: patient.account)
            ),
            report: show.take
        )
        transport.shutdown()
        guard let conclusion else { throw Impossible("the diagnosis was interrupted") }
        let report = DiagnosisReport(conclusion, of: patient.account, steps: show.taken)
        switch output {
        case .json: Output.line(try JSON.pretty(report))
        case .table: Output.line("\n" + report.rendered(.output))
        }
        if !report.ok { throw ExitCode.finding }
    }

    /// A key on its own needs no configuration, and uses the door of one that is there.
    private func chosenSettings() throws -> Settings {
        let isThere = FileManager.default.isReadableFile(atPath: configurationFile.file)
        guard loose.isGiven, !isThere else { return try Composition.settings(configurationFile) }
        return Settings(
            accounts: [],
            httpClient: HTTPClientSettings(proxyFromEnvironment: true)
        )
    }

    private func account(in settings: Settings) throws -> Account {
        guard let name else { return try loose.account() }
        return try ProbeCommand.account(named: name, among: settings.accounts)
    }

    private func patient(_ account: Account) async throws -> Patient {
        guard let name else {
            let installation = Secret("cogwatch without an installation")
            return Patient(account, installation: installation, history: nil)
        }
        let past = try await Composition.existingPast(storage)
        return Patient(account, installation: past.installation, history: past.histories[name])
    }

    private func regions(of settings: Settings, without account: Account) -> [String: Int] {
        let others = settings.accounts.filter {
            $0.name != account.name && $0.cloud == account.cloud
        }
        return Dictionary(grouping: others, by: \.region).mapValues(\.count)
    }
}

/// Whom the diagnosis is about.
private struct Patient {
    let account: Account
    let keys: [InvestigatedKey]
    let history: AccountHistory

    init(_ account: Account, installation: Secret, history: AccountHistory?) {
        self.account = account
        let keys = account.keys.map { InvestigatedKey($0, installation: installation) }
        self.keys = keys
        let stanza = AccountHistory.Stanza(of: account, keys: keys)
        let now = Date()
        guard var known = history else {
            // Without a past no key is taken for new.
            self.history = AccountHistory(
                account: account.name,
                firstSeen: .distantPast,
                stanza: stanza
            )
            return
        }
        _ = known.observe(stanza, at: now)
        // Whoever asks for a diagnosis wants new experiments.
        known.experiments = nil
        self.history = known
    }
}
