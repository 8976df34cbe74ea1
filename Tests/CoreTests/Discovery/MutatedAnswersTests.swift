import CogwatchCore
import Foundation
import Testing
import TestSupport

@Suite("Answers that were tampered with")
struct MutatedAnswersTests {
    static let now = Stage.now
    static let stage = Stage(Account.sample(resourceID: ManagementBodies.accountID))
    static let keys = stage.keys
    static let hosts: Set<String> = ["management.azure.com", "my-vault.vault.azure.net"]

    static let bodies = [
        ManagementBodies.list(
            [ManagementBodies.account(), ManagementBodies.account(kind: "OpenAI")],
            nextLink: "https://management.azure.com/subscriptions/x?$skiptoken=abc"
        ),
        ManagementBodies.account(
            properties: #""customSubDomainName":"mine","disableLocalAuth":true"#
        ),
        ManagementBodies.keys(TestKeys.hex(1), TestKeys.hex(2)),
        ManagementBodies.subscription("Enabled"), ManagementBodies.health,
        ManagementBodies.list(
            [ManagementBodies.event(at: now)],
            nextLink: "https://management.azure.com:443/more"
        ),
        ManagementBodies.list([ManagementBodies.deleted]), ManagementBodies.token,
        ManagementBodies.entraError(7_000_215), ManagementBodies.error("AuthorizationFailed"),
        ManagementBodies.secret(attributes: #"{"enabled":true,"exp":1800000001,"nbf":1}"#),
        ManagementBodies.versions(nextLink: "https://my-vault.vault.azure.net/secrets?x"),
    ]

    @Test("neither crash anything nor lead the token to another host", arguments: bodies)
    func mutations(body: String) throws {
        let seed = Seed.fromEnvironment()
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let vault = try KeyVault("https://my-vault.vault.azure.net", in: .public)
        for round in 0..<150 {
            let bytes = Self.mutated(Array(body.utf8), using: &generator)
            let status =
                [200, 200, 200, 400, 401, 403, 404, 409, 429, 500]
                .randomElement(using: &generator) ?? 200
            let answer = Answer(.response(Response(status: status, body: bytes)))
            Self.readAll(answer, vault, isPlayed: round % 10 == 0)
        }
    }

    @Test(
        "that are nested without end are no answers",
        arguments: ["[", "{\"value\":", "[{\"a\":"]
    )
    func nesting(piece: String) throws {
        let body = String(repeating: piece, count: 100_000)
        let vault = try KeyVault("https://my-vault.vault.azure.net", in: .public)
        Self.readAll(Answers.response(200, body: body), vault, isPlayed: false)
        Self.readAll(Answers.response(403, body: body), vault, isPlayed: false)
    }

    private static func readAll(_ answer: Answer, _ vault: KeyVault, isPlayed: Bool) {
        var listing = AccountListing(subscription: "s", in: .public)
        listing.take(answer, at: now)
        check(listing.request(token: ManagementBodies.testToken))
        if case .success(let accounts)? = listing.result {
            var catalogue = Catalogue()
            _ = catalogue.take(.success(accounts), at: now)
            check(catalogue)
        }
        let id = ResourceManagerTests.id()
        var evidence = ManagementEvidence(at: now)
        for question in ManagementQuestion.allCases {
            let call = question.call(about: id, window: (now, now))
            var lookup = ManagementLookup(
                question,
                call,
                about: id,
                in: .public,
                keys: keys,
                showsCaller: true
            )
            lookup.take(answer, at: now)
            check(lookup.request(token: ManagementBodies.testToken))
            lookup.note(in: &evidence)
        }
        if isPlayed {
            var played = stage
            played.history.learn(evidence)
            _ = played.play { _, _ in Answers.refusal() }
        }
        if let next = (try? vault.versions(in: answer, at: now))?.next {
            check(vault.request(next, token: ManagementBodies.testToken))
        }
        _ = try? vault.secret(in: answer, at: now)
        _ = try? EntraToken.read(answer, for: .keyVault, of: EntraTests.app, at: now)
    }

    private static func check(_ request: Request?) {
        guard let request else { return }
        // Read by somebody else's parser, as a transport would.
        let address = URLComponents(string: request.url)
        #expect(address?.scheme == "https")
        #expect(address?.host.map(hosts.contains) == true, "\(request.url)")
        #expect(address?.port == nil && address?.user == nil)
    }

    private static func check(_ catalogue: Catalogue) {
        for case .watched(let account) in catalogue.accounts(keys: { _ in CatalogueTests.keys }) {
            #expect(account.name.wholeMatch(of: /[a-zA-Z0-9._-]{1,63}/) != nil)
            guard let domain = account.customDomain else { continue }
            #expect(AzureHost(domain).cloud == .public && AzureHost(domain).host == domain)
        }
    }

    private static let pieces = [
        "https://evil.example/", "https://management.azure.com@evil.example/", "null", "[]", "{}",
        "\"\"",
        "-1", "1e999", "99999999999999999999", "\\u0000", "\\\\", "\"", "true", "..", "//", "@",
        "é", "\u{202E}",
        "\"nextLink\":\"https://evil.example\",", "\"NEXTLINK\":\"//evil.example/\",",
    ]

    /// Changes a few places: bytes, cuts, doublings and words that mean something elsewhere.
    private static func mutated(
        _ body: [UInt8],
        using generator: inout SeededGenerator
    ) -> [UInt8] {
        var bytes = body
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            guard !bytes.isEmpty else { break }
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            let end = min(bytes.count, place + Int.random(in: 0...24, using: &generator))
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes.removeSubrange(place..<end)
            case 2: bytes.insert(contentsOf: bytes[place..<end], at: place)
            case 3: bytes = Array(bytes.prefix(place))
            case 4:
                let piece = pieces.randomElement(using: &generator) ?? ""
                bytes.replaceSubrange(place..<end, with: piece.utf8)
            default: replaceValue(in: &bytes, near: place, using: &generator)
            }
        }
        return bytes
    }

    /// Puts another text or value in the place of one that stands in quotes.
    private static func replaceValue(
        in bytes: inout [UInt8],
        near place: Int,
        using generator: inout SeededGenerator
    ) {
        let quote = UInt8(ascii: "\"")
        guard let start = bytes[place...].firstIndex(of: quote),
            let end = bytes[(start + 1)...].firstIndex(of: quote)
        else { return }
        let piece = pieces.randomElement(using: &generator) ?? ""
        let isQuoted = Bool.random(using: &generator)
        bytes.replaceSubrange(start...end, with: (isQuoted ? "\"\(piece)\"" : piece).utf8)
    }
}
