package import Foundation

/// Tells what strikes many accounts from what strikes one.
///
/// It hears how each account's round ended, and holds that a region is out when most of its
/// accounts that were asked since the trouble began fail for a reason that is not theirs, and that
/// the agent is cut off when nothing it asks answers any more, other regions included.
///
/// What it keeps of a healthy fleet does not grow, and a round costs no more among ten thousand
/// accounts than among ten.
package struct FleetWatch: Sendable {
    /// How a round of an account ended.
    package struct Round: Sendable {
        package let account: String
        package let ended: Date
        /// The failure that the service or the way to it is to blame for; nil for a success, and for
        /// a failure of the account's own.
        package let failure: Outage?
        /// When the last HTTP response of the round came; nil where none came.
        package let heardAt: Date?
        /// When the last probe was sent that got none; nil where there was no such.
        package let silentAt: Date?

        package init(
            account: String,
            ended: Date,
            failure: Outage?,
            heardAt: Date?,
            silentAt: Date?
        ) {
            self.account = account
            self.ended = ended
            self.failure = failure
            self.heardAt = heardAt
            self.silentAt = silentAt
        }
    }

    /// Failures that began further apart have nothing to do with each other.
    private static let together = 600.0
    private static let fewest = 2
    private static let mostAtOnce = 20
    /// Seconds between two questions while nobody hears anything.
    private static let betweenQuestions = 15.0
    /// The same after something was heard, which is the end of what was asked about before.
    private static let beforeNewQuestion = 2.0

    private var places: [String: Place] = [:]
    private var sizes: [Place: Int] = [:]
    private var troubles: [Place: RegionTrouble] = [:]
    private var lastHeard = Date.distantPast
    /// What fails without a response, and was asked after anything was heard for the last time.
    private var unheard: Set<String> = []
    private(set) package var blackout: Blackout?
    private var lastQuestion: Date?
    private var hasNewQuestion = true

    package init() {}

    /// Whether any account fails, or is held to, for a reason that is not its own.
    package var isTroubled: Bool { !troubles.isEmpty || !unheard.isEmpty || blackout != nil }

    /// All that an alert may be about.
    package var subjects: [FleetSubject] { sizes.keys.map(FleetSubject.region) + [.agent] }

    /// All that an alert is about now.
    package var raised: Set<FleetSubject> {
        var raised = Set(troubles.filter(\.value.isOutage).keys.map(FleetSubject.region))
        if blackout != nil { raised.insert(.agent) }
        return raised
    }

    /// The alert about a subject; nil where there is nothing to tell.
    package func alert(about subject: FleetSubject, by policy: AlertPolicy) -> Alert? {
        switch subject {
        case .region(let place):
            guard let trouble = troubles[place], trouble.isOutage else { return nil }
            return policy.alert(for: trouble, in: place, of: size(of: place))
        case .agent: return blackout.map(policy.alert)
        }
    }

    /// Whether rounds have told of a subject; after a restart what was told before is the better
    /// text until they do.
    package func hasEvidence(about subject: FleetSubject) -> Bool {
        switch subject {
        case .region(let place): troubles[place]?.hasEvidence ?? false
        case .agent: !unheard.isEmpty
        }
    }

    private func size(of place: Place) -> Int { sizes[place] ?? 0 }

    /// Puts it in line with the accounts that are configured now.
    package mutating func adopt(_ accounts: [Account]) {
        let isSame = accounts.allSatisfy { places[$0.name] == $0.place }
        guard !isSame || accounts.count != places.count else { return }
        places = Dictionary(accounts.map { ($0.name, $0.place) }) { first, _ in first }
        sizes = accounts.reduce(into: [:]) { $0[$1.place, default: 0] += 1 }
        for place in troubles.keys {
            guard sizes[place] != nil else {
                troubles[place] = nil
                continue
            }
            troubles[place]?.keep { places[$0] == place }
        }
        unheard = unheard.filter { places[$0] != nil }
        blackout?.keep { places[$0] != nil }
    }

    /// Takes up what was held before a restart, until rounds tell otherwise.
    ///
    /// - Parameter open: When each began.
    package mutating func resume(_ open: [FleetSubject: Date]) {
        for (subject, since) in open {
            switch subject {
            case .region(let place) where sizes[place] != nil:
                troubles[place] = RegionTrouble(since: since, isOutage: true)
            case .region: continue
            case .agent: blackout = Blackout(since: since, victims: Set(places.keys))
            }
        }
    }

    /// Notes that an account fails, and that this is being confirmed.
    package mutating func doubt(_ account: String, at now: Date) {
        guard let place = places[account] else { return }
        var trouble = troubles[place] ?? RegionTrouble(since: now)
        if !trouble.isOutage, now.timeIntervalSince(trouble.since) > Self.together {
            trouble.beginAnew(at: now, keepingThoseAfter: now.addingTimeInterval(-Self.together))
        }
        trouble.doubt(account)
        troubles[place] = trouble
    }

    /// Takes in the end of a round.
    package mutating func note(_ round: Round) {
        guard let place = places[round.account] else { return }
        if let heardAt = round.heardAt, heardAt > lastHeard {
            heard(at: heardAt)
            hasNewQuestion = true
        }
        if round.failure != nil, let silentAt = round.silentAt, silentAt > lastHeard {
            unheard.insert(round.account)
        }
        weigh(round, at: place)
        judge(place, at: round.ended)
        blackout?.asked(round.account, isSilent: unheard.contains(round.account))
        endBlackoutIfOver(at: round.ended)
    }

    /// Accounts to ask soon, because only they are missing to know that a trouble is over.
    package mutating func takeAccountsToAsk() -> Set<String> {
        var names = Set(blackout?.takeAccountsToAsk(limit: Self.mostAtOnce) ?? [])
        for place in troubles.keys {
            names.formUnion(troubles[place]?.takeAccountsToAsk(limit: Self.mostAtOnce) ?? [])
        }
        return names
    }

    /// Whether an alert of the fleet tells what an account's failure is, if it is not its own.
    package func explains(_ account: String) -> Bool {
        guard blackout == nil else { return true }
        return places[account].flatMap { troubles[$0]?.isOutage } ?? false
    }

    /// Takes in whether any answer came to ``question(at:)``.
    package mutating func learn(isAnswered: Bool, at now: Date) {
        if isAnswered { return heard(at: now) }
        guard hearsNothing else { return }
        blackout?.goOn()
        guard blackout == nil else { return }
        let begins = unheard.compactMap { name in
            places[name].flatMap { troubles[$0]?.beginning(of: name) }
        }
        blackout = Blackout(since: begins.min() ?? now, victims: unheard)
    }

    /// What to ask to find out whether the agent itself is cut off.
    ///
    /// - Returns: Requests of which one answer is enough; nil while there is nothing to find out, or
    ///   it was asked a short while ago.
    package mutating func question(at now: Date) -> [Request]? {
        guard let due = nextQuestion(at: now), due <= now else { return nil }
        lastQuestion = now
        hasNewQuestion = false
        let silent = Set(unheard.compactMap { places[$0] })
        let regions = Set(silent.map(\.region))
        return silent.min { $0.region < $1.region }
            .map { Lighthouse.requests(besides: $0, and: regions) }
    }

    /// When ``question(at:)`` has one.
    package func nextQuestion(at now: Date) -> Date? {
        guard hearsNothing else { return nil }
        guard let lastQuestion, lastQuestion <= now else { return now }
        let pause = hasNewQuestion ? Self.beforeNewQuestion : Self.betweenQuestions
        return max(now, lastQuestion.addingTimeInterval(pause))
    }
}

