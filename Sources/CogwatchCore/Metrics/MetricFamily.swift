/// The catalogue: every family that `/metrics` may show, in the order in which it is shown.
///
/// The raw values are the names.
package enum MetricFamily: String, Sendable, CaseIterable {
    case buildInfo = "cogwatch_build_info"
    case accountInfo = "cogwatch_account_info"
    case accountState = "cogwatch_account_state"
    case failureCause = "cogwatch_failure_cause"
    case failureSince = "cogwatch_failure_since_timestamp_seconds"
    case probeSuccess = "cogwatch_probe_success"
    case probeDuration = "cogwatch_probe_duration_seconds"
    case probePhaseDuration = "cogwatch_probe_phase_duration_seconds"
    case probeStatusCode = "cogwatch_probe_http_status_code"
    case lastProbe = "cogwatch_last_probe_timestamp_seconds"
    case lastSuccess = "cogwatch_last_success_timestamp_seconds"
    case probes = "cogwatch_probes_total"
    case probeLatency = "cogwatch_probe_latency_seconds"
    case keyValid = "cogwatch_key_valid"
    case keyIssued = "cogwatch_key_issued_timestamp_seconds"
    case keyExpiry = "cogwatch_key_expiry_timestamp_seconds"
    case tokenLifetime = "cogwatch_token_lifetime_seconds"
    case voicesAvailable = "cogwatch_voices_available"
    case trialExpiry = "cogwatch_trial_expiry_timestamp_seconds"
    case trialDaysRemaining = "cogwatch_trial_days_remaining"
    case certificateExpiry = "cogwatch_tls_certificate_expiry_timestamp_seconds"
    case experiments = "cogwatch_diagnosis_experiments_total"
    case incidents = "cogwatch_incidents"
    case silences = "cogwatch_silences"
    case notifications = "cogwatch_notifications_total"
    case notificationErrors = "cogwatch_notification_errors_total"
    case notificationLatency = "cogwatch_notification_latency_seconds"
    case queueLength = "cogwatch_notification_queue_length"
    case queueOldest = "cogwatch_notification_queue_oldest_timestamp_seconds"
    case schedulerLag = "cogwatch_scheduler_lag_seconds"
    case missedRounds = "cogwatch_scheduler_missed_rounds_total"
    case reloadSuccessful = "cogwatch_config_last_reload_successful"
    case reloadSuccessTime = "cogwatch_config_last_reload_success_timestamp_seconds"
    case configHash = "cogwatch_config_hash"
    case discoverySuccess = "cogwatch_discovery_last_success_timestamp_seconds"
    case discoveredAccounts = "cogwatch_discovered_accounts"
    case discoveryErrors = "cogwatch_discovery_errors_total"
    case vaultSuccess = "cogwatch_key_vault_last_success_timestamp_seconds"
    case vaultUnreadable = "cogwatch_key_vault_unreadable_secrets"
    case vaultErrors = "cogwatch_key_vault_errors_total"
    case processCPU = "process_cpu_seconds_total"
    case processThreads = "process_threads"
    case processOpenFiles = "process_open_fds"
    case processMaximumFiles = "process_max_fds"
    case processVirtualMemory = "process_virtual_memory_bytes"
    case processMaximumVirtualMemory = "process_virtual_memory_max_bytes"
    case processResidentMemory = "process_resident_memory_bytes"
    case processStart = "process_start_time_seconds"

    /// Name, type, labels and meaning.
    package var definition: MetricDefinition {
        MetricDefinition(rawValue, kind, help: help, labels: labels)
    }

    /// Whether accounts have samples of it, rather than the agent as a whole.
    var isOfAccounts: Bool { labels.first == "account" }

    /// The rows of the table in `docs/metrics.md`.
    package static func documentationRows() -> [String] {
        allCases.map(\.definition.documentationRow)
    }
}

extension MetricFamily {
    private var kind: MetricDefinition.Kind {
        switch self {
        case .probes, .experiments, .notifications, .notificationErrors, .missedRounds,
            .discoveryErrors, .vaultErrors, .processCPU:
            .counter
        case .probeLatency, .notificationLatency, .schedulerLag: .histogram
        case .buildInfo, .accountInfo, .accountState, .failureCause, .failureSince,
            .probeSuccess, .probeDuration, .probePhaseDuration, .probeStatusCode, .lastProbe,
            .lastSuccess, .keyValid, .keyIssued, .keyExpiry, .tokenLifetime, .voicesAvailable,
            .trialExpiry, .trialDaysRemaining, .certificateExpiry, .incidents, .silences,
            .queueLength,
            .queueOldest, .reloadSuccessful, .reloadSuccessTime, .configHash, .discoverySuccess,
            .discoveredAccounts, .vaultSuccess, .vaultUnreadable, .processThreads,
            .processOpenFiles, .processMaximumFiles, .processVirtualMemory,
            .processMaximumVirtualMemory, .processResidentMemory, .processStart:
            .gauge
        }
    }

    private var labels: [String] {
        switch self {
        case .buildInfo: ["version", "revision", "swift_version"]
        case .accountInfo:
            ["account", "kind", "azure_cloud", "azure_region", "host", "sku", "label_*"]
        case .accountState: ["account", "state"]
        case .failureCause: ["account", "category", "cause", "confidence"]
        case .probeSuccess, .probeDuration, .probeStatusCode, .lastProbe, .lastSuccess:
            ["account", "operation"]
        case .probePhaseDuration: ["account", "operation", "phase"]
        case .probes: ["account", "operation", "outcome"]
        case .probeLatency: ["azure_cloud", "azure_region", "operation"]
        case .keyValid, .keyIssued, .keyExpiry: ["account", "key"]
        case .failureSince, .tokenLifetime, .voicesAvailable, .trialExpiry, .trialDaysRemaining:
            ["account"]
        case .certificateExpiry: ["host"]
        case .experiments: ["experiment", "outcome"]
        case .incidents: ["state", "cause"]
        case .silences: ["state"]
        case .notifications: ["receiver", "integration", "outcome"]
        case .notificationErrors: ["receiver", "integration", "reason"]
        case .notificationLatency: ["integration"]
        case .queueLength, .queueOldest: ["receiver"]
        case .discoverySuccess, .discoveredAccounts: ["source"]
        case .discoveryErrors: ["source", "reason"]
        case .vaultSuccess, .vaultUnreadable: ["vault"]
        case .vaultErrors: ["vault", "reason"]
        case .schedulerLag, .missedRounds, .reloadSuccessful, .reloadSuccessTime, .configHash,
            .processCPU,
            .processThreads, .processOpenFiles, .processMaximumFiles, .processVirtualMemory,
            .processMaximumVirtualMemory, .processResidentMemory, .processStart:
            []
        }
    }
}
