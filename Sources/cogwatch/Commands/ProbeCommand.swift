import ArgumentParser
import CogwatchAgent
import CogwatchCore
import CogwatchCurl
import Foundation

/// `cogwatch probe`: one round now.
struct ProbeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe",
        abstract: "Probes accounts once, now, every operation with every key.",
        discussion: """
            Without names, all accounts of the configuration are probed. Exits with 1 when an \
            account fails in a way that --fail-on names.

            EXAMPLE
              cogwatch probe tts-japanwest
              cogwatch probe --output json --fail-on auth
            """
    )

    /// Which failures are findings.
    enum FailOn: String, ExpressibleByArgument, CaseIterable {
        case auth, any
    }

    @Argument(help: "Names of accounts.")
    var names: [String] = []

    @OptionGroup var configurationFile: ConfigurationOptions
    @OptionGroup var storage: StorageOptions

    @Option(help: "The form of the result.")
    var output = OutputFormat.table

    @Option(name: .customLong("fail-on"), help: "Which failures make the command exit with 1.")
    var failOn = FailOn.any

    func run() async throws {
        let settings = try Composition.settings(configurationFile)
        let chosen = try chosen(from: settings.accounts)
        let transport = try Composition.door(settings.httpClient)
        let accounts = await Composition.withVaultKeys(chosen, under: settings, by: transport)
        let installation = try await Composition.existingInstallationSecret(storage)
        let reports = await ProbeRound(transport: transport, installation: installation)
            .probe(accounts)
        transport.shutdown()
        switch output {
        case .json: Output.line(try JSON.pretty(reports.map(ProbedAccount.init)))
        case .table: show(reports)
        }
        if reports.contains(where: isFinding) { throw ExitCode.finding }
    }

    private func chosen(from accounts: [Account]) throws -> [Account] {
        guard !names.isEmpty else { return accounts }
        return try names.map { try Self.account(named: $0, among: accounts) }
    }

    /// The account with a name, or what to write instead.
    static func account(named name: String, among accounts: [Account]) throws -> Account {
        guard let account = accounts.first(where: { $0.name == name }) else {
            let near = Spelling.closest(to: name, among: accounts.map(\.name))
            let hint = near.map { "; did you mean \"\($0)\"?" } ?? ""
            throw ValidationError("No account is called \"\(name)\"\(hint)")
        }
        return account
    }

    private func isFinding(_ report: ProbeReport) -> Bool {
        let category = report.verdict.diagnosis?.category
        return switch failOn {
        case .auth: category == .auth
        case .any: category != nil
        }
    }

    private func show(_ reports: [ProbeReport]) {
        var table = Table(header: ["ACCOUNT", "OPERATION", "KEY", "RESULT", "MS", "WHAT WAS SEEN"])
        for report in reports {
            for result in report.results { table.rows.append(row(of: result)) }
            if report.results.isEmpty { table.rows.append([.init(report.account.name)]) }
        }
        let style = Style.output
        Output.line(table.rendered(style))
        for report in reports {
            guard let diagnosis = report.verdict.diagnosis else { continue }
            Output.line("\n\(style(report.account.name, .bold))")
            Output.line(DiagnosisText(diagnosis).rendered(style))
        }
    }

    private func row(of result: ProbeResult) -> [Table.Cell] {
        let isGood = result.outcome == .success
        return [
            .init(result.account), .init(result.operation.rawValue), .init(result.key),
            .init(isGood ? "ok" : result.outcome.rawValue, isGood ? .green : .red),
            .init(String(Int((result.timing.total.seconds * 1000).rounded()))),
            .init(String(result.summary.prefix(100))),
        ]
    }
}

/// Probes many accounts, a few at a time, with progress on a terminal.
private struct ProbeRound: Sendable {
    let transport: any Transport
    let installation: Secret

    private static let atOnce = 16

    func probe(_ accounts: [Account]) async -> [ProbeReport] {
        var found: [String: ProbeReport] = [:]
        await withTaskGroup(of: ProbeReport.self) { group in
            var waiting = accounts[...]
            for account in waiting.prefix(Self.atOnce) {
                group.addTask { await probe(account) }
            }
            waiting = waiting.dropFirst(Self.atOnce)
            for await report in group {
                found[report.account.name] = report
                show(found.count, of: accounts.count)
                if let next = waiting.popFirst() { group.addTask { await probe(next) } }
            }
        }
        return accounts.compactMap { found[$0.name] }
    }

    private func probe(_ account: Account) async -> ProbeReport {
        let keys = account.keys.map { InvestigatedKey($0, installation: installation) }
        let history = AccountHistory(
            // A look on demand knows no past; a key is not taken for new on that account.
            account: account.name,
            firstSeen: .distantPast,
            stanza: AccountHistory.Stanza(of: account, keys: keys)
        )
        let probes = max(1, account.operations.count * account.keys.count)
        return await Look(transport: transport, time: SystemTime()).look(
            at: account,
            keys: keys,
            history: history,
            timeout: account.probeTimeout * probes
        )
    }

    private func show(_ done: Int, of all: Int) {
        guard all > 1, Output.showsProgress else { return }
        let width = 30
        let filled = done * width / all
        let bar =
            String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
        Output.progress("\r[\(bar)] \(done)/\(all)\(done == all ? "\n" : "")")
    }
}

/// An account in `--output json`.
private struct ProbedAccount: Encodable {
    struct Probe: Encodable {
        let operation: String
        let key: String
        let host: String
        let outcome: String
        let status: Int
        let summary: String
        let durationSeconds: Double
    }

    let account: String
    let ok: Bool
    let cause: Cause?
    let confidence: Confidence?
    let evidence: [String]
    let nextSteps: [String]
    let probes: [Probe]

    init(_ report: ProbeReport) {
        let diagnosis = report.verdict.diagnosis
        account = report.account.name
        ok = diagnosis == nil
        cause = diagnosis?.cause
        confidence = diagnosis?.confidence
        evidence = diagnosis?.evidence.map(\.text) ?? []
        nextSteps = diagnosis?.nextSteps ?? []
        probes = report.results.map { result in
            Probe(
                operation: result.operation.rawValue,
                key: result.key,
                host: result.host,
                outcome: result.outcome.rawValue,
                status: result.status,
                summary: result.summary,
                durationSeconds: result.timing.total.seconds
            )
        }
    }
}
