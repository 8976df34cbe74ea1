import Foundation

extension Scoreboard {
    /// Writes a family's samples: the one place that says which number feeds which family.
    ///
    /// Of a family of accounts it writes those of the accounts at `places`.
    func write(
        _ family: MetricFamily,
        of places: Range<Int>,
        to writer: inout SampleWriter,
        at now: Date,
        process: ProcessStatistics?
    ) {
        let rows = AccountRows(accounts: accounts, places: places)
        switch family {
        case .buildInfo: writer.sample(buildLabels, 1)
        case .accountInfo: rows.writeInfo(to: &writer)
        case .accountState: rows.writeStates(to: &writer)
        case .failureCause: rows.writeCauses(to: &writer)
        case .failureSince: rows.write(to: &writer) { $0.series.failureSince?.exposed }
        case .probeSuccess: rows.writeShown(to: &writer) { $0.succeeded ? 1 : 0 }
        case .probeDuration: rows.writeShown(to: &writer) { $0.timing.seconds }
        case .probePhaseDuration: rows.writePhases(to: &writer)
        case .probeStatusCode: rows.writeShown(to: &writer) { Double($0.status) }
        case .lastProbe: rows.writeShown(to: &writer) { $0.at.exposed }
        case .lastSuccess: rows.writeOperations(to: &writer) { $0.lastSuccess?.exposed }
        case .probes: rows.writeCounts(to: &writer)
        case .probeLatency: writeLatencies(to: &writer)
        case .keyValid: rows.writeKeys(to: &writer) { $1.map { $0 ? 1 : 0 } }
        case .keyIssued: rows.writeKeys(to: &writer) { key, _ in key.issued?.exposed }
        case .keyExpiry: rows.writeKeys(to: &writer) { key, _ in key.expires?.exposed }
        case .tokenLifetime:
            rows.write(to: &writer) { $0.series.tokenExpiry?.timeIntervalSince(now).inMilliseconds }
        case .voicesAvailable: rows.write(to: &writer) { $0.series.voices.map(Double.init) }
        case .trialExpiry:
            rows.write(to: &writer) { $0.series.facts.trial?.expires.exposed }
        case .trialDaysRemaining:
            rows.write(to: &writer) { account in
                // A millionth of a day is a tenth of a second.
                account.series.facts.trial.map {
                    ($0.daysRemaining(at: now) * 1e6).rounded() / 1e6
                }
            }
        case .certificateExpiry: writeCertificates(to: &writer)
        case .incidents: writeIncidents(to: &writer)
        case .silences: writeSilences(to: &writer)
        case .experiments: writeExperiments(to: &writer)
        case .notifications: writeNotifications(to: &writer)
        case .notificationErrors: writeNotificationErrors(to: &writer)
        case .notificationLatency: writeNotificationLatencies(to: &writer)
        case .queueLength: writeQueueLengths(to: &writer)
        case .queueOldest: writeQueueAges(to: &writer)
        case .schedulerLag: writer.histogram(lag)
        case .missedRounds: writer.sample([], Double(missedRounds))
        case .reloadSuccessful:
            writer.value(configuration.map { $0.lastReloadSucceeded ? 1 : 0 })
        case .reloadSuccessTime: writer.value(configuration?.lastSuccess?.exposed)
        case .configHash:
            // A double holds 53 bits exactly; 48, as Alertmanager takes.
            writer.value(configuration?.hash.map { Double($0 & 0xffff_ffff_ffff) })
        case .discoverySuccess: discovery.writeSuccesses(to: &writer)
        case .discoveredAccounts: discovery.writeCounts(to: &writer)
        case .discoveryErrors: discovery.writeErrors(to: &writer)
        case .vaultSuccess: vaults.writeSuccesses(to: &writer)
        case .vaultUnreadable: vaults.writeUnreadable(to: &writer)
        case .vaultErrors: vaults.writeErrors(to: &writer)
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

extension AccountSeries {
    fileprivate var failureSince: Date? {
        verdict?.diagnosis == nil ? nil : verdict?.failingSince
    }
}
