extension MetricFamily {
    /// One sentence for a person who meets the metric in a query builder.
    var help: String {
        switch self {
        case .buildInfo: "Always 1; the labels tell which program this is."
        case .accountInfo: "Always 1; the labels describe a configured account."
        case .accountState: "1 for the state that the account is in, 0 for all others."
        case .failureCause: "1 while this is the account's verdict; absent when all is well."
        case .failureSince: "When the first probe of the current failure failed."
        case .probeSuccess:
            "Whether the last probe with the key in use succeeded. Probes run on the agent's own"
                + " timer, not on scrapes."
        case .probeDuration: "How long the last probe took as a whole."
        case .probePhaseDuration: "How long each phase of the last probe took."
        case .probeStatusCode: "HTTP status of the last probe; 0 when there was no answer."
        case .lastProbe: "When the last probe ended."
        case .lastSuccess: "When a probe last succeeded; known over restarts."
        case .probes: "Probes with any of the account's keys, by outcome."
        case .probeLatency: "Duration of all probes of all accounts of a region."
        case .keyValid: "Whether the key was accepted when it was last tried."
        case .keyIssued: "The month in which the key was issued, as an annotated key tells it."
        case .keyExpiry: "When the key's secret in Key Vault expires, where it is marked with that."
        case .tokenLifetime: "How long the last issued token stays valid."
        case .voicesAvailable: "Entries of the last full voices list."
        case .trialExpiry: "When the account's trial ends."
        case .trialDaysRemaining: "Days until the trial ends, with fractions; negative afterwards."
        case .certificateExpiry: "When the certificate that the host last showed expires."
        case .experiments: "Experiments made to tell causes apart, by outcome."
        case .incidents: "Incidents by state and cause."
        case .silences: "Silences by state; expired ones are remembered for five days."
        case .notifications: "Attempts to deliver a notification, by outcome."
        case .notificationErrors:
            "Attempts that delivered nothing, or not what they should, by reason."
        case .notificationLatency: "From a verdict to the receiver's 2xx."
        case .queueLength: "Notifications on disk that wait for delivery."
        case .queueOldest: "When the oldest waiting notification was written."
        case .schedulerLag: "From the time at which a probe was due to its start."
        case .missedRounds:
            "Rounds of accounts that were skipped: the last one took too long, or the agent stood still."
        case .reloadSuccessful: "Whether the last attempt to load the configuration succeeded."
        case .reloadSuccessTime: "When the configuration was last loaded with success."
        case .configHash: "A number that changes with the configuration in force."
        case .discoverySuccess:
            "When a source of accounts was last read as a whole; known over restarts."
        case .discoveredAccounts:
            "Accounts in the last good list of a source, after its filter."
        case .discoveryErrors: "Attempts to ask a source of accounts that came to nothing."
        case .vaultSuccess: "When a secret of a Key Vault was last read."
        case .vaultUnreadable:
            "Secrets of a Key Vault that could not be read when they were last asked for."
        case .vaultErrors: "Attempts to read a secret of a Key Vault that came to nothing."
        case .processCPU: "User and system CPU time spent."
        case .processThreads: "Operating system threads."
        case .processOpenFiles: "Open file descriptors."
        case .processMaximumFiles: "The most file descriptors that may be open."
        case .processVirtualMemory: "Virtual memory size."
        case .processMaximumVirtualMemory: "The most virtual memory; -1 without a limit."
        case .processResidentMemory: "Resident memory size."
        case .processStart: "When the process started, in Unix time."
        }
    }
}
