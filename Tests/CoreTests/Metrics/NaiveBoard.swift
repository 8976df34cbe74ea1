import Foundation

@testable import CogwatchCore

/// What a scoreboard should show of accounts, kept and written as plainly as can be: a dictionary
/// for everything, and a String for each line.
struct NaiveBoard {
    struct Account {
        var watched: WatchedAccount
        var counts: [CogwatchCore.Operation: [ProbeOutcome: Int]] = [:]
        var shown: [CogwatchCore.Operation: ProbeResult] = [:]
        var lastSuccess: [CogwatchCore.Operation: Date] = [:]
        var isValid: [String: Bool] = [:]
        var state = AccountState.unknown
        var verdict: Verdict?
        var tokenExpiry: Date?
        var voices: Int?

        var keyInUse: String? { watched.keys.first?.name }
    }

    var accounts: [String: Account] = [:]
    var certificates: [String: Date] = [:]

    mutating func watch(_ watched: [WatchedAccount]) {
        var next: [String: Account] = [:]
        for new in watched {
            let name = new.account.name
            var account = Account(watched: new)
            if let old = accounts[name] {
                account = old
                account.watched = new
                account.isValid = old.isValid.filter { name, _ in
                    let now = new.keys.first { $0.name == name }
                    let before = old.watched.keys.first { $0.name == name }
                    return now != nil && before != nil && now?.fingerprint == before?.fingerprint
                }
                let operations = new.account.operations
                account.counts = old.counts.filter { operations.contains($0.key) }
                account.shown = old.shown.filter { operations.contains($0.key) }
                account.lastSuccess = old.lastSuccess.filter { operations.contains($0.key) }
                let (first, last) = (new.keys.first, old.watched.keys.first)
                if first?.name != last?.name || first?.fingerprint != last?.fingerprint {
                    account.tokenExpiry = nil
                    account.voices = nil
                }
            }
            next[name] = account
        }
        accounts = next
        let hosts = Set(
            watched.flatMap { watched in
                watched.account.operations.compactMap { watched.account.host(for: $0) }
            }
        )
        certificates = certificates.filter { hosts.contains($0.key) }
    }

    mutating func record(_ result: ProbeResult) {
        guard var account = accounts[result.account] else { return }
        if let expiry = result.certificateExpiry { certificates[result.host] = expiry }
        let operation = result.operation
        if account.watched.account.operations.contains(operation) {
            account.counts[operation, default: [:]][result.outcome, default: 0] += 1
            if account.keyInUse == nil || account.keyInUse == result.key {
                account.shown[operation] = result
                if result.outcome == .success { account.lastSuccess[operation] = result.at }
                account.tokenExpiry = result.tokenExpiry ?? account.tokenExpiry
                account.voices = result.voices ?? account.voices
            }
        }
        accounts[result.account] = account
    }
}

// MARK: - Written

extension NaiveBoard {
    /// The families that this board knows of.
    static let families = MetricFamily.allCases.filter {
        $0.isOfAccounts || $0 == .certificateExpiry
    }

    func text(as format: Exposition.Format, at now: Date) -> String {
        Self.families.map { family in
            let lines = samples(of: family, at: now).map { labels, value in
                let pairs = labels.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
                return "\(family.rawValue){\(pairs)} \(Self.number(value))\n"
            }
            return lines.isEmpty ? "" : Self.header(family, format) + lines.joined()
        }.joined()
    }

    private typealias Labels = [(String, String)]

    private func samples(of family: MetricFamily, at now: Date) -> [(Labels, Double)] {
        guard family != .certificateExpiry else {
            return certificates.sorted { $0.key < $1.key }.map {
                ([("host", $0.key)], Self.time($0.value))
            }
        }
        return accounts.sorted { $0.key < $1.key }.flatMap { name, account in
            samples(of: family, account, at: now).map { ([("account", name)] + $0, $1) }
        }
    }

