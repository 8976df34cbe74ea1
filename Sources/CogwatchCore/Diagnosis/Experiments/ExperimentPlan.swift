import Foundation

/// Chooses the next experiment: the one whose answer is worth most for its cost.
struct ExperimentPlan {
    /// What to do next.
    enum Idea: Sendable {
        case attempt(Attempt)
        /// Look the names behind a custom domain up.
        case lookUp(String)

        var host: String {
            switch self {
            case .attempt(let attempt): attempt.host
            case .lookUp(let host): "names of \(host)"
            }
        }
    }

    /// An idea that is put together only when its turn has come: most never come.
    struct Offer {
        /// Nil where the question cannot be put.
        let idea: () -> Idea?
        /// What the answer is worth, in bits for each request.
        let value: Double
        /// Whether it costs a request.
        let isRequest: Bool
    }

    let file: CaseFile
    let diagnosis: Diagnosis
    let account: Account
    let key: AccountKey
    let allowed: Set<Experiment>
    let surroundings: Surroundings

    /// The experiments that are left, the most valuable first.
    func ranked() -> [Offer] {
        offers().enumerated().sorted { left, right in
            // Among equals the order of the catalogue, so that the same case asks the same.
            left.element.value == right.element.value
                ? left.offset < right.offset : left.element.value > right.element.value
        }.map(\.element)
    }

    private func offers() -> [Offer] {
        guard file.category == .auth, diagnosis.confidence != .certain else {
            return namesTellMore ? lookUp() : []
        }
        let found = file.findings
        // Once the key is known somewhere, only what confirms that is worth asking.
        if let place = found.first(where: { $0.experiment == .otherRegion && $0.knowsTheKey }) {
            return confirmation(of: place)
        }
        let isSettled = found.contains {
            [.otherService, .otherCloud].contains($0.experiment) && $0.knowsTheKey
        }
        let isOfBearerOnly = file.failures.allSatisfy { $0.operation == .bearer }
        guard !isSettled, !isOfBearerOnly,
            file.isPlainRefusal || file.failures.contains(where: { $0.status == 404 })
        else { return [] }
        // A key that Resource Manager lists as this resource's own belongs nowhere else.
        let isAtHome = surroundings.neighbours.refuseAll || file.isCurrentKey
        let far = isAtHome ? [] : regions() + services() + clouds()
        return lookUp() + redirect() + control() + bearer() + far
    }

    private func isDone(_ experiment: Experiment) -> Bool {
        file.findings.contains { $0.experiment == experiment }
    }

    private func offer(
        chance: Double,
        cost: Double = 1,
        _ attempt: @autoclosure @escaping () -> Attempt?
    ) -> Offer {
        Offer(
            idea: { attempt().map(Idea.attempt) },
            value: Self.entropy(chance) / cost,
            isRequest: true
        )
    }

    /// What the answer to a yes-or-no question teaches, in bits.
    static func entropy(_ chance: Double) -> Double {
        guard chance > 0, chance < 1 else { return 0 }
        return -chance * log2(chance) - (1 - chance) * log2(1 - chance)
    }

    /// Whether the verdict stands, and the name still says what to mend: a private endpoint with a
    /// public address, or a domain that is gone.
    private var namesTellMore: Bool {
        if diagnosis.cause == .publicAccessDisabled { return true }
        return file.failures.contains {
            if case .noResponse(.nameNotResolved) = $0.observation { true } else { false }
        }
    }

    // Names are free: nobody is shown a key, and nothing is asked of Azure's gateway.
    private func lookUp() -> [Offer] {
        guard let domain = account.customDomain ?? doubtfulHost, allowed.contains(.domainName),
            !isDone(.domainName)
        else { return [] }
        return [
            Offer(idea: { .lookUp(domain) }, value: Self.entropy(0.4) / 0.2, isRequest: false)
        ]
    }

    /// A host of a region that may not be.
    private var doubtfulHost: String? {
        Regions.doubt(about: account.region, in: account.cloud) == nil ? nil : account.mainHost
    }

