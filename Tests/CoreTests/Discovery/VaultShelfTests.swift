import CogwatchCore
import Foundation
import TestSupport
import Testing

@Suite("The shelf of secrets from Key Vaults")
struct VaultShelfTests {
    private static let start = Date(timeIntervalSince1970: 1_800_000_000)
    private static let credential = EntraCredential.managedIdentity(
        ManagedIdentity(source: .instanceMetadata)
    )

    private static func source(
        _ secret: String = "tts",
        vault: String = "my-vault",
        credential: EntraCredential = credential
    ) throws -> VaultSource {
        VaultSource(
            vault: try KeyVault("https://\(vault).vault.azure.net", in: .public),
            secret: secret,
            credential: .success(credential)
        )
    }

    private static func secret(_ number: Int, expires: Date? = nil) throws -> VaultSecret {
        let end = expires.map { #","exp":\#(Int($0.timeIntervalSince1970))"# } ?? ""
        let body = TestKeys.hex(number).reveal {
            #"{"value":"\#($0)","id":"x","attributes":{"enabled":true\#(end)}}"#
        }
        return try KeyVault("https://my-vault.vault.azure.net", in: .public)
            .secret(in: Answers.response(200, body: body), at: start)
    }

    private static func refusal(_ status: Int, retryAfter: Int? = nil) throws -> VaultRefusal {
        let headers = retryAfter.map { [Headers.Line(name: "Retry-After", value: "\($0)")] } ?? []
        let answer = Answer(.response(Response(status: status, headers: Headers(headers))))
        let vault = try KeyVault("https://my-vault.vault.azure.net", in: .public)
        let thrown = thrown { () throws(VaultRefusal) in try vault.secret(in: answer, at: start) }
        return try #require(thrown)
    }

    private static func account(_ sources: [VaultSource]) -> Account {
        Account(
            name: "tts",
            region: "japanwest",
            keys: sources.enumerated().map { index, source in
                AccountKey(
                    name: "key\(index + 1)",
                    origin: "secret \"\(source.place.secret)\"",
                    secret: Secret(""),
                    vault: source
                )
            }
        )
    }

    @Test("has each secret read once for all who share it, and again five minutes later")
    func rhythm() throws {
        let shelf = Shelf()
        let source = try Self.source()
        shelf.keep([source, try Self.source("TTS"), source], at: Self.start)
        #expect(shelf.takeDue(at: Self.start) == [source])
        // Under way, it is not asked for a second time.
        #expect(shelf.takeDue(at: Self.start).isEmpty && shelf.nextDue == nil)
        _ = shelf.take(.success(try Self.secret(1)), of: source.place, at: Self.start, spread: 0.5)
        #expect(shelf.nextDue == Self.start + 300)
        #expect(shelf.takeDue(at: Self.start + 299).isEmpty)
        #expect(shelf.takeDue(at: Self.start + 300) == [source])
    }

    @Test("spreads readings by a tenth", arguments: [(0.0, 270.0), (1.0, 330.0)])
    func spread(_ spread: Double, _ pause: Double) throws {
        let shelf = Shelf()
        let source = try Self.source()
        shelf.keep([source], at: Self.start)
        _ = shelf.takeDue(at: Self.start)
        _ = shelf.take(
            .success(try Self.secret(1)),
            of: source.place,
            at: Self.start,
            spread: spread
        )
        #expect(shelf.nextDue == Self.start + pause)
    }

    @Test("tells of a new value, a refusal and its end once each")
    func news() throws {
        let shelf = Shelf()
        let place = try Self.source().place
        shelf.keep([try Self.source()], at: Self.start)
        func take(_ result: Result<VaultSecret, VaultRefusal>) -> VaultNews {
            _ = shelf.takeDue(at: .distantFuture)
            return shelf.take(result, of: place, at: Self.start, spread: 0)
        }
        let (one, two) = (try Self.secret(1), try Self.secret(2))
        let (forbidden, gone) = (try Self.refusal(403), try Self.refusal(404))
        #expect(take(.success(one)) == VaultNews(changesKeys: true))
        #expect(take(.success(one)) == VaultNews())
        #expect(take(.success(two)) == VaultNews(hasNewVersion: true, changesKeys: true))
        #expect(take(.failure(forbidden)) == VaultNews(refusal: forbidden))
        #expect(take(.failure(forbidden)) == VaultNews())
        #expect(shelf.standing(of: place, at: Self.start) == .known(two))
        #expect(shelf.unreadable.values.max() == 1)
        #expect(take(.failure(gone)) == VaultNews(refusal: gone))
        #expect(take(.success(two)) == VaultNews(isReadableAgain: true))
        #expect(shelf.unreadable.values.max() == 0)
    }

    @Test("tells once of a vault that gives nothing at all, and once when all of it is back")
    func wholeVault() throws {
        let shelf = Shelf()
        let sources = try (1...3).map { try Self.source("tts-\($0)") }
        shelf.keep(sources, at: Self.start)
        let (silent, one) = (try Self.refusal(503), try Self.secret(1))
        func takeAll(_ results: [Result<VaultSecret, VaultRefusal>]) -> [VaultNews] {
            _ = shelf.takeDue(at: .distantFuture)
            return zip(sources, results).map { source, result in
                var news = shelf.take(result, of: source.place, at: Self.start, spread: 0)
                news.changesKeys = false
                return news
            }
        }
        let nothing = VaultNews()
        #expect(
            takeAll([.failure(silent), .failure(silent), .success(one)])
                == [VaultNews(refusal: silent), nothing, nothing]
        )
        #expect(
            takeAll(Array(repeating: .failure(silent), count: 3)) == [nothing, nothing, nothing]
        )
        #expect(
            takeAll(Array(repeating: .success(one), count: 3))
                == [nothing, nothing, VaultNews(isVaultBack: true)]
        )
    }

    @Test("uses a secret past its end, because everybody else does, and says so once")
    func expired() throws {
        let shelf = Shelf()
        let place = try Self.source().place
        shelf.keep([try Self.source()], at: Self.start)
        let secret = try Self.secret(1, expires: Self.start + 60)
        var objections: [String?] = []
        for seconds in [0.0, 300, 600] {
            _ = shelf.takeDue(at: .distantFuture)
            objections.append(
                shelf.take(
                    .success(secret),
                    of: place,
                    at: Self.start + seconds,
                    spread: 0
                ).objection
            )
        }
        #expect(objections == [nil, "it expired at 2027-01-15T08:01:00.000Z", nil])
        #expect(shelf.standing(of: place, at: Self.start + 600) == .known(secret))
    }

    @Test("asks a silent vault sooner than one that refuses, and ever less often")
    func pauses() throws {
        func pauses(_ refusal: VaultRefusal) throws -> [Double] {
            let shelf = Shelf()
            let source = try Self.source()
            shelf.keep([source], at: Self.start)
            var now = Self.start
            return try (0..<7).map { _ in
                _ = shelf.takeDue(at: now)
                _ = shelf.take(.failure(refusal), of: source.place, at: now, spread: 0.5)
                let next = try #require(shelf.nextDue)
                defer { now = next }
                return next.timeIntervalSince(now)
            }
        }
        #expect(try pauses(try Self.refusal(503)) == [15, 30, 60, 120, 240, 300, 300])
        #expect(try pauses(try Self.refusal(403)) == Array(repeating: 300, count: 7))
        #expect(try pauses(try Self.refusal(429, retryAfter: 100)).first == 100)
        // A vault cannot send us away for a day.
        #expect(try pauses(try Self.refusal(429, retryAfter: 86_400)).first == 900)
    }

    @Test("leaves all secrets of a vault in peace that throttles, and no other vault")
    func throttled() throws {
        let shelf = Shelf()
        let sources = [
            try Self.source("one"), try Self.source("two"), try Self.source("one", vault: "other"),
        ]
        shelf.keep(sources, at: Self.start)
        _ = shelf.takeDue(at: Self.start)
        let refusal = try Self.refusal(429, retryAfter: 100)
        _ = shelf.take(.failure(refusal), of: sources[0].place, at: Self.start, spread: 0.5)
        sources.dropFirst().forEach { shelf.putBack($0.place) }
        #expect(shelf.isClosed(sources[1].place.vault, at: Self.start + 99))
        #expect(shelf.takeDue(at: Self.start + 99) == [sources[2]])
        #expect(shelf.nextDue == Self.start + 100)
        #expect(shelf.takeDue(at: Self.start + 100) == Array(sources[..<2]))
    }

    @Test("has a refused key's secret read at once, and no more than twice a minute")
    func hurry() throws {
        let shelf = Shelf()
        let source = try Self.source()
        shelf.keep([source], at: Self.start)
        _ = shelf.takeDue(at: Self.start)
        _ = shelf.take(.success(try Self.secret(1)), of: source.place, at: Self.start, spread: 0)
        #expect(shelf.hurry([source.place], at: Self.start + 1))
        #expect(shelf.takeDue(at: Self.start + 1) == [source])
        _ = shelf.take(.success(try Self.secret(1)), of: source.place, at: Self.start, spread: 0)
        #expect(!shelf.hurry([source.place], at: Self.start + 30))
        #expect(shelf.takeDue(at: Self.start + 30).isEmpty)
        #expect(shelf.hurry([source.place], at: Self.start + 31))
        #expect(shelf.takeDue(at: Self.start + 31) == [source])
    }

    @Test("reads at once what another identity is to read, and what failed when somebody reloads")
    func mended() throws {
        let shelf = Shelf()
        let source = try Self.source()
        shelf.keep([source], at: Self.start)
        _ = shelf.takeDue(at: Self.start)
        _ = shelf.take(
            .failure(try Self.refusal(403)),
            of: source.place,
            at: Self.start,
            spread: 0
        )
        shelf.keep([source], at: Self.start + 1)
        #expect(shelf.takeDue(at: Self.start + 1).isEmpty)
        shelf.retry(at: Self.start + 2)
        #expect(shelf.takeDue(at: Self.start + 2) == [source])
        _ = shelf.take(.success(try Self.secret(1)), of: source.place, at: Self.start, spread: 0)
        shelf.retry(at: Self.start + 3)
        #expect(shelf.takeDue(at: Self.start + 3).isEmpty)
        let other = EntraCredential.clientSecret(
            tenantID: "t",
            clientID: "a",
            secret: Secret("s")
        )
        let heir = try Self.source(credential: other)
        shelf.keep([heir], at: Self.start + 4)
        #expect(shelf.takeDue(at: Self.start + 4) == [heir])
        // What it held stays until then.
        #expect(shelf.standing(of: source.place, at: Self.start) == .known(try Self.secret(1)))
    }

    @Test("forgets what nobody wants any more")
    func forgotten() throws {
        let shelf = Shelf()
        let source = try Self.source()
        shelf.keep([source], at: Self.start)
        _ = shelf.takeDue(at: Self.start)
        shelf.keep([], at: Self.start)
        let news = shelf.take(
            .success(try Self.secret(1)),
            of: source.place,
            at: Self.start,
            spread: 0
        )
        #expect(news == VaultNews())
        #expect(shelf.standing(of: source.place, at: Self.start) == .awaited)
        #expect(shelf.nextDue == nil && shelf.unreadable.isEmpty)
    }

    @Test(
        "lets an account wait for a vault that may come back, and not for one that says no",
        arguments: [
            (503, 0.0, true), (503, 599, true), (503, 600, false), (429, 0, true),
            (403, 0, false), (404, 0, false),
        ]
    )
    func waiting(status: Int, age: Double, waits: Bool) throws {
        let shelf = Shelf()
        let source = try Self.source()
        let account = Self.account([source])
        shelf.keep([source], at: Self.start)
        let fresh = shelf.filled(account, at: Self.start)
        guard case .waiting(let shown) = fresh else {
            Issue.record("not asked yet, it is ready")
            return
        }
        #expect(shown.keys.first?.problem?.contains("has not answered yet") == true)
        _ = shelf.takeDue(at: Self.start)
        let now = Self.start + age
        _ = shelf.take(.failure(try Self.refusal(status)), of: source.place, at: now, spread: 0)
        let keys: [AccountKey]
        switch shelf.filled(account, at: now) {
        case .waiting(let account):
            #expect(waits)
            keys = account.keys
        case .ready(let account):
            #expect(!waits)
            keys = account.keys
        }
        let key = try #require(keys.first)
        #expect(key.secret.isEmpty)
        #expect(key.problem?.hasPrefix("cannot read secret \"tts\": ") == true)
        #expect(key.problem?.contains("status \(status)") == true)
    }

    @Test("leaves a spare out that is still to come, and names the end of a secret")
    func spare() throws {
        let shelf = Shelf()
        let sources = [try Self.source("one"), try Self.source("two")]
        shelf.keep(sources, at: Self.start)
        _ = shelf.takeDue(at: Self.start)
        let end = Self.start + 86_400
        _ = shelf.take(
            .success(try Self.secret(1, expires: end)),
            of: sources[0].place,
            at: Self.start,
            spread: 0
        )
        guard case .ready(let account) = shelf.filled(Self.account(sources), at: Self.start) else {
            Issue.record("the key in use is there")
            return
        }
        #expect(account.keys.map(\.name) == ["key1"])
        #expect(account.keys.first?.secret == TestKeys.hex(1))
        #expect(account.keys.first?.expires == end)
        let settled = shelf.settled(Self.account(sources), at: Self.start)
        #expect(settled.keys.map(\.secret.isEmpty) == [false, true])
        #expect(settled.keys.last?.problem?.contains("not answered") == true)
        #expect(!"\(shelf.value)".contains(TestKeys.hex(1).reveal { $0 }))
    }

    @Test("takes off the one line break that echo puts at a secret's end, and nothing else")
    func cleaning() throws {
        let vault = try KeyVault("https://my-vault.vault.azure.net", in: .public)
        for (value, expected) in [
            ("k", "k"), ("k\\n", "k"), ("k\\r\\n", "k"), ("k\\n\\n", "k\n"), (" k ", " k "),
        ] {
            let body = #"{"value":"\#(value)","attributes":{}}"#
            let secret = try vault.secret(in: Answers.response(200, body: body), at: Self.start)
            #expect(secret.value == Secret(expected))
        }
        for value in ["", "\\n"] {
            let body = #"{"value":"\#(value)","attributes":{}}"#
            let refusal = thrown { () throws(VaultRefusal) in
                try vault.secret(in: Answers.response(200, body: body), at: Self.start)
            }
            #expect(refusal?.kind == .empty)
        }
    }

    @Test("says why there was no token in the words of who refused it")
    func noToken() {
        let fault = Fault(what: "workload identity", why: "not set: X", remedy: "Set it.")
        let missing = VaultRefusal(noToken: fault)
        #expect(missing.kind == .noToken && missing.fault == fault && !missing.isPassing)
        let unreadable = VaultRefusal(noToken: CocoaError(.fileReadNoSuchFile))
        #expect(unreadable.isPassing && unreadable.fault.remedy.contains("FEDERATED_TOKEN_FILE"))
    }
}

