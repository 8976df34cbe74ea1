import ArgumentParser
import CogwatchCore
import Foundation

/// `cogwatch key`: what a key says of itself.
struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Reads what keys say of themselves, offline.",
        subcommands: [Inspect.self]
    )

    /// The command `key inspect`.
    struct Inspect: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Reads keys from standard input, one a line; prints a JSON line for each.",
            discussion: """
                A key is never printed. The fingerprint is the one that the agent shows where \
                --storage.path is the agent's; elsewhere it compares keys with each other only.

                EXAMPLE
                  cogwatch key inspect < /run/secrets/tts-key1
                """
        )

        @OptionGroup var storage: StorageOptions

        func run() async throws {
            let installation = try await Composition.existingInstallationSecret(storage)
            var lines = StandardInput.lines()
            var (number, hasProblem, isBroken) = (0, false, false)
            while let line = try lines.next() {
                number += 1
                guard case .bytes(let bytes) = line else {
                    Output.error("line \(number): more than 1 MiB is no key; it is left out")
                    isBroken = true
                    continue
                }
                // Bytes that are no text become signs that no key has, and are told as such.
                let key = Secret(String(decoding: bytes, as: UTF8.self))
                let anatomy = KeyAnatomy(of: key)
                let fingerprint = KeyFingerprint.fingerprint(of: key, under: installation)
                hasProblem = hasProblem || !anatomy.problems.isEmpty || anatomy.shape == .empty
                Output.line(
                    try JSON.line(KeyInspection(anatomy, fingerprint: fingerprint))
                )
            }
            if isBroken { throw ExitCode.impossible }
            if hasProblem { throw ExitCode.finding }
        }
    }
}

/// JSON for scripts.
enum JSON {
    /// One line, keys in order.
    static func line(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// Several lines, for people too.
    static func pretty(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
