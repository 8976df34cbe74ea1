import Foundation

/// What a path leads to.
enum Destination: Equatable {
    case metrics, healthy, ready, reload, probe
    case accounts, incidents, configuration, buildInformation
    case account(String)
    case silences
    case silence(String)
    case statusPage, incidentsPage, stylesheet, script, icon
    case accountPage(String)
    case silencesPage, newSilencePage
    /// A picture of an account's state.
    case badge(String)
    /// Where the button of a silence leads.
    case silenceEnd(String)
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
        case ["silences"]: self = .silencesPage
        case ["silences", "new"]: self = .newSilencePage
        case ["style.css"]: self = .stylesheet
        case ["assets", "page.js"]: self = .script
        case ["icon.svg"]: self = .icon
        default: self = Destination(name: parts) ?? Destination(call: parts)
        }
    }

    private static let pictureEnd = ".svg"

    private init?(name parts: [String]) {
        guard let name = parts.dropFirst().first, !name.isEmpty else { return nil }
        switch parts {
        case ["accounts", name]: self = .accountPage(name)
        case ["badge", name] where name.hasSuffix(Self.pictureEnd) && name != Self.pictureEnd:
            self = .badge(String(name.dropLast(Self.pictureEnd.count)))
        case ["silences", name, "expire"]: self = .silenceEnd(name)
        default: return nil
        }
    }

    private init(call parts: [String]) {
        guard parts.first == "api" else {
            self = .nowhere
            return
        }
        switch Array(parts.dropFirst()) {
        case ["v1", "accounts"]: self = .accounts
        case ["v1", "incidents"]: self = .incidents
        case ["v1", "silences"]: self = .silences
        case ["v1", "status", "config"]: self = .configuration
        case ["v1", "status", "buildinfo"]: self = .buildInformation
        case let rest where rest.count == 3 && rest.starts(with: ["v1", "accounts"]):
            self = rest.last.map { .account($0) } ?? .unknownCall
        case let rest where rest.count == 3 && rest.starts(with: ["v1", "silences"]):
            self = rest.last.map { .silence($0) } ?? .unknownCall
        default: self = .unknownCall
        }
    }

    /// The methods that work here.
    var methods: Set<String> {
        switch self {
        case .reload: ["POST", "PUT"]
        case .silences, .newSilencePage: ["GET", "HEAD", "POST"]
        case .silence: ["DELETE", "GET", "HEAD"]
        case .silenceEnd: ["POST"]
        case .metrics, .healthy, .ready, .probe, .accounts, .incidents, .configuration,
            .buildInformation, .account, .statusPage, .incidentsPage, .stylesheet, .script, .icon,
            .accountPage, .silencesPage, .badge, .home, .unknownCall, .nowhere:
            ["GET", "HEAD"]
        }
    }

    /// Whether programs ask, who want JSON also when something is wrong.
    var isCall: Bool {
        switch self {
        case .accounts, .incidents, .configuration, .buildInformation, .account, .silences,
            .silence, .unknownCall:
            true
        case .metrics, .healthy, .ready, .reload, .probe, .statusPage, .incidentsPage,
            .stylesheet, .script, .icon, .accountPage, .silencesPage, .newSilencePage, .silenceEnd,
            .badge, .home, .nowhere:
            false
        }
    }
}
