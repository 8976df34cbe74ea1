package import Foundation

/// The numbers that Prometheus scrapes and the pages show.
///
/// A value: whoever renders takes a copy, which shares its storage with the original until that
/// changes, and needs no lock afterwards.
package struct Scoreboard: Sendable {
    /// What all accounts of a region share a histogram by.
    struct Region: Hashable, Sendable {
        let cloud: Cloud
        let region: String
        let operation: Operation
    }

    /// What all accounts share a host by that have none of their own.
    private struct Sharer: Hashable {
        let region: Region
        let kind: AzureService
    }

    /// A row of the notification counters.
    struct Recipient: Hashable, Sendable {
        let receiver: String
        let integration: String
        let outcome: NotificationOutcome
    }

    /// A row of the counters of what went wrong with notifications.
    struct NotificationErrorRow: Hashable, Sendable {
        let addressee: Addressee
        let fault: NotificationFault
    }

    /// A row of the experiments' counters.
    struct ExperimentRow: Hashable, Sendable {
        let experiment: Experiment
        let outcome: Finding.Outcome
    }

    /// The configuration in force.
    struct Configuration: Sendable {
        var lastReloadSucceeded: Bool
        var lastSuccess: Date?
        var hash: UInt64?
    }

    package let build: BuildDescription
    /// When the agent started.
    package let startedAt: Date

    private(set) var accounts = Roster()
    /// Those that are probed.
    private var hosts: Set<String> = []
    private(set) var latencies: [Region: Histogram] = [:]
    private(set) var certificates: [String: Date] = [:]
    private(set) var lag = Histogram(.lag)
    private(set) var missedRounds: UInt64 = 0
    private(set) var experiments: [ExperimentRow: UInt64] = [:]
    private(set) var notifications: [Recipient: UInt64] = [:]
    private(set) var notificationErrors: [NotificationErrorRow: UInt64] = [:]
    private(set) var notificationLatencies: [String: Histogram] = [:]
    private(set) var receivers: [String] = []
    private(set) var queues: [QueueStatus] = []
    private(set) var incidents: [IncidentCount] = []
    private(set) var silences: [Silence.State: Int] = [:]
    private(set) var configuration: Configuration?
    var discovery = DiscoveryNumbers()
    var vaults = VaultNumbers()

    package init(build: BuildDescription, startedAt: Date) {
        self.build = build
        self.startedAt = startedAt
    }

    /// Watches these accounts from now on, at the start and after each reload.
    ///
    /// Known counters stand at zero from here; what is still watched keeps its numbers, and the
    /// series of accounts, keys, hosts and regions that left vanish.
    ///
    /// - Parameters:
    ///   - watched: Those that are probed.
    ///   - waiting: Those whose key is still to come, of which nothing is known.
    package mutating func watch(_ watched: [WatchedAccount], waiting: [WatchedAccount] = []) {
        if accounts.adopt(watched, waiting: waiting) { forgetStrangers() }
    }

    /// Names the receivers that notifications may go to, whose counters then stand at zero.
    ///
    /// - Parameters:
    ///   - watched: The receivers of routes.
    ///   - others: Who is told without a queue.
    package mutating func watch(receivers watched: [Receiver], others: [Addressee] = []) {
        let routed = watched.flatMap { receiver in
            receiver.integrations.map { Addressee(receiver: receiver.name, integration: $0.kind) }
        }
        var counters: [Recipient: UInt64] = [:]
        var errors: [NotificationErrorRow: UInt64] = [:]
        for addressee in routed + others {
            for fault in NotificationFault.allCases {
                let row = NotificationErrorRow(addressee: addressee, fault: fault)
                errors[row] = notificationErrors[row] ?? 0
            }
            for outcome in NotificationOutcome.allCases {
                let row = Recipient(
                    receiver: addressee.receiver,
                    integration: addressee.integration,
                    outcome: outcome
                )
                counters[row] = notifications[row] ?? 0
            }
        }
        var histograms: [String: Histogram] = [:]
        for kind in routed.map(\.integration) {
            histograms[kind] = notificationLatencies[kind] ?? Histogram(.notifications)
        }
        notifications = counters
        notificationErrors = errors
        notificationLatencies = histograms
        receivers = watched.map(\.name)
    }

    private mutating func forgetStrangers() {
        var regions: [Region: Histogram] = [:]
        var sharers: Set<Sharer> = []
        hosts = []
        accounts.forEach(in: 0..<accounts.count) { record in
            let account = record.series.facts.watched.account
            for operation in account.operations {
                let region = Region(account, operation)
                let sharer = Sharer(region: region, kind: account.kind)
                let isKnown = account.customDomain == nil && !sharers.insert(sharer).inserted
                guard !isKnown else { continue }
                if regions[region] == nil {
                    regions[region] = latencies[region] ?? Histogram(.probes)
                }
                if let host = account.host(for: operation) { hosts.insert(host) }
            }
        }
        latencies = regions
        certificates = certificates.filter { hosts.contains($0.key) }
    }
}

extension Scoreboard.Region {
    init(_ account: Account, _ operation: Operation) {
        self.init(cloud: account.cloud, region: account.region, operation: operation)
    }
}

// MARK: - What the agent reports

