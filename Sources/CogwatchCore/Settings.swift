/// Everything that the configuration file decides, checked and with secrets read.
package struct Settings: Sendable {
    package var accounts: [Account]
    /// Added to every alert's labels.
    package var externalLabels: [String: String]
    package var httpClient: HTTPClientSettings
    package var diagnosis: DiagnosisPolicy
    package var alerting: AlertingSettings
    package var discovery: DiscoverySettings
    package var privacy: PrivacySettings

    package init(
        accounts: [Account],
        externalLabels: [String: String] = [:],
        httpClient: HTTPClientSettings = HTTPClientSettings(),
        diagnosis: DiagnosisPolicy = DiagnosisPolicy(),
        alerting: AlertingSettings = AlertingSettings(),
        discovery: DiscoverySettings = DiscoverySettings(),
        privacy: PrivacySettings = PrivacySettings()
    ) {
        self.accounts = accounts
        self.externalLabels = externalLabels
        self.httpClient = httpClient
        self.diagnosis = diagnosis
        self.alerting = alerting
        self.discovery = discovery
        self.privacy = privacy
    }
}

/// What people may be shown of each other.
package struct PrivacySettings: Sendable, Equatable {
    /// Whether evidence names who made a key anew.
    package var showsCaller: Bool

    package init(showsCaller: Bool = false) {
        self.showsCaller = showsCaller
    }
}

/// Where further accounts are found.
package struct DiscoverySettings: Sendable, Equatable {
    package var files: [FileDiscovery]
    package var azure: [AzureDiscovery]

    package init(files: [FileDiscovery] = [], azure: [AzureDiscovery] = []) {
        self.files = files
        self.azure = azure
    }
}

/// Files that hold lists of accounts.
package struct FileDiscovery: Sendable, Equatable {
    /// Paths to open, each of which may hold wildcards as a shell has them.
    package var patterns: [String]
    /// The longest time after which a change is seen.
    package var refreshInterval: Duration

    package init(patterns: [String], refreshInterval: Duration) {
        self.patterns = patterns
        self.refreshInterval = refreshInterval
    }
}

/// How probes reach Azure.
package struct HTTPClientSettings: Sendable, Equatable {
    package enum IPFamily: String, Sendable, CaseIterable {
        case any, ipv4, ipv6
    }

    /// How much of a connection two probes may share.
    package enum ConnectionPolicy: String, Sendable, CaseIterable {
        /// A new TCP connection with a full TLS handshake for every probe.
        case fresh
        /// A new TCP connection; the TLS session is resumed, with a full handshake every 15 minutes.
        case resume
        /// Connections are kept.
        case reuse
    }

    /// Nil where no proxy is used.
    ///
    /// May hold a password.
    package var proxyURL: Secret?
    /// Hosts that are reached without the proxy, comma-separated as curl reads them.
    package var noProxy: String?
    /// Whether `HTTPS_PROXY` and its kin decide where `proxyURL` is nil.
    package var proxyFromEnvironment: Bool
    /// Extra trust: PEM bundle used instead of the system's.
    package var caFile: String?
    package var clientCertificateFile: String?
    package var clientKeyFile: String?
    /// Another number for other contents of these three files; 0 where there are none.
    ///
    /// Certificates are renewed under the same names, and are read when a door opens.
    package var fileContents: UInt64
    /// Skips certificate checks.
    ///
    /// `cogwatch check` warns.
    package var insecureSkipVerify: Bool
    package var enableHTTP2: Bool
    /// `HOST:PORT:CONNECT-HOST:CONNECT-PORT`, as curl's `--connect-to`.
    package var connectTo: [String]
    package var ipFamily: IPFamily
    package var connection: ConnectionPolicy

    package init(
        proxyURL: Secret? = nil,
        noProxy: String? = nil,
        proxyFromEnvironment: Bool = false,
        caFile: String? = nil,
        clientCertificateFile: String? = nil,
        clientKeyFile: String? = nil,
        fileContents: UInt64 = 0,
        insecureSkipVerify: Bool = false,
        enableHTTP2: Bool = true,
        connectTo: [String] = [],
        ipFamily: IPFamily = .any,
        connection: ConnectionPolicy = .resume
    ) {
        self.proxyURL = proxyURL
        self.noProxy = noProxy
        self.proxyFromEnvironment = proxyFromEnvironment
        self.caFile = caFile
        self.clientCertificateFile = clientCertificateFile
        self.clientKeyFile = clientKeyFile
        self.fileContents = fileContents
        self.insecureSkipVerify = insecureSkipVerify
        self.enableHTTP2 = enableHTTP2
        self.connectTo = connectTo
        self.ipFamily = ipFamily
        self.connection = connection
    }
}

extension HTTPClientSettings {
    /// Whether this machine itself resolves the names of Azure's hosts.
    package var resolvesNames: Bool {
        proxyURL == nil && !proxyFromEnvironment && connectTo.isEmpty
    }
}

/// When a failure is believed, and how long a new key may need.
package struct DiagnosisPolicy: Sendable, Equatable {
    /// Extra probes before a failure is believed.
    package var confirmations: Int
    /// The pause before each of them.
    package var confirmInterval: Duration
    /// How long after a key or account appeared or changed a refusal may be propagation.
    package var propagationGrace: Duration
    /// What a diagnosis may try, in the order of the file.
    package var experiments: [Experiment]
    /// The most requests that one diagnosis may make.
    package var maximumRequests: Int

    package init(
        confirmations: Int = 2,
        confirmInterval: Duration = .seconds(2),
        propagationGrace: Duration = .seconds(600),
        experiments: [Experiment] = Experiment.standard,
        maximumRequests: Int = 40
    ) {
        self.confirmations = confirmations
        self.confirmInterval = confirmInterval
        self.propagationGrace = propagationGrace
        self.experiments = experiments
        self.maximumRequests = maximumRequests
    }
}

/// Who is told what.
package struct AlertingSettings: Sendable {
    /// Nil where no route is configured: alerts then are kept and shown, and nobody is notified.
    package var route: Route?
    package var receivers: [Receiver]
    /// As configured.
    package var inhibitRules: [InhibitRule]
    /// The times that routes name.
    package var timeIntervals: [String: [TimeWindow]]
    /// Time before a trial's end at which `TrialExpiring` fires, longest first.
    package var trialThresholds: [Duration]
    /// Each of them is sent every incident.
    package var alertmanagers: [AlertmanagerInstance]
    package var heartbeat: HeartbeatSettings?

    package init(
        route: Route? = nil,
        receivers: [Receiver] = [],
        inhibitRules: [InhibitRule] = [],
        timeIntervals: [String: [TimeWindow]] = [:],
        trialThresholds: [Duration] = [
            .seconds(7 * 86_400), .seconds(3 * 86_400), .seconds(86_400),
        ],
        alertmanagers: [AlertmanagerInstance] = [],
        heartbeat: HeartbeatSettings? = nil
    ) {
        self.route = route
        self.receivers = receivers
        self.inhibitRules = inhibitRules
        self.timeIntervals = timeIntervals
        self.trialThresholds = trialThresholds
        self.alertmanagers = alertmanagers
        self.heartbeat = heartbeat
    }

    /// The rules in force: those that are configured, and those that go without saying.
    package var allInhibitRules: [InhibitRule] { InhibitRule.ofFleet + inhibitRules }
}
