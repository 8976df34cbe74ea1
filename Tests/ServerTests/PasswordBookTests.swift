import CogwatchCore
import Foundation
import Synchronization
import Testing

@testable import CogwatchServer

@Suite("A book of passwords")
struct PasswordBookTests {
    private static func credentials(_ user: String, _ password: String) throws -> BasicCredentials {
        let pair = Data("\(user):\(password)".utf8).base64EncodedString()
        return try #require(BasicCredentials(header: "Basic \(pair)"))
    }

    /// Counts comparisons; the hash `hash of X` is that of X.
    private final class Counter: Sendable {
        let costs = Mutex<[Int]>([])

        func book() -> PasswordBook {
            PasswordBook { hash, password in
                self.costs.withLock { $0.append(hash.cost) }
                return password.reveal { password in
                    hash.text.reveal { $0.hasSuffix("\(password)!") }
                }
            }
        }

        var count: Int { costs.withLock(\.count) }
    }

    private static let users = ["ann": Secret("$2y$07$ann!"), "bob": Secret("$2y$12$bob!")]

    @Test("asks bcrypt once for a scraper that comes again and again")
    func remembers() async throws {
        let counter = Counter()
        let book = counter.book()
        let ann = try Self.credentials("ann", "ann")
        for _ in 0..<5 { await #expect(book.check(ann, among: Self.users) == .right) }
        #expect(counter.count == 1)
    }

    @Test("asks again for a wrong password, another user and another hash")
    func doesNotMixUp() async throws {
        let counter = Counter()
        let book = counter.book()
        let ann = try Self.credentials("ann", "ann")
        await #expect(book.check(ann, among: Self.users) == .right)
        try await #expect(book.check(Self.credentials("ann", "bob"), among: Self.users) == .wrong)
        try await #expect(book.check(Self.credentials("ann", "bob"), among: Self.users) == .wrong)
        try await #expect(book.check(Self.credentials("bob", "ann"), among: Self.users) == .wrong)
        let changed = ["ann": Secret("$2y$07$new!")]
        await #expect(book.check(ann, among: changed) == .wrong)
        await #expect(book.check(ann, among: [:]) == .wrong)
        #expect(counter.count == 6)
    }

    @Test("takes as long for a user whom nobody knows")
    func nobody() async throws {
        let counter = Counter()
        let stranger = try Self.credentials("eve", "bob")
        await #expect(counter.book().check(stranger, among: Self.users) == .wrong)
        #expect(counter.costs.withLock(\.self) == [12])
    }

    @Test("lets few wait, whatever a crowd guesses")
    func crowd() async throws {
        let (gate, book) = Self.shutBook()
        let ann = try Self.credentials("ann", "guess")
        let outcomes = await withTaskGroup(of: PasswordBook.Outcome.self) { group in
            for _ in 0..<100 { group.addTask { await book.check(ann, among: Self.users) } }
            var outcomes: [PasswordBook.Outcome] = []
            for await outcome in group {
                outcomes.append(outcome)
                // All who may not wait have gone; now the others get their turn.
                if outcomes.count == 100 - PasswordBook.mostWaiting { gate.signal() }
            }
            return outcomes
        }
        #expect(outcomes.count { $0 == .busy } == 100 - PasswordBook.mostWaiting)
        #expect(outcomes.count { $0 == .wrong } == PasswordBook.mostWaiting)
    }

    /// A book whose first comparison waits for a signal, and passes that on to the next.
    private static func shutBook() -> (DispatchSemaphore, PasswordBook) {
        let gate = DispatchSemaphore(value: 0)
        let book = PasswordBook { _, _ in
            gate.wait()
            gate.signal()
            return false
        }
        return (gate, book)
    }

    @Test("forgets the oldest of very many")
    func forgets() async throws {
        let counter = Counter()
        let book = counter.book()
        var users: [String: Secret] = [:]
        for number in 0...PasswordBook.mostRemembered { users["u\(number)"] = Secret("$2y$04$p!") }
        for number in 0...PasswordBook.mostRemembered {
            _ = await book.check(try Self.credentials("u\(number)", "p"), among: users)
        }
        let before = counter.count
        try await #expect(book.check(Self.credentials("u5", "p"), among: users) == .right)
        #expect(counter.count == before)
        try await #expect(book.check(Self.credentials("u0", "p"), among: users) == .right)
        #expect(counter.count == before + 1)
    }

    /// The second is Apache's, whose bcrypt is another than the C library's.
    @Test(
        "knows real hashes",
        arguments: [
            ("correct horse", "$2y$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e"),
            ("größe:1", "$2y$05$ZyTljBCwGutvI4ay8IIPWuvWZe8lWUDs0gPCSuP3LsoAd/6.EbdgK"),
            ("", "$2b$04$abcdefghijklmnopqrstuubyCG3zY1GIXMyxfivm.ClDiInHzxjiq"),
            ("p", "$2a$05$zzzzzzzzzzzzzzzzzzzzzOE.U86FYGGE68R07I58b0VnT/CefLffy"),
        ]
    )
    func realHashes(_ password: String, _ text: String) {
        let hash = BcryptHash(text: Secret(text))
        #expect(hash.fits(Secret(password)))
        #expect(!hash.fits(Secret(password + "x")))
        #expect(!hash.fits(Secret(password + "\0")))
        #expect(!hash.fits(Secret(String(repeating: "x", count: 100_000))))
    }

    @Test("nobody's hash fits nobody", arguments: [4, 10])
    func hashOfNobody(_ cost: Int) {
        let hash = BcryptHash.ofNobody(cost: cost)
        #expect(hash.cost == cost)
        #expect(!hash.fits(Secret("")))
        #expect(!hash.fits(Secret("password")))
    }

    @Test(
        "reads credentials as browsers and scrapers send them",
        arguments: [
            ("Basic YW5uOmE6Yg==", "ann", "a:b"), ("basic YW5uOg==", "ann", ""),
            ("BASIC   YW5uOvCfkLQ=", "ann", "🐴"),
        ]
    )
    func headers(_ header: String, _ user: String, _ password: String) throws {
        let credentials = try #require(BasicCredentials(header: header))
        #expect(credentials.user == user)
        #expect(credentials.password == Secret(password))
    }

    @Test(
        "takes nothing else for credentials",
        arguments: [nil, "", "Basic", "Basic !", "Bearer YW5uOmE=", "Basic YW5u", "Basic /////w=="]
    )
    func noHeaders(_ header: String?) {
        #expect(BasicCredentials(header: header) == nil)
    }
}