extension Scoreboard {
    /// Counts a probe, and shows it where it was made with the key in use.
    ///
    /// Results of accounts that are no longer watched are dropped. Whether the key is valid is for
    /// ``keyStands(account:key:isValid:)`` to say, after the whole round.
    package mutating func record(_ result: ProbeResult) {
        guard let place = accounts.place(of: result.account) else { return }
        // Every answer spells its host anew; the accounts of a region share one string.
        let host = hosts.firstIndex(of: result.host).map { hosts[$0] } ?? result.host
        accounts[place].record(result, host: host)
        let region = Region(accounts[place].facts.watched.account, result.operation)
        latencies[region]?.observe(result.timing.total)
        // Mostly it is known, and to say so again would copy the table after each scrape.
        guard let expiry = result.certificateExpiry, certificates[host] != expiry else { return }
        certificates[host] = expiry
    }

    /// Shows whether a key is accepted.
    package mutating func keyStands(account: String, key: String, isValid: Bool) {
        guard let place = accounts.place(of: account) else { return }
        let index = accounts[place].facts.keys.firstIndex { $0.name == key }
        guard let index, accounts[place].validity[index] != isValid else { return }
        accounts[place].validity[index] = isValid
    }

    /// Shows what a confirmed round of probes said.
    package mutating func record(_ verdict: Verdict, state: AccountState) {
        guard let place = accounts.place(of: verdict.account) else { return }
        var series = accounts[place]
        series.verdict = verdict
        series.state = state
        accounts[place] = series
    }

    /// Shows that a failure of the account is being confirmed.
    package mutating func pending(account: String) {
        guard let place = accounts.place(of: account) else { return }
        accounts[place].state = .pending
    }

    /// Recalls a success from before the start; a newer one stays.
    package mutating func primeLastSuccess(account: String, operation: Operation, at date: Date) {
        guard let place = accounts.place(of: account) else { return }
        let index = accounts[place].operations.firstIndex {
            $0.numbers.operation == operation
        }
        guard let index else { return }
        accounts[place].operations[index].succeeded(at: date)
    }

    /// Counts an experiment.
    package mutating func count(_ finding: Finding) {
        let row = ExperimentRow(experiment: finding.experiment, outcome: finding.outcome)
        experiments[row, default: 0] &+= 1
    }

    /// Counts how late a probe started.
    package mutating func schedulerLag(_ late: Duration) {
        lag.observe(late)
    }

    /// Counts rounds that were skipped.
    package mutating func missed(rounds: Int) {
        missedRounds &+= UInt64(max(0, rounds))
    }

    /// Counts what went wrong with a notification.
    package mutating func count(
        _ fault: NotificationFault,
        of addressee: Addressee,
        times: Int = 1
    ) {
        let row = NotificationErrorRow(addressee: addressee, fault: fault)
        notificationErrors[row, default: 0] &+= UInt64(max(0, times))
    }

    /// Counts an attempt to deliver, and of a delivered one the time from the verdict to the
    /// receiver's 2xx.
    ///
    /// - Parameters:
    ///   - addressee: Who was to be told.
    ///   - outcome: How the attempt ended.
    ///   - latency: Of one that was delivered.
    ///   - fault: Of one that was not.
    package mutating func notified(
        _ addressee: Addressee,
        outcome: NotificationOutcome,
        latency: Duration? = nil,
        fault: NotificationFault? = nil
    ) {
        let row = Recipient(
            receiver: addressee.receiver,
            integration: addressee.integration,
            outcome: outcome
        )
        notifications[row, default: 0] &+= 1
        if let fault { count(fault, of: addressee) }
        guard let latency else { return }
        notificationLatencies[addressee.integration, default: Histogram(.notifications)].observe(
            latency
        )
    }

    /// Shows the outbox; receivers that are not named have an empty queue.
    package mutating func setQueues(_ queues: [QueueStatus]) {
        self.queues = queues
    }

    /// Shows the incidents; states and causes that are not named have none.
    package mutating func setIncidents(_ counts: [IncidentCount]) {
        incidents = counts
    }

    /// Shows the silences; states that are not named have none.
    package mutating func setSilences(_ counts: [Silence.State: Int]) {
        silences = counts
    }

    /// Shows how an attempt to load the configuration ended.
    ///
    /// - Parameters:
    ///   - successfully: Whether it is now in force.
    ///   - date: When.
    ///   - configHash: Of the file that was read; shown only once it is in force.
    package mutating func reloaded(successfully: Bool, at date: Date, configHash: UInt64) {
        var next =
            configuration
            ?? Configuration(lastReloadSucceeded: false, lastSuccess: nil, hash: nil)
        next.lastReloadSucceeded = successfully
        if successfully {
            next.lastSuccess = date
            next.hash = configHash
        }
        configuration = next
    }

    /// Shows that a file that the configuration refers to has changed, and is in force.
    package mutating func refreshed(configHash: UInt64) {
        configuration?.hash = configHash
    }
}

// MARK: - What pages and API ask

extension Scoreboard {
    /// One account as it stands; nil when none has this name.
    package func report(for name: String) -> AccountReport? {
        accounts.place(of: name).map { AccountReport(accounts[$0]) }
    }

    /// All accounts as they stand, by name.
    package func reports() -> [AccountReport] {
        (0..<accounts.count).map { AccountReport(accounts[$0]) }
    }

    /// All accounts, by name, none of them unpacked.
    package func glances() -> [AccountGlance] {
        var glances: [AccountGlance] = []
        glances.reserveCapacity(accounts.count)
        accounts.forEach(in: 0..<accounts.count) { glances.append(AccountGlance($0)) }
        return glances
    }
}
