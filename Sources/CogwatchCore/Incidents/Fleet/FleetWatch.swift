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
        package let began: Date
        package let ended: Date
        /// The failure that the service or the way to it is to blame for; nil for a success, and for
        /// a failure of the account's own.
        package let failure: Cause?
        /// The first failing probe of that failure.
        package let failingSince: Date?
        /// Whether any probe of the round got an HTTP response.
        package let wasHeard: Bool

        /// What a verdict says of a round.
        package init(_ verdict: Verdict, began: Date, wasHeard: Bool) {
            let isOfService = verdict.diagnosis?.category == .unreachable
            self.init(
                account: verdict.account,
                began: began,
                ended: verdict.at,
                failure: isOfService ? verdict.diagnosis?.cause : nil,
                failingSince: verdict.failingSince,
                wasHeard: wasHeard
            )
        }

        package init(
            account: String,
            began: Date,
            ended: Date,
            failure: Cause?,
            failingSince: Date?,
            wasHeard: Bool
        ) {
            self.account = account
            self.began = began
            self.ended = ended
            self.failure = failure
            self.failingSince = failingSince
            self.wasHeard = wasHeard
        }
    }

    /// Failures that began further apart have nothing to do with each other.
    private static let together = 600.0
    private static let fewest = 2
    private static let betweenQuestions = 60.0

    private var places: [String: Place] = [:]
    private var sizes: [Place: Int] = [:]
    private var troubles: [Place: RegionTrouble] = [:]
    private var lastHeard = Date.distantPast
    /// What fails without a response, and was asked after anything was heard for the last time.
    private var unheard: [String: Cause] = [:]
    private(set) package var blackout: Blackout?
    private var lastQuestion: Date?

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

    private func size(of place: Place) -> Int { sizes[place] ?? 0 }

    /// Puts it in line with the accounts that are configured now.
    package mutating func adopt(_ accounts: [Account]) {
        places = Dictionary(accounts.map { ($0.name, $0.place) }) { first, _ in first }
        sizes = accounts.reduce(into: [:]) { $0[$1.place, default: 0] += 1 }
        for place in troubles.keys {
            guard sizes[place] != nil else {
                troubles[place] = nil
                continue
            }
            troubles[place]?.keep { places[$0] == place }
            judge(place)
        }
        unheard = unheard.filter { places[$0.key] != nil }
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
        if round.wasHeard {
            heard(at: round.ended)
        } else if let failure = round.failure, round.began > lastHeard {
            unheard[round.account] = failure
        }
        weigh(round, at: place)
        judge(place)
        blackout?.asked(round.account, isSilent: unheard[round.account] != nil)
        endBlackoutIfOver()
    }

    /// Takes in whether any answer came to ``question(at:)``.
    package mutating func learn(isAnswered: Bool, at now: Date) {
        if isAnswered { return heard(at: now) }
        guard hearsNothing else { return }
        blackout?.goOn()
        guard blackout == nil else { return }
        let begins = unheard.keys.compactMap { name in
            places[name].flatMap { troubles[$0]?.failing[name]?.since }
        }
        blackout = Blackout(since: begins.min() ?? now, victims: Set(unheard.keys))
    }

    /// What to ask to find out whether the agent itself is cut off.
    ///
    /// - Returns: Requests of which one answer is enough; nil while there is nothing to find out, or
    ///   it was asked a short while ago.
    package mutating func question(at now: Date) -> [Request]? {
        guard let due = nextQuestion(at: now), due <= now else { return nil }
        lastQuestion = now
        let silent = Set(unheard.keys.compactMap { places[$0] })
        let regions = Set(silent.map(\.region))
        return silent.min { $0.region < $1.region }
            .map { Lighthouse.requests(besides: $0, and: regions) }
    }

    /// When ``question(at:)`` has one.
    package func nextQuestion(at now: Date) -> Date? {
        guard hearsNothing else { return nil }
        guard let lastQuestion, lastQuestion <= now else { return now }
        return max(now, lastQuestion.addingTimeInterval(Self.betweenQuestions))
    }
}

extension FleetWatch {
    private var hearsNothing: Bool { unheard.count >= Self.fewest }

    private mutating func heard(at now: Date) {
        let isNews = !unheard.isEmpty || troubles.values.contains { $0.since >= lastHeard }
        lastHeard = max(lastHeard, now)
        unheard = [:]
        blackout?.beginReview()
        endBlackoutIfOver()
        guard isNews else { return }
        for place in troubles.keys { judge(place) }
    }

    private mutating func weigh(_ round: Round, at place: Place) {
        guard let failure = round.failure else {
            troubles[place]?.answers(round.account)
            return
        }
        let since = round.failingSince ?? round.began
        var trouble = troubles[place] ?? RegionTrouble(since: since)
        let isOfThis = since >= trouble.since.addingTimeInterval(-Self.together)
        trouble.fails(round.account, by: isOfThis ? failure : nil, since: since)
        troubles[place] = trouble
    }

    private mutating func judge(_ place: Place) {
        guard var trouble = troubles[place] else { return }
        if trouble.isOutage {
            trouble.isOutage = !trouble.isOver(among: size(of: place))
        } else {
            // While nothing at all is heard, it is as well the agent that is cut off.
            let isRegions = blackout == nil && !hearsNothing && lastHeard > trouble.since
            trouble.isOutage = isRegions && trouble.strikesMost
        }
        troubles[place] = trouble.isIdle ? nil : trouble
    }

    private mutating func endBlackoutIfOver() {
        guard blackout?.isReviewed == true, !hearsNothing else { return }
        blackout = nil
        for place in troubles.keys { judge(place) }
    }
}
