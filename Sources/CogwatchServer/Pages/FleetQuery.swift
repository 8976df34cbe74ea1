import CogwatchCore

/// What the address of the status page asks for: which accounts, in which order, which hundred.
struct FleetQuery: Equatable {
    /// The accounts of one tile.
    enum Standing: String, CaseIterable {
        /// Whoever needs a human, for whatever reason.
        case attention
        case authFailing = "auth_failing"
        case unreachable, throttled, degraded, pending, unknown, ok
        case deadSpare = "dead_spare"
        case trial

        init(_ state: AccountState) {
            switch state {
            case .ok: self = .ok
            case .pending: self = .pending
            case .authFailing: self = .authFailing
            case .throttled: self = .throttled
            case .unreachable: self = .unreachable
            case .degraded: self = .degraded
            case .unknown: self = .unknown
            }
        }
    }

    /// What the table is sorted by; the raw values stand in the address, with a `-` for the reverse.
    enum Order: String, CaseIterable {
        /// What burns first.
        case urgency
        case name
        case region
        /// Who has not worked for the longest time first.
        case success
        /// What ends soonest first.
        case trial
        /// The slowest first.
        case latency
    }

    /// An operator's label, with a value or with any.
    struct Label: Equatable {
        let name: String
        let value: String?

        init?(_ text: String) {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let first = parts.first, !first.isEmpty else { return nil }
            name = String(first)
            value = parts.dropFirst().first.map(String.init)
        }

        var text: String { value.map { "\(name)=\($0)" } ?? name }

        func fits(_ labels: [String: String]) -> Bool {
            guard let value else { return labels[name] != nil }
            return labels[name] == value
        }
    }

    var standing: Standing?
    var cause: Cause?
    var cloud: Cloud?
    var region: String?
    var label: Label?
    /// Words, all of which an account must contain somewhere.
    var text = ""
    var order = Order.urgency
    var isReversed = false
    /// From 1.
    var page = 1
    /// What could not be read and is left out, in words for whoever wrote it.
    private(set) var problems: [String] = []

    init() {}

    /// Reads an address.
    init(_ parameters: [String: [String]]) {
        for (name, values) in parameters.sorted(by: { $0.key < $1.key }) {
            // A form sends its empty fields too.
            guard let value = values.first(where: { !$0.isEmpty }) else { continue }
            read(name, value)
        }
    }

    private mutating func read(_ name: String, _ value: String) {
        switch name {
        case "state": standing = choice(value, of: "state")
        case "cause": cause = choice(value, of: "cause")
        case "cloud": cloud = choice(value, of: "cloud")
        case "region": region = value
        case "label":
            label = Label(value)
            if label == nil { complain("label", value, "write NAME or NAME=VALUE") }
        case "q": text = value
        case "sort":
            isReversed = value.hasPrefix("-")
            order = choice(isReversed ? String(value.dropFirst()) : value, of: "sort") ?? .urgency
        case "page":
            guard let number = Int(value), number > 0 else {
                return complain("page", value, "write a number from 1")
            }
            page = number
        default:
            let known = ["state", "cause", "cloud", "region", "label", "q", "sort", "page"]
            let hint = Spelling.closest(to: name, among: known).map { "did you mean \($0)?" }
            problems.append(
                "There is no filter \(Self.quoted(name)); "
                    + (hint ?? "there are \(known.joined(separator: ", ")).")
            )
        }
    }

    private mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ value: String,
        of name: String
    ) -> Choice? where Choice.RawValue == String {
        if let choice = Choice(rawValue: value) { return choice }
        let known = Choice.allCases.map(\.rawValue)
        let hint = Spelling.closest(to: value, among: known).map { "did you mean \($0)?" }
        complain(name, value, hint ?? "it is one of \(known.joined(separator: ", "))")
        return nil
    }

    private mutating func complain(_ name: String, _ value: String, _ hint: String) {
        let end = hint.hasSuffix("?") ? "" : "."
        problems.append("The filter \(name) is \(Self.quoted(value)); \(hint)\(end)")
    }

    private static func quoted(_ text: String) -> String { Labels.quoted(String(text.prefix(80))) }
}

extension FleetQuery {
    /// Whether it asks for less than all accounts.
    var isFilter: Bool {
        standing != nil || cause != nil || cloud != nil || region != nil || label != nil
            || !text.isEmpty
    }

    /// Whether it is the plain page.
    var isPlain: Bool { !isFilter && page == 1 && order == .urgency && !isReversed }

    var sort: String { (isReversed ? "-" : "") + order.rawValue }

    /// The fields of the address, without those that say what goes without saying.
    var fields: [(name: String, value: String)] {
        let all: [(name: String, value: String?)] = [
            ("state", standing?.rawValue), ("cause", cause?.rawValue), ("cloud", cloud?.rawValue),
            ("region", region), ("label", label?.text), ("q", text.isEmpty ? nil : text),
            ("sort", sort == Order.urgency.rawValue ? nil : sort),
            ("page", page == 1 ? nil : String(page)),
        ]
        return all.compactMap { field in field.value.map { (field.name, $0) } }
    }

    /// The same with a change, back on the first page.
    func with(_ change: (inout FleetQuery) -> Void) -> FleetQuery {
        var copy = self
        copy.page = 1
        change(&copy)
        return copy
    }

    /// The accounts of a tile, and nothing else.
    static func of(_ standing: Standing) -> FleetQuery {
        FleetQuery().with { $0.standing = standing }
    }
}
