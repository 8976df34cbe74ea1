import CogwatchCore
import Foundation
import Testing
import TestSupport

/// A fleet, its clock, and what its rounds tell.
private final class Fleet {
    var watch = FleetWatch()
    var now = Sample.start

    /// - Parameter sizes: Accounts by region; they are named `REGION-1`, `REGION-2` …
    init(_ sizes: [String: Int]) {
        let accounts = sizes.flatMap { region, count in
            (1...count).map { Account(name: "\(region)-\($0)", region: region, keys: []) }
        }
        watch.adopt(accounts)
    }

    static func place(_ region: String) -> FleetSubject {
        .region(Place(cloud: .public, region: region))
    }

    func pass(_ seconds: Double) { now += seconds }

    /// A round without a response.
    func silent(_ account: String, since: Date? = nil) {
        end(account, .timeout, since: since, wasHeard: false)
    }

    /// A round that the service answered as one that is broken.
    func broken(_ account: String, since: Date? = nil) {
        end(account, .serviceOutage, since: since, wasHeard: true)
    }

    /// A success, or a failure of the account's own.
    func answered(_ account: String) {
        end(account, nil, since: nil, wasHeard: true)
    }

    private func end(_ account: String, _ cause: Cause?, since: Date?, wasHeard: Bool) {
        let began = now
        if cause != nil, since == nil { watch.doubt(account, at: began) }
        pass(4)
        watch.note(
            FleetWatch.Round(
                account: account,
                ended: now,
                failure: cause.map { Outage(cause: $0, since: since ?? began) },
                heardAt: wasHeard ? now : nil,
                silentAt: wasHeard ? nil : now - 1
            )
        )
    }

    /// Whether the hosts of other regions were asked, and what came of it.
    func lighthouse(answers: Bool) -> Bool {
        guard watch.question(at: now)?.isEmpty == false else { return false }
        watch.learn(isAnswered: answers, at: now)
        return true
    }
}

@Suite("The watch over a fleet")
struct FleetWatchTests {
    private let europe = Fleet.place("westeurope")

    @Test("holds a region for out when most of its accounts that were asked fail")
    func outage() {
        let fleet = Fleet(["westeurope": 20, "eastus": 2])
        fleet.broken("westeurope-1")
        #expect(fleet.watch.raised.isEmpty)
        fleet.broken("westeurope-2")
        #expect(fleet.watch.raised == [europe])
    }

    @Test("takes an account among answering neighbours for what it is")
    func lone() {
        let fleet = Fleet(["westeurope": 4])
        fleet.watch.doubt("westeurope-1", at: fleet.now)
        fleet.answered("westeurope-2")
        fleet.answered("westeurope-3")
        fleet.answered("westeurope-4")
        fleet.broken("westeurope-1", since: Sample.start)
        fleet.broken("westeurope-2")
        #expect(fleet.watch.raised.isEmpty)
        fleet.broken("westeurope-3")
        #expect(fleet.watch.raised == [europe])
    }

    @Test("does not take an old failure and a new one for one outage")
    func apart() {
        let fleet = Fleet(["westeurope": 3])
        let long = fleet.now
        fleet.broken("westeurope-1")
        fleet.answered("westeurope-2")
        fleet.answered("westeurope-3")
        fleet.pass(3600)
        fleet.broken("westeurope-2")
        fleet.broken("westeurope-1", since: long)
        #expect(fleet.watch.raised.isEmpty)
        fleet.broken("westeurope-3")
        #expect(fleet.watch.raised == [europe])
    }

    @Test("holds an outage until most accounts that were asked are answered, and enough were")
    func end() {
        let fleet = Fleet(["westeurope": 8, "eastus": 1])
        for number in 1...8 { fleet.broken("westeurope-\(number)") }
        for number in 1...5 {
            fleet.answered("westeurope-\(number)")
            #expect(fleet.watch.raised == [europe], "after \(number)")
        }
        fleet.answered("westeurope-6")
        // Few fail now; those were asked before it was so, and are asked once more.
        #expect(fleet.watch.raised == [europe])
        #expect(fleet.watch.takeAccountsToAsk() == ["westeurope-7", "westeurope-8"])
        #expect(fleet.watch.takeAccountsToAsk().isEmpty)
        fleet.answered("westeurope-7")
        fleet.broken("westeurope-8", since: Sample.start)
        #expect(fleet.watch.raised.isEmpty)
        fleet.answered("westeurope-8")
        #expect(!fleet.watch.isTroubled)
    }