    private func samples(
        of family: MetricFamily,
        _ account: Account,
        at now: Date
    ) -> [(Labels, Double)] {
        let trial = account.watched.account.trial?.expires
        let diagnosis = account.verdict?.diagnosis
        switch family {
        case .accountInfo: return [(info(account), 1)]
        case .accountState:
            return AccountState.allCases.map {
                ([("state", $0.rawValue)], $0 == account.state ? 1 : 0)
            }
        case .failureCause:
            guard let diagnosis else { return [] }
            return [
                (
                    [
                        ("category", diagnosis.category.rawValue),
                        ("cause", diagnosis.cause.rawValue),
                        ("confidence", diagnosis.confidence.rawValue),
                    ], 1
                )
            ]
        case .failureSince:
            return single(diagnosis == nil ? nil : account.verdict?.failingSince.map(Self.time))
        case .probeSuccess:
            return shown(account) { $0.outcome == .success ? 1 : 0 }
        case .probeDuration: return shown(account) { Self.seconds($0.timing.total) }
        case .probeStatusCode: return shown(account) { Double($0.status) }
        case .lastProbe: return shown(account) { Self.time($0.at) }
        case .lastSuccess:
            return operations(account) { operation in
                account.lastSuccess[operation].map { [([], Self.time($0))] } ?? []
            }
        case .probePhaseDuration:
            return operations(account) { operation in
                Phase.allCases.compactMap { phase in
                    account.shown[operation]?.timing.phases[phase].map {
                        ([("phase", phase.rawValue)], Self.seconds($0))
                    }
                }
            }
        case .probes:
            return operations(account) { operation in
                ProbeOutcome.allCases.map {
                    (
                        [("outcome", $0.rawValue)],
                        Double(account.counts[operation]?[$0] ?? 0)
                    )
                }
            }
        case .keyValid:
            return account.watched.keys.compactMap { key in
                account.isValid[key.name].map { ([("key", key.name)], $0 ? 1 : 0) }
            }
        case .keyIssued:
            return account.watched.keys.compactMap { key in
                key.issued.map { ([("key", key.name)], Self.time($0)) }
            }
        case .keyExpiry:
            return account.watched.keys.compactMap { key in
                key.expires.map { ([("key", key.name)], Self.time($0)) }
            }
        case .tokenLifetime:
            return single(account.tokenExpiry.map { $0.timeIntervalSince(now) })
        case .voicesAvailable: return single(account.voices.map(Double.init))
        case .trialExpiry: return single(trial.map(Self.time))
        case .trialDaysRemaining:
            return single(
                trial.map { ($0.timeIntervalSince(now) / 86_400 * 1e6).rounded() / 1e6 }
            )
        default: return []
        }
    }

    private func info(_ account: Account) -> Labels {
        let it = account.watched.account
        return [
            ("kind", it.kind.rawValue), ("azure_cloud", it.cloud.rawValue),
            ("azure_region", it.region), ("host", it.mainHost ?? ""), ("sku", ""),
        ] + it.labels.sorted { $0.key < $1.key }.map { ("label_\($0.key)", $0.value) }
    }

    private func single(_ value: Double?) -> [(Labels, Double)] {
        value.map { [([], $0)] } ?? []
    }

    private func shown(
        _ account: Account,
        _ value: (ProbeResult) -> Double
    ) -> [(Labels, Double)] {
        operations(account) { account.shown[$0].map { [([], value($0))] } ?? [] }
    }

    private func operations(
        _ account: Account,
        _ samples: (CogwatchCore.Operation) -> [(Labels, Double)]
    ) -> [(Labels, Double)] {
        account.watched.account.operations.flatMap { operation in
            samples(operation).map { ([("operation", operation.rawValue)] + $0, $1) }
        }
    }

    private static func header(_ family: MetricFamily, _ format: Exposition.Format) -> String {
        let definition = family.definition
        guard format == .openMetrics else {
            return "# HELP \(definition.name) \(definition.help)\n"
                + "# TYPE \(definition.name) \(definition.kind.rawValue)\n"
        }
        let name = definition.name.replacing("_total", with: "")
        let unit = name.hasSuffix("_seconds") ? "# UNIT \(name) seconds\n" : ""
        return "# HELP \(name) \(definition.help)\n"
            + "# TYPE \(name) \(definition.kind.rawValue)\n" + unit
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n").replacing(
            "\"",
            with: "\\\""
        )
    }

    /// To six digits, which is as exact as the numbers of these histories are.
    private static func number(_ value: Double) -> String {
        let digits = String(format: "%.6f", value)
        let short = digits.reversed().drop { $0 == "0" }.drop { $0 == "." }
        guard digits.hasSuffix(".000000") else { return String(short.reversed()) }
        return String(digits.dropLast(7)).replacing(/^-0$/, with: "0")
    }

    private static func time(_ date: Date) -> Double { date.timeIntervalSince1970 }

    private static func seconds(_ duration: Duration) -> Double { duration / .seconds(1) }
}
