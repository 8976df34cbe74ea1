import Foundation
import TestSupport
import Testing

@Suite("The routes", .enabled(if: Peer.isInstalled("amtool")))
struct RoutesJourney {
    private static let tree = """
        route:
          receiver: oncall
          routes:
            - matchers: ['severity=~"warning|info"']
              receiver: log
              continue: true
              mute_time_intervals: [weekends]
            - matchers: ['{team="voice",cause!~"(?i)WRONG_.*"}']
              receiver: voice
              routes:
                - match: {azure_region: japanwest}
                  receiver: voice-japan
            - match_re: {account: "tts-[0-9]+"}
              receiver: speech
        receivers: [{name: oncall}, {name: log}, {name: voice}, {name: voice-japan}, {name: speech}]
        time_intervals:
          - name: weekends
            time_intervals: [{weekdays: ['saturday', 'sunday'], location: Europe/Berlin}]

        """

    @Test(
        "are tested with the words of amtool, and answered with the same line",
        arguments: [
            [], ["severity=warning"], ["severity=warning", "team=voice"],
            ["team=voice", "cause=wrong_key"], ["team=\"voice\"", "azure_region=japanwest"],
            ["team = voice", "severity=info", "azure_region=japanwest", "account=tts-1"],
            ["account=tts-1"], ["account=tts-"], ["account=\"tts-1\\n\""], ["team="],
        ]
    )
    func sameLine(_ labels: [String]) throws {
        let workplace = try Workplace()
        try workplace.write(Self.tree, to: "alertmanager.yml")
        let indented = Self.tree.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "" : "  \($0)" }.joined(separator: "\n")
        let account = "{name: tts, region: japanwest, keys: [{name: key1, file: key}]}"
        try workplace.write("accounts: [\(account)]\nalerting:\n\(indented)", to: "cogwatch.yml")
        try workplace.write("a key of no account\n", to: "key")
        let theirs = try Command.run(
            ["amtool", "config", "routes", "test"]
                + ["--config.file=\(workplace.path("alertmanager.yml"))"] + labels
        )
        let ours = try Command.run(
            [Stand.binary, "routes", "test"]
                + ["--config.file=\(workplace.path("cogwatch.yml"))"] + labels
        )
        #expect(String(decoding: ours, as: UTF8.self) == String(decoding: theirs, as: UTF8.self))
        #expect(!theirs.isEmpty)
    }
}