/// A shelf that may be changed within an expectation.
private final class Shelf {
    private(set) var value = VaultShelf()

    var nextDue: Date? { value.nextDue }
    var unreadable: [KeyVault: Int] { value.unreadable }

    func keep(_ sources: [VaultSource], at now: Date) { value.keep(sources, at: now) }

    func retry(at now: Date) { value.retry(at: now) }

    func hurry(_ places: [VaultSource.Place], at now: Date) -> Bool {
        value.hurry(places, at: now)
    }

    func takeDue(at now: Date) -> [VaultSource] { value.takeDue(at: now) }

    func isClosed(_ vault: KeyVault, at now: Date) -> Bool { value.isClosed(vault, at: now) }

    func putBack(_ place: VaultSource.Place) { value.putBack(place) }

    func take(
        _ result: Result<VaultSecret, VaultRefusal>,
        of place: VaultSource.Place,
        at now: Date,
        spread: Double
    ) -> VaultNews {
        value.take(result, of: place, at: now, spread: spread)
    }

    func standing(of place: VaultSource.Place, at now: Date) -> VaultShelf.Standing {
        value.standing(of: place, at: now)
    }

    func filled(_ account: Account, at now: Date) -> VaultShelf.Filled {
        value.filled(account, at: now)
    }

    func settled(_ account: Account, at now: Date) -> Account { value.settled(account, at: now) }
}
