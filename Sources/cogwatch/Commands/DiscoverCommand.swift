import ArgumentParser
import CogwatchAgent
import CogwatchConfiguration
import CogwatchCore
import Foundation

/// `cogwatch discover`: what there is to be watched.
struct DiscoverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discover",
        abstract: "Lists the accounts that Azure Resource Manager knows.",
        discussion: """
            Looks where the azure_sd_configs of the configuration say, or where --subscription \
            does. Changes nothing in Azure, and never prints a key; --output yaml gives stanzas \
            for \"accounts\" or for a file of file_sd_configs. Exits with 1 where a configured key is \
            none of its account's, and with 3 where a list was not to be had.

            EXAMPLE
              cogwatch discover --config.file=cogwatch.yml
              cogwatch discover --subscription ID --auth ManagedIdentity --output yaml
            """
    )

    enum Form: String, ExpressibleByArgument, CaseIterable {
        case table, json, yaml
    }

    @OptionGroup var configurationFile: ConfigurationOptions
    @OptionGroup var storage: StorageOptions
    @OptionGroup var azure: AzureOptions

    @Flag(inversion: .prefixedNo, help: "Whether keys are listed and compared.")
    var keys = true

    @Option(help: "The form of the result.")
    var output = Form.table

    func run() async throws {
        let settings = try settings()
        let sources = try self.sources(in: settings)
        guard !sources.isEmpty else {
            throw ValidationError(
                "\"\(configurationFile.file)\" has no azure_sd_configs; name a --subscription."
            )
        }
        let desk = ManagementDesk(
            world: World(
                World.View(
                    settings: Settings(accounts: [], httpClient: settings.httpClient),
                    transport: try Composition.azureDoors(settings.httpClient),
                    names: nil
                )
            ),
            readFile: LocalFile.contents(of:),
            time: SystemTime()
        )
        let vaults = VaultRound(desk: desk, time: SystemTime())
        let survey = await Survey(
            surveyor: Surveyor(desk: desk, time: SystemTime()),
            stanzas: keys ? await Self.withKeys(settings.accounts, by: vaults) : settings.accounts,
            installation: try await Composition.existingInstallationSecret(storage)
        ).make(of: keys ? await Self.withKeys(sources, by: vaults) : sources)
        try show(survey)
        for fault in survey.faults { Output.error("cogwatch: \(fault)") }
        if survey.isIncomplete { throw ExitCode.impossible }
        if survey.accounts.contains(where: { $0.configured == .differs }) {
            throw ExitCode.finding
        }
    }

    private static func withKeys(_ accounts: [Account], by vaults: VaultRound) async -> [Account] {
        await vaults.settle(accounts, within: .seconds(20))
    }

    private static func withKeys(
        _ sources: [AzureDiscovery],
        by vaults: VaultRound
    ) async -> [AzureDiscovery] {
        var filled = sources
        for index in filled.indices {
            let holders = filled[index].keys.map { name, keys in
                Account(name: name, region: "", keys: keys)
            }
            for holder in await withKeys(holders, by: vaults) {
                filled[index].keys[holder.name] = holder.keys
            }
        }
        return filled
    }

    /// Without a configuration there is nothing to compare with, and nothing wrong.
    private func settings() throws -> Settings {
        let isThere = FileManager.default.isReadableFile(atPath: configurationFile.file)
        guard isThere || !azure.isGiven else { return Settings(accounts: []) }
        return try Composition.settings(configurationFile)
    }

    private func sources(in settings: Settings) throws -> [AzureDiscovery] {
        guard !azure.isGiven else { return try azure.sources(listingKeys: keys) }
        return settings.discovery.azure.map { source in
            var source = source
            source.listsKeys = source.listsKeys && keys
            return source
        }
    }

    private func show(_ survey: Survey.Result) throws {
        switch output {
        case .json: Output.line(try JSON.pretty(survey.accounts))
        case .yaml: Output.line(SurveyedStanzas(survey.accounts).text)
        case .table: table(survey.accounts)
        }
    }

    private func table(_ accounts: [SurveyedAccount]) {
        var table = Table(header: ["NAME", "KIND", "REGION", "SKU", "KEYS", "CONFIGURED"])
        for account in accounts {
            let keys = account.keys.map { "\($0.name) \($0.fingerprint ?? "?")" }
            table.rows.append([
                .init(account.name), .init(account.kind), .init(account.azureRegion),
                .init(account.sku ?? ""),
                .init(keys.isEmpty ? account.keysProblem ?? "" : keys.joined(separator: ", ")),
                .init(account.configured?.words ?? "", account.configured?.colour),
            ])
        }
        Output.line(table.rendered(Style.output))
    }
}

extension SurveyedAccount.Comparison {
    fileprivate var words: String {
        switch self {
        case .matches: "key matches"
        case .differs: "key differs"
        case .unknown: "yes, keys unknown"
        }
    }

    fileprivate var colour: Style.Colour {
        switch self {
        case .matches: .green
        case .differs: .red
        case .unknown: .yellow
        }
    }
}
