import CogwatchCore
import Testing
import TestSupport

@Suite("The region's mark in a key")
struct RegionCodeTests {
    private func key(_ code: String) throws -> Secret {
        var generator = SystemRandomNumberGenerator()
        let month = try #require(IssueMonth(year: 2026, month: 5))
        let minted = AnnotatedKey.mint(
            .speechServices,
            issued: month,
            regionCode: Array(code.utf8),
            using: &generator
        )
        return try #require(minted)
    }

    @Test("is the same in all keys that carry it, and is learned from those that work")
    func learned() throws {
        var codes = RegionCodes()
        let west = try #require(RegionCode(of: try key("C7rQ2")))
        #expect(codes.region(of: west) == nil)
        codes.learn(west, in: "westeurope")
        let another = try #require(RegionCode(of: try key("C7rQ2")))
        #expect(codes.region(of: another) == "westeurope")
        #expect(codes.region(of: try #require(RegionCode(of: try key("D1bAA")))) == nil)
    }

    @Test("says nothing any more once keys of two regions carry it")
    func contradicted() throws {
        var codes = RegionCodes()
        let code = try #require(RegionCode(of: try key("C7rQ2")))
        codes.learn(code, in: "westeurope")
        codes.learn(code, in: "uksouth")
        #expect(codes.region(of: code) == nil)
    }

    @Test("is in no blank, old or damaged key, and is never shown")
    func absent() throws {
        #expect(RegionCode(of: try key("AAAAA")) == nil)
        #expect(RegionCode(of: TestKeys.hex(1)) == nil)
        let damaged = try key("C7rQ2").reveal { String($0.dropLast()) + "-" }
        #expect(RegionCode(of: Secret(damaged)) == nil)
        let code = try #require(RegionCode(of: try key("C7rQ2")))
        #expect("\(code)" == "[redacted]")
        var shown = ""
        dump(code, to: &shown)
        #expect(!shown.contains("C7rQ2"))
        #expect(!shown.contains { $0.isNumber })
    }
}
