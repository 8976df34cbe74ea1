import CogwatchConfiguration
import Testing

@Suite("A configuration that something has damaged")
struct DamageTests {
    private static let seed = UInt64.random(in: 0 ... .max)

    @Test(
        "never traps, and always leaves settings or a reason why not",
        arguments: Fixture.all(in: "good")
    )
    func flippedBytes(_ fixture: Fixture) {
        print("seed \(Self.seed) for \(fixture.name)")
        var dice = Dice(seed: Self.seed)
        for _ in 0..<400 {
            let bytes = Self.damaged(Array(fixture.text.utf8), using: &dice)
            let loaded = World.load(bytes)
            #expect(loaded.settings != nil || loaded.hasErrors, "seed \(Self.seed)")
            _ = loaded.problems.map { $0.rendered(colour: true) }
        }
    }

    private static func damaged(_ bytes: [UInt8], using dice: inout Dice) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &dice) {
            guard let place = bytes.indices.randomElement(using: &dice) else { break }
            switch Int.random(in: 0..<4, using: &dice) {
            case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &dice)
            case 1: bytes[place] = "{}[]:,&*!|>%@`#?-\"' \t\n".utf8.randomElement(using: &dice) ?? 0
            case 2: bytes.remove(at: place)
            default:
                let end = min(bytes.count, place + Int.random(in: 1...40, using: &dice))
                bytes.insert(contentsOf: bytes[place..<end], at: place)
            }
        }
        return bytes
    }

    @Test(
        "may be nested as deep as a bomb",
        arguments: ["[", "{a: ", "- ", "{", "[{", "? "]
    )
    func deep(_ opening: String) {
        let loaded = World.load(String(repeating: opening, count: 50_000))
        #expect(loaded.settings == nil)
        #expect(loaded.hasErrors)
    }

    @Test("may unfold through aliases to more than a machine holds")
    func laughs() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            let below = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(below)]\n"
        }
        let loaded = World.load(text)
        #expect(loaded.settings == nil)
        #expect(loaded.problems.contains { $0.what.contains("with its aliases") })
    }

    @Test("may have a key many times over")
    func manyDuplicates() {
        let text = (0..<50).map { "key\($0 % 25): x\n" }.joined()
        #expect(World.load(text).hasErrors)
        let same = String(repeating: "accounts: []\n", count: 10)
        let problems = World.load(same).problems.filter { $0.what.contains("twice") }
        #expect(problems.map(\.line) == Array(2...10))
    }
}