    private func redirect() -> [Offer] {
        guard let domain = account.customDomain, account.kind.servesSpeech,
            allowed.contains(.domainRedirect), !isDone(.domainRedirect)
        else { return [] }
        return [
            offer(
                chance: 0.4,
                cost: 0.4,
                Attempt(redirectOf: domain, timeout: account.probeTimeout)
            )
        ]
    }

    private func control() -> [Offer] {
        guard allowed.contains(.bogusKey), !isDone(.bogusKey),
            let reading = file.failures.first(where: { $0.operation != .bearer })
        else { return [] }
        let bogus = AccountKey(name: "a made-up key", origin: "cogwatch", secret: Self.bogusKey)
        guard let probe = Probe(reading.operation, of: account, key: bogus) else { return [] }
        return [
            offer(chance: 0.15, Attempt(.bogusKey, of: key.name, probe: probe, plain: reading))
        ]
    }

    /// It has the form of a key and belongs to nobody.
    private static let bogusKey = Secret(String(repeating: "0", count: 32))

    private func bearer() -> [Offer] {
        guard allowed.contains(.bearer), !isDone(.bearer), !account.operations.contains(.bearer),
            let token = file.readings.first(where: { $0.operation == .token })?.token,
            file.failures.contains(where: { $0.operation == .voices }),
            let probe = Probe(.bearer, of: account, key: key, token: token)
        else { return [] }
        return [offer(chance: 0.5, Attempt(.bearer, of: key.name, probe: probe))]
    }

    private func regions() -> [Offer] {
        guard allowed.contains(.otherRegion), let operation = question(of: account) else {
            return []
        }
        return suspicion.regions().map { region, chance in
            offer(
                chance: chance,
                asking(operation, account.with(region: region), .otherRegion, region)
            )
        }
    }

    private func services() -> [Offer] {
        guard allowed.contains(.otherService) else { return [] }
        return suspicion.services().compactMap { kind, chance -> Offer? in
            // Regional Translators are asked on the very host that Speech is.
            let isGlobal = kind.hasGlobalAccounts(in: account.cloud)
            let usual = account.with(kind: kind)
            let other = isGlobal ? usual.with(region: "global") : usual
            guard let operation = proof(of: other) else { return nil }
            return offer(chance: chance, asking(operation, other, .otherService, kind.rawValue))
        }
    }

    private func clouds() -> [Offer] {
        guard allowed.contains(.otherCloud), let operation = question(of: account) else {
            return []
        }
        return suspicion.clouds().map { region, chance in
            let other = account.with(cloud: region.cloud).with(region: region.id)
            return offer(chance: chance, asking(operation, other, .otherCloud, region.id))
        }
    }

    // A token is no proof that the key may be used for speech (Azure-Samples/Cognitive-Speech-TTS
    // issues 83 and 95), so the place that issued one is asked for voices, too.
    private func confirmation(of place: Finding) -> [Offer] {
        let isAsked = file.findings.contains {
            $0.experiment == .otherRegion && $0.subject == place.subject && $0.operation == .voices
        }
        guard place.operation == .token, place.outcome == .accepted, !isAsked,
            account.operations.contains(.voices)
        else { return [] }
        let there = account.with(region: place.subject)
        return [offer(chance: 0.5, asking(.voices, there, .otherRegion, place.subject))]
    }

    private func asking(
        _ operation: Operation,
        _ other: Account,
        _ experiment: Experiment,
        _ subject: String
    ) -> Attempt? {
        Probe(operation, of: other, key: key).map { Attempt(experiment, of: subject, probe: $0) }
    }

    private var suspicion: Suspicion {
        Suspicion(file, of: account, among: surroundings)
    }

    /// What only the service's own keys open; a token is given to those of others, too.
    private func proof(of account: Account) -> Operation? {
        account.operations.first { $0 != .token && $0 != .bearer } ?? account.operations.first
    }

    /// What is asked elsewhere: the cheapest operation that shows the key's worth.
    private func question(of account: Account) -> Operation? {
        account.operations.first { $0 == .token } ?? account.operations.first { $0 != .bearer }
    }
}
