import Testing

@testable import CogwatchCore

@Suite("The sample writer")
struct SampleWriterTests {
    @Test(
        "writes numbers in their shortest exact form",
        arguments: [
            (0, "0"), (-0.0, "0"), (1, "1"), (9, "9"), (10, "10"), (-1, "-1"), (0.5, "0.5"),
            (-0.25, "-0.25"), (0.000001, "0.000001"), (0.0000001, "1e-07"),
            (1_800_000_000.123, "1800000000.123"), (281_474_976_710_655, "281474976710655"),
            (1.0 / 3, "0.3333333333333333"), (1e300, "1e+300"), (1e16, "1e+16"),
            (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"),
        ] as [(Double, String)]
    )
    func doubles(_ value: Double, _ text: String) {
        #expect(line(value) == "x \(text)\n")
    }

    @Test(
        "writes whole numbers to their limits",
        arguments: [(Int.max, "9223372036854775807"), (Int.min, "-9223372036854775808")]
    )
    func integers(_ value: Int, _ text: String) {
        var writer = SampleWriter(.prometheusText)
        writer.begin(MetricDefinition("x", .gauge, help: ""))
        writer.sample(SampleWriter.nothing, SampleWriter.nothing, value)
        #expect(String(decoding: writer.bytes, as: UTF8.self).hasSuffix("x \(text)\n"))
    }

    @Test("writes numbers that read back as the same")
    func roundTrip() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed \(seed)")
        var generator = SplitMix(state: seed)
        for _ in 0..<5_000 {
            let raw = Double(bitPattern: generator.next())
            let small = Double(generator.next() % 4_000_000_000) / 1_000_000
            for value in [raw, small] where !value.isNaN {
                let text = try #require(line(value).split(separator: " ").last?.dropLast())
                #expect(Double(text.replacing("Inf", with: "inf")) == value, "\(value)")
            }
        }
    }

    private func line(_ value: Double) -> String {
        var writer = SampleWriter(.prometheusText)
        writer.begin(MetricDefinition("x", .gauge, help: ""))
        writer.sample(SampleWriter.nothing, SampleWriter.nothing, value)
        let text = String(decoding: writer.bytes, as: UTF8.self)
        return text.split(separator: "\n").last.map { "\($0)\n" } ?? ""
    }
}

/// SplitMix64, so that a failing seed can be run again.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