    @Test("asks hosts that no account has to do with before it calls silence an outage")
    func silentRegion() {
        let fleet = Fleet(["westeurope": 3])
        fleet.silent("westeurope-1")
        #expect(fleet.lighthouse(answers: true) == false)
        fleet.silent("westeurope-2")
        #expect(fleet.watch.raised.isEmpty)
        #expect(fleet.lighthouse(answers: true))
        #expect(fleet.watch.raised == [europe])
    }

    @Test("needs no such host where another region's account is answered")
    func otherRegion() {
        let fleet = Fleet(["westeurope": 3, "eastus": 1])
        fleet.silent("westeurope-1")
        fleet.answered("eastus-1")
        fleet.silent("westeurope-2")
        #expect(fleet.watch.raised == [europe])
        #expect(fleet.lighthouse(answers: false) == false)
    }

    @Test(
        "takes itself for cut off when nothing answers, wherever its accounts are",
        arguments: [
            ["westeurope": 2], ["westeurope": 1, "eastus": 1], ["westeurope": 3, "eastus": 9],
        ]
    )
    func blackout(sizes: [String: Int]) {
        let fleet = Fleet(sizes)
        let names = sizes.flatMap { region, count in (1...count).map { "\(region)-\($0)" } }
        for name in names.prefix(2) { fleet.silent(name) }
        #expect(fleet.lighthouse(answers: false))
        #expect(fleet.watch.raised == [.agent])
        #expect(fleet.watch.blackout?.since == Sample.start)
        for name in names.dropFirst(2) { fleet.silent(name) }
        #expect(fleet.watch.raised == [.agent])
    }

    @Test("is not cut off because of a single account")
    func single() {
        let fleet = Fleet(["westeurope": 1])
        for _ in 1...5 {
            fleet.silent("westeurope-1", since: Sample.start)
            #expect(fleet.watch.nextQuestion(at: fleet.now) == nil)
        }
        #expect(fleet.watch.raised.isEmpty)
    }

    @Test("does not count what was asked before the last sign of life")
    func stale() {
        let fleet = Fleet(["westeurope": 1, "eastus": 2])
        let began = fleet.now
        fleet.answered("eastus-1")
        fleet.watch.note(
            FleetWatch.Round(
                account: "westeurope-1",
                ended: fleet.now + 1,
                failure: Outage(cause: .timeout, since: began),
                heardAt: nil,
                silentAt: began
            )
        )
        fleet.silent("eastus-2")
        #expect(fleet.watch.nextQuestion(at: fleet.now) == nil)
    }

    @Test("waits after the first sign of life until all that were cut off were asked again")
    func review() {
        let fleet = Fleet(["westeurope": 4, "eastus": 4])
        let names = ["westeurope", "eastus"].flatMap { region in (1...4).map { "\(region)-\($0)" } }
        for name in names.prefix(2) { fleet.silent(name) }
        #expect(fleet.lighthouse(answers: false))
        for name in names.dropFirst(2) { fleet.silent(name) }
        fleet.answered(names[0])
        // So few are not waited for: each is to be asked at once, and only once.
        #expect(fleet.watch.takeAccountsToAsk() == Set(names.dropFirst()))
        #expect(fleet.watch.takeAccountsToAsk().isEmpty)
        for name in names.dropFirst() {
            #expect(fleet.watch.raised == [.agent], "before \(name)")
            fleet.answered(name)
        }
        #expect(fleet.watch.raised.isEmpty)
    }

    @Test("finds a region out behind a blackout that is over")
    func behind() {
        let fleet = Fleet(["westeurope": 4])
        for number in 1...4 { fleet.silent("westeurope-\(number)") }
        #expect(fleet.lighthouse(answers: false))
        fleet.pass(60)
        for number in 1...4 { fleet.silent("westeurope-\(number)", since: Sample.start) }
        #expect(fleet.lighthouse(answers: true))
        for number in 1...4 { fleet.silent("westeurope-\(number)", since: Sample.start) }
        #expect(fleet.watch.raised == [.agent])
        fleet.pass(60)
        #expect(fleet.lighthouse(answers: true))
        #expect(fleet.watch.raised == [europe])
    }

