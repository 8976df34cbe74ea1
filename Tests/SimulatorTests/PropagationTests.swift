import CogwatchCore
import CogwatchSimulator
import Foundation
import Testing

@Suite("A new key")
struct PropagationTests {
    /// The statuses of twelve token requests in a row.
    private func statuses(_ world: World, after seconds: Double, proof: Ask.Proof) throws -> [Int?]
    {
        var world = world
        let request = try Ask.token(proof).request(in: world)
        return (0..<12).map { _ in
            world.serve(request, at: Sample.now.addingTimeInterval(seconds)).status
        }
    }

    @Test(
        "is known to one front end after the other",
        arguments: [(0.0, 4), (299, 4), (300, 8), (599, 8), (600, 12)]
    )
    func spreads(after seconds: Double, accepted: Int) throws {
        let world = try Sample.world(after: [
            .regenerate(account: "speech", key: .key1, propagation: .seconds(600))
        ])
        let statuses = try statuses(world, after: seconds, proof: .key("speech"))
        #expect(statuses.count { $0 == 200 } == accepted)
        #expect(statuses.count { $0 == 401 } == 12 - accepted)
    }

    @Test("gets the same answers in every run")
    func isDeterministic() throws {
        let world = try Sample.world(after: [.propagation(account: "speech", .seconds(600))])
        let once = try statuses(world, after: 10, proof: .key("speech"))
        #expect(try statuses(world, after: 10, proof: .key("speech")) == once)
    }

    @Test("stops the old one at once and leaves the other alone")
    func oldKeyStops() throws {
        var world = try Sample.world()
        let old = try Ask.token(.key("speech")).request(in: world)
        let spare = try Ask.token(.key("speech", .key2)).request(in: world)
        var random = SystemRandomNumberGenerator()
        try world.apply(
            .regenerate(account: "speech", key: .key1, propagation: .zero),
            at: Sample.now,
            using: &random
        )
        #expect(world.answer(to: old, at: Sample.now).status == 401)
        #expect(world.answer(to: old, at: Sample.now).credential == .unknownKey)
        #expect(world.answer(to: spare, at: Sample.now).status == 200)
        let new = try Ask.token(.key("speech")).request(in: world)
        #expect(world.answer(to: new, at: Sample.now).status == 200)
    }

    @Test("names its service and month, as annotated keys do")
    func isAnnotated() throws {
        let world = try Sample.world()
        for (name, kind) in [("speech", AzureService.speechServices), ("multi", .aiServices)] {
            let key = try #require(world.accounts[name]?.keys[.key1]?.secret)
            let anatomy = KeyAnatomy(of: key)
            #expect(anatomy.shape == .annotated)
            #expect(anatomy.service == kind)
            #expect(anatomy.checksum == .valid)
            #expect(anatomy.issued == IssueMonth(year: 2026, month: 11))
        }
    }

    @Test("keeps the shape of the one it replaces")
    func keepsShape() throws {
        let world = try Sample.world(after: [
            .regenerate(account: "old", key: .key1, propagation: .zero)
        ])
        let key = try #require(world.accounts["old"]?.keys[.key1]?.secret)
        #expect(KeyAnatomy(of: key).shape == .hex32)
    }
}