extension FleetWatch {
    private var hearsNothing: Bool { unheard.count >= Self.fewest }

    private mutating func heard(at now: Date) {
        let isNews = !unheard.isEmpty || troubles.values.contains { $0.since >= lastHeard }
        lastHeard = max(lastHeard, now)
        unheard = []
        blackout?.beginReview()
        endBlackoutIfOver(at: now)
        guard isNews else { return }
        for place in troubles.keys { judge(place, at: now) }
    }

    private mutating func weigh(_ round: Round, at place: Place) {
        guard let failure = round.failure else {
            troubles[place]?.answers(round.account)
            return
        }
        var trouble = troubles[place] ?? RegionTrouble(since: failure.since)
        let isOfThis = failure.since >= trouble.since.addingTimeInterval(-Self.together)
        trouble.fails(round.account, by: isOfThis ? failure : nil, at: round.ended)
        troubles[place] = trouble
    }

    private mutating func judge(_ place: Place, at now: Date) {
        guard var trouble = troubles[place] else { return }
        if trouble.isOutage {
            trouble.endOutageIfFewFail(among: size(of: place), at: now)
        } else if blackout == nil, !hearsNothing, lastHeard > trouble.since {
            // While nothing at all is heard, it is as well the agent that is cut off.
            trouble.beginOutageIfMostFail()
        }
        troubles[place] = trouble.isIdle ? nil : trouble
    }

    private mutating func endBlackoutIfOver(at now: Date) {
        guard blackout?.isReviewed == true, !hearsNothing else { return }
        blackout = nil
        for place in troubles.keys { judge(place, at: now) }
    }
}
