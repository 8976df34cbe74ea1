import Foundation

/// What a path leads to.
enum Destination: Equatable {
    case metrics, healthy, ready, reload, probe
    case accounts, incidents, configuration, buildInformation
    case account(String)
    case statusPage, incidentsPage, stylesheet, icon
    case accountPage(String)
    /// The root above the route prefix.
    case home
    /// Below `/api`, and nothing of ours.
    case unknownCall
    case nowhere

    /// Reads a path, percent-encoded, as it stands in the request line.
    init(path: String, below prefix: String) {
        guard path.hasPrefix(prefix) else {
            self = path == "/" ? .home : .nowhere
            return
        }
        let rest = path.dropFirst(prefix.count)
        guard rest.isEmpty || rest.hasPrefix("/") else {
            self = .nowhere
            return
        }
        let parts = rest.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        self.init(parts: parts.map { $0.removingPercentEncoding ?? Self.unreadable })
    }

    /// Stands for bytes that are no UTF-8, and leads nowhere.
    private static let unreadable = "\u{fffd}"

    private init(parts: [String]) {
        switch parts {
        case [], [""]: self = .statusPage
        case ["metrics"]: self = .metrics
        case ["-", "healthy"]: self = .healthy
        case ["-", "ready"]: self = .ready
        case ["-", "reload"]: self = .reload
        case ["probe"]: self = .probe
        case ["incidents"]: self = .incidentsPage
        case ["style.css"]: self = .stylesheet
        case ["icon.svg"]: self = .icon
        default: self = Destination(name: parts) ?? Destination(call: parts)
        }
    }

    private init?(name parts: [String]) {
        guard parts.count == 2, parts.first == "accounts", let name = parts.last, !name.isEmpty
        else { return nil }
        self = .accountPage(name)
    }

    private init(call parts: [String]) {
        guard parts.first == "api" else {
            self = .nowhere
            return
        }
        switch Array(parts.dropFirst()) {
        case ["v1", "accounts"]: self = .accounts
        case ["v1", "incidents"]: self = .incidents
        case ["v1", "status", "config"]: self = .configuration
        case ["v1", "status", "buildinfo"]: self = .buildInformation
        case let rest where rest.count == 3 && rest.starts(with: ["v1", "accounts"]):
            self = rest.last.map { .account($0) } ?? .unknownCall
        default: self = .unknownCall
        }
    }

    /// The methods that work here.
    var methods: Set<String> {
        self == .reload ? ["POST", "PUT"] : ["GET", "HEAD"]
    }

    /// Whether programs ask, who want JSON also when something is wrong.
    var isCall: Bool {
        switch self {
        case .accounts, .incidents, .configuration, .buildInformation, .account, .unknownCall:
            true
        case .metrics, .healthy, .ready, .reload, .probe, .statusPage, .incidentsPage,
            .stylesheet, .icon, .accountPage, .home, .nowhere:
            false
        }
    }
}