    @Test("asks at once about a new silence, whatever it asked about the last one")
    func anew() {
        let fleet = Fleet(["westeurope": 2, "eastus": 1])
        fleet.silent("westeurope-1")
        fleet.silent("westeurope-2")
        #expect(fleet.lighthouse(answers: false))
        fleet.answered("eastus-1")
        fleet.silent("westeurope-1")
        fleet.silent("westeurope-2")
        #expect(fleet.lighthouse(answers: false))
    }

    @Test("goes on with a blackout after a gap in it")
    func gap() {
        let fleet = Fleet(["westeurope": 1, "eastus": 1])
        fleet.silent("westeurope-1")
        fleet.silent("eastus-1")
        #expect(fleet.lighthouse(answers: false))
        fleet.answered("eastus-1")
        fleet.pass(60)
        fleet.silent("westeurope-1")
        fleet.silent("eastus-1")
        #expect(fleet.lighthouse(answers: false))
        #expect(fleet.watch.raised == [.agent])
    }

    @Test("asks its question again after a while")
    func pace() {
        let fleet = Fleet(["westeurope": 2])
        fleet.silent("westeurope-1")
        fleet.silent("westeurope-2")
        #expect(fleet.lighthouse(answers: false))
        #expect(fleet.lighthouse(answers: false) == false)
        #expect(fleet.watch.nextQuestion(at: fleet.now) == fleet.now + 15)
        fleet.pass(15)
        #expect(fleet.lighthouse(answers: false))
    }

    @Test("keeps over a restart what was held before, until enough accounts tell otherwise")
    func restart() {
        let fleet = Fleet(["westeurope": 4])
        fleet.watch.resume([europe: Sample.start - 300, .agent: Sample.start - 300])
        #expect(fleet.watch.raised == [europe, .agent])
        fleet.answered("westeurope-1")
        #expect(fleet.watch.raised == [europe, .agent])
        fleet.answered("westeurope-2")
        fleet.answered("westeurope-3")
        #expect(fleet.watch.raised == [.agent])
        fleet.answered("westeurope-4")
        #expect(fleet.watch.raised.isEmpty)
    }

    @Test("forgets a region whose accounts are gone")
    func gone() {
        let fleet = Fleet(["westeurope": 2, "eastus": 1])
        fleet.broken("westeurope-1")
        fleet.broken("westeurope-2")
        fleet.watch.adopt([Account(name: "eastus-1", region: "eastus", keys: [])])
        #expect(!fleet.watch.isTroubled)
        #expect(Set(fleet.watch.subjects) == [Fleet.place("eastus"), .agent])
    }

    @Test("counts an account that moved where it is now")
    func moved() {
        let fleet = Fleet(["westeurope": 2, "eastus": 1])
        fleet.watch.adopt(
            [("westeurope-1", "westeurope"), ("westeurope-2", "eastus"), ("eastus-1", "eastus")]
                .map { Account(name: $0, region: $1, keys: []) }
        )
        fleet.broken("westeurope-2")
        fleet.broken("eastus-1")
        #expect(fleet.watch.raised == [Fleet.place("eastus")])
    }
}

@Suite("The hosts that are asked when nothing answers")
struct LighthouseTests {
    @Test("are of the same cloud, of regions that were not asked yet, and carry no key")
    func hosts() {
        for cloud in Cloud.allCases {
            for region in Regions.regions(in: cloud) {
                let requests = Lighthouse.requests(
                    besides: Place(cloud: cloud, region: region.id),
                    and: ["eastus"]
                )
                #expect(requests.count == 2 || cloud == .usgov && requests.count == 1)
                for request in requests {
                    #expect(request.address.shown.contains(cloud.apiSuffix))
                    #expect(!request.address.shown.contains("/\(region.id)."))
                    #expect(!request.address.shown.contains("/eastus."))
                    #expect(request.headers.isEmpty)
                }
            }
        }
    }

    @Test("are far away from the silent region")
    func far() {
        let requests = Lighthouse.requests(
            besides: Place(cloud: .public, region: "westeurope"),
            and: []
        )
        #expect(
            requests.map(\.address.shown) == [
                "https://eastus.api.cognitive.microsoft.com/",
                "https://eastus2.api.cognitive.microsoft.com/",
            ]
        )
    }
}
