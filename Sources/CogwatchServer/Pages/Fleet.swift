import CogwatchCore
import Foundation

/// The accounts as the status page needs them: counted, filtered, sorted, and few of them unpacked.
struct Fleet {
    /// The most rows of a page.
    static let pageLength = 100
    /// The most choices that a form offers.
    private static let choiceLimit = 200

    let all: [AccountGlance]
    let query: FleetQuery
    /// How many accounts stand in each way.
    private(set) var counts: [FleetQuery.Standing: Int] = [:]
    /// The causes that there are, in the order of the enumeration.
    private(set) var causes: [Cause] = []
    private(set) var regions: [String] = []
    /// Labels as `name=value`.
    private(set) var labels: [String] = []
    /// Those that need a human, in the order of names.
    private(set) var troubled: [AccountGlance] = []
    /// Those with a spare key that is refused.
    private(set) var deadSpares: [AccountGlance] = []
    /// What the query finds, in its order.
    private(set) var found: [AccountGlance] = []

    init(_ all: [AccountGlance], _ query: FleetQuery) {
        self.all = all
        self.query = query
        let filter = Filter(query)
        var (causes, regions, labels) = (Set<Cause>(), Set<String>(), Set<String>())
        for glance in all {
            if let cause = glance.cause { causes.insert(cause) }
            regions.insert(glance.region)
            if labels.count < Self.choiceLimit {
                for (name, value) in glance.labels { labels.insert("\(name)=\(value)") }
            }
            count(glance)
            if filter.accepts(glance) { found.append(glance) }
        }
        self.causes = Cause.allCases.filter(causes.contains)
        self.regions = regions.sorted()
        self.labels = labels.sorted()
        found = Self.sorted(found, by: query)
    }

    private mutating func count(_ glance: AccountGlance) {
        counts[FleetQuery.Standing(glance.state), default: 0] += 1
        if glance.trial != nil { counts[.trial, default: 0] += 1 }
        if glance.hasRefusedSpare {
            counts[.deadSpare, default: 0] += 1
            deadSpares.append(glance)
        }
        guard glance.needsAttention else { return }
        counts[.attention, default: 0] += 1
        troubled.append(glance)
    }

    func count(of standing: FleetQuery.Standing) -> Int { counts[standing] ?? 0 }

    /// At least 1.
    var pageCount: Int { max(1, (found.count + Self.pageLength - 1) / Self.pageLength) }

    /// The page that is shown: the last one, where the query asks for more than there are.
    var page: Int { min(query.page, pageCount) }

    /// The rows that are shown, as offsets of ``found``.
    var window: Range<Int> {
        let start = (page - 1) * Self.pageLength
        return start..<min(start + Self.pageLength, found.count)
    }

    private static func sorted(
        _ glances: [AccountGlance],
        by query: FleetQuery
    ) -> [AccountGlance] {
        // They come in the order of names, which decides between equals.
        let sorted: [AccountGlance] =
            switch query.order {
            case .urgency: byNumber(glances) { Double($0.rank) }
            case .name: glances
            case .region: byText(glances, \.region)
            case .success:
                byNumber(glances) { $0.lastSuccess?.timeIntervalSince1970 ?? -.infinity }
            case .trial:
                byNumber(glances) { $0.trial?.expires.timeIntervalSince1970 ?? .infinity }
            case .latency: byNumber(glances) { -($0.slowest ?? -1) }
            }
        return query.isReversed ? sorted.reversed() : sorted
    }

    private static func byNumber(
        _ glances: [AccountGlance],
        _ number: (AccountGlance) -> Double
    ) -> [AccountGlance] {
        glances.map(number).enumerated().sorted {
            ($0.element, $0.offset) < ($1.element, $1.offset)
        }
        .map { glances[$0.offset] }
    }

    private static func byText(
        _ glances: [AccountGlance],
        _ text: (AccountGlance) -> String
    ) -> [AccountGlance] {
        glances.map(text).enumerated().sorted { ($0.element, $0.offset) < ($1.element, $1.offset) }
            .map { glances[$0.offset] }
    }
}

/// Decides which accounts a query finds.
private struct Filter {
    let query: FleetQuery
    let search: TextSearch

    init(_ query: FleetQuery) {
        self.query = query
        search = TextSearch(query.text)
    }

    func accepts(_ glance: AccountGlance) -> Bool {
        if let standing = query.standing, !fits(glance, standing) { return false }
        if let cause = query.cause, glance.cause != cause { return false }
        if let cloud = query.cloud, glance.cloud != cloud { return false }
        if let region = query.region, glance.region != region { return false }
        if let label = query.label, !label.fits(glance.labels) { return false }
        return search.isEmpty || search.finds(in: texts(of: glance))
    }

    private func fits(_ glance: AccountGlance, _ standing: FleetQuery.Standing) -> Bool {
        switch standing {
        case .attention: glance.needsAttention
        case .deadSpare: glance.hasRefusedSpare
        case .trial: glance.trial != nil
        case .ok, .pending, .authFailing, .throttled, .unreachable, .degraded, .unknown:
            FleetQuery.Standing(glance.state) == standing
        }
    }

    private func texts(of glance: AccountGlance) -> [String] {
        [glance.name, glance.region, glance.cloud.rawValue, glance.kind.rawValue]
            + (glance.cause.map { [$0.rawValue] } ?? []) + glance.labels.map { "\($0)=\($1)" }
            + glance.keys.compactMap(\.fingerprint)
    }
}

extension AccountGlance {
    /// Whether somebody has to do something.
    var needsAttention: Bool { cause != nil || hasRefusedSpare }

    /// What burns comes first.
    var rank: Int { Rank.of(state, needsAttention: needsAttention) }
}

/// The order in which states ask for a person.
enum Rank {
    static func of(_ state: AccountState, needsAttention: Bool) -> Int {
        switch state {
        case .authFailing: 0
        case .unreachable: 1
        case .throttled: 2
        case .degraded: 3
        case .pending: 4
        case .unknown: needsAttention ? 3 : 6
        case .ok: needsAttention ? 5 : 7
        }
    }
}
