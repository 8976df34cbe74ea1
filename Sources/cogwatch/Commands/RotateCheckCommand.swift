import ArgumentParser
import CogwatchAgent
import CogwatchCore
import CogwatchCurl
import Foundation

extension RotationAdvice.Target: ExpressibleByArgument {}

/// `cogwatch rotate-check`: whether a key may be regenerated now.
struct RotateCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate-check",
        abstract: "Says whether one of an account's keys may be regenerated in Azure now.",
        discussion: """
            Probes every operation with every key, and asks Azure Resource Manager which keys are \
            current where the account has a resource_id and there is a credential for it. Nothing is \
            changed in Azure: a person regenerates keys.

            Exits with 0 for yes, and with 1 for no and where it cannot be known.

            EXAMPLE
              cogwatch rotate-check tts-japanwest
              cogwatch rotate-check tts-japanwest --key key2 --output json
            """
    )

    @Argument(help: "The name of an account of the configuration.")
    var name: String

    @Option(help: "The key of the resource that would be regenerated.")
    var key = RotationAdvice.Target.key1

    @OptionGroup var configurationFile: ConfigurationOptions
    @OptionGroup var storage: StorageOptions

    @Option(help: "The form of the result.")
    var output = OutputFormat.table

    func run() async throws {
        let settings = try Composition.settings(configurationFile)
        _ = try ProbeCommand.account(named: name, among: settings.accounts)
        let past = try await Composition.existingPast(storage)
        let transport = try Composition.door(settings.httpClient)
        // Of all: another account may use this one's key.
        let accounts = await Composition.withVaultKeys(
            settings.accounts,
            under: settings,
            by: transport
        )
        let account = try ProbeCommand.account(named: name, among: accounts)
        let keys = account.keys.map { InvestigatedKey($0, installation: past.installation) }
        let comparison = await Composition.comparison(
            of: keys,
            with: account,
            under: settings,
            by: transport
        )
        let results = await look(at: account, keys: keys, by: transport)
        transport.shutdown()
        let advice = RotationAdvice(
            regenerating: key,
            with: RotationFacts(
                account: account,
                keys: keys,
                results: results,
                comparison: comparison.value,
                history: past.histories[account.name],
                sharedWith: sharing(account, among: accounts),
                now: Date()
            ),
            grace: settings.diagnosis.propagationGrace
        )
        let report = RotationReport(
            advice,
            of: account.name,
            results: results,
            notCompared: comparison.refusal
        )
        switch output {
        case .json: Output.line(try JSON.pretty(report))
        case .table: Output.line(report.rendered(.output))
        }
        if advice.answer != .yes { throw ExitCode.finding }
    }

    private func look(
        at account: Account,
        keys: [InvestigatedKey],
        by transport: CurlTransport
    ) async -> [ProbeResult] {
        let history = AccountHistory(
            account: account.name,
            firstSeen: .distantPast,
            stanza: AccountHistory.Stanza(of: account, keys: keys)
        )
        let probes = max(1, account.operations.count * keys.count)
        return await Look(transport: transport, time: SystemTime()).look(
            at: account,
            keys: keys,
            history: history,
            timeout: account.probeTimeout * probes
        ).results
    }

    /// The other accounts whose key in use is one of this account's, by this account's name for it.
    private func sharing(_ account: Account, among accounts: [Account]) -> [String: [String]] {
        let others = accounts.filter { $0.name != account.name }
        let pairs = account.keys.filter { !$0.secret.isEmpty }.map { key in
            (key.name, others.filter { $0.keys.first?.secret == key.secret }.map(\.name))
        }
        return Dictionary(pairs) { first, _ in first }
    }
}
