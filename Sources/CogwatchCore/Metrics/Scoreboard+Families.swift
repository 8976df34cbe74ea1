import Foundation

extension Scoreboard {
    /// Writes a family's samples: the one place that says which number feeds which family.
    func write(
        _ family: MetricFamily,
        to writer: inout SampleWriter,
        at now: Date,
        process: ProcessStatistics?
    ) {
        switch family {
        case .buildInfo: writer.sample(buildLabels, [], 1)
        case .accountInfo:
            for account in accounts { writer.sample(account.infoLabels, [], 1) }
        case .accountState: writeStates(to: &writer)
        case .failureCause: writeCauses(to: &writer)
        case .failureSince: writeEach(to: &writer) { $0.failureSince?.exposed }
        case .probeSuccess: writeOperations(to: &writer) { $0.succeeded.map { $0 ? 1 : 0 } }
        case .probeDuration: writeProbed(to: &writer) { $0.duration }
        case .probePhaseDuration: writePhases(to: &writer)
        case .probeStatusCode: writeProbed(to: &writer) { Double($0.status) }
        case .lastProbe: writeOperations(to: &writer) { $0.lastProbe?.exposed }
        case .lastSuccess: writeOperations(to: &writer) { $0.lastSuccess?.exposed }
        case .probes: writeCounts(to: &writer)
        case .probeLatency: writeLatencies(to: &writer)
        case .keyValid: writeKeys(to: &writer) { $0.isValid.map { $0 ? 1 : 0 } }
        case .keyIssued: writeKeys(to: &writer) { $0.key.issued?.exposed }
        case .tokenLifetime:
            writeEach(to: &writer) { $0.tokenExpiry?.timeIntervalSince(now).inMilliseconds }
        case .voicesAvailable: writeEach(to: &writer) { $0.voices.map(Double.init) }
        case .trialExpiry: writeEach(to: &writer) { $0.watched.account.trial?.expires.exposed }
        case .trialDaysRemaining:
            writeEach(to: &writer) { account in
                // A millionth of a day is a tenth of a second.
                account.watched.account.trial.map {
                    ($0.daysRemaining(at: now) * 1e6).rounded() / 1e6
                }
            }
        case .certificateExpiry: writeCertificates(to: &writer)
        case .incidents: writeIncidents(to: &writer)
        case .silences: writeSilences(to: &writer)
        case .experiments: writeExperiments(to: &writer)
        case .notifications: writeNotifications(to: &writer)
        case .notificationLatency: writeNotificationLatencies(to: &writer)
        case .queueLength: writeQueueLengths(to: &writer)
        case .queueOldest: writeQueueAges(to: &writer)
        case .schedulerLag: writer.histogram(lag)
        case .reloadSuccessful:
            writer.value(configuration.map { $0.lastReloadSucceeded ? 1 : 0 })
        case .reloadSuccessTime: writer.value(configuration?.lastSuccess?.exposed)
        case .configHash:
            // A double holds 53 bits exactly; 48, as Alertmanager takes.
            writer.value(configuration?.hash.map { Double($0 & 0xffff_ffff_ffff) })
        case .processCPU: writer.value(process?.cpuSeconds)
        case .processThreads: writer.value(process?.threads.map(Double.init))
        case .processOpenFiles: writer.value(process?.openFiles.map(Double.init))
        case .processMaximumFiles: writer.value(process?.maximumFiles.map(Double.init))
        case .processVirtualMemory: writer.value(process?.virtualMemoryBytes.map(Double.init))
        case .processMaximumVirtualMemory:
            writer.value(process?.maximumVirtualMemoryBytes.map(Double.init))
        case .processResidentMemory: writer.value(process?.residentMemoryBytes.map(Double.init))
        case .processStart: writer.value(process?.start?.exposed)
        }
    }
}

// MARK: - Accounts

// These loops run half a million times in a scrape of ten thousand accounts. They go by index,
// because a `for` over the elements copies each, and a copy retains a dozen references: measured,
// it is half of the time.

extension Scoreboard {
    private func writeEach(
        to writer: inout SampleWriter,
        _ value: (borrowing AccountSeries) -> Double?
    ) {
        for place in accounts.indices {
            guard let value = value(accounts[place]) else { continue }
            writer.sample(accounts[place].labels, [], value)
        }
    }

    private func writeOperations(
        to writer: inout SampleWriter,
        _ value: (borrowing OperationSeries) -> Double?
    ) {
        for place in accounts.indices {
            for index in accounts[place].operations.indices {
                guard let value = value(accounts[place].operations[index]) else { continue }
                writer.sample(accounts[place].operations[index].labels, [], value)
            }
        }
    }

    private func writeProbed(
        to writer: inout SampleWriter,
        _ value: (borrowing OperationSeries) -> Double
    ) {
        writeOperations(to: &writer) { $0.succeeded == nil ? nil : value($0) }
    }

    private func writeKeys(
        to writer: inout SampleWriter,
        _ value: (borrowing KeySeries) -> Double?
    ) {
        for place in accounts.indices {
            for index in accounts[place].keys.indices {
                guard let value = value(accounts[place].keys[index]) else { continue }
                writer.sample(accounts[place].keys[index].labels, [], value)
            }
        }
    }

    private func writeStates(to writer: inout SampleWriter) {
        let states = AccountState.allCases.map { ($0, LabelText.after("state", $0.rawValue)) }
        for place in accounts.indices {
            let current = accounts[place].state
            let labels = accounts[place].labels
            for (state, label) in states {
                writer.sample(labels, label, state == current ? 1 : 0)
            }
        }
    }

    private func writeCauses(to writer: inout SampleWriter) {
        for place in accounts.indices {
            guard let diagnosis = accounts[place].verdict?.diagnosis else { continue }
            let cause =
                LabelText.after("category", diagnosis.category.rawValue)
                + LabelText.after("cause", diagnosis.cause.rawValue)
                + LabelText.after("confidence", diagnosis.confidence.rawValue)
            writer.sample(accounts[place].labels, cause, 1)
        }
    }

    private func writePhases(to writer: inout SampleWriter) {
        let labels = Phase.allCases.map { LabelText.after("phase", $0.rawValue) }
        for place in accounts.indices {
            for index in accounts[place].operations.indices {
                let own = accounts[place].operations[index].labels
                let phases = accounts[place].operations[index].phases
                for (label, seconds) in zip(labels, phases) where !seconds.isNaN {
                    writer.sample(own, label, seconds)
                }
            }
        }
    }

    private func writeCounts(to writer: inout SampleWriter) {
        let labels = ProbeOutcome.allCases.map { LabelText.after("outcome", $0.rawValue) }
        for place in accounts.indices {
            for index in accounts[place].operations.indices {
                let own = accounts[place].operations[index].labels
                let counts = accounts[place].operations[index].counts
                for (label, count) in zip(labels, counts) {
                    writer.sample(own, label, Int(clamping: count))
                }
            }
        }
    }
}

extension AccountSeries {
    fileprivate var failureSince: Date? {
        verdict?.diagnosis == nil ? nil : verdict?.failingSince
    }
}
