import TestSupport

/// Chance that can be repeated from its seed.
typealias SeededDice = SeededGenerator

extension SeededGenerator {
    mutating func coin() -> Bool { Bool.random(using: &self) }

    /// True in one of so many cases.
    mutating func one(in count: Int) -> Bool { Int.random(in: 0..<count, using: &self) == 0 }
}
