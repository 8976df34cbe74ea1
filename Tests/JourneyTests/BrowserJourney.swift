import CogwatchCore
import CogwatchSimulator
import Foundation
import TestSupport
import Testing

@Suite("The pages of a real agent", .enabled(if: Browser.program != nil))
struct BrowserJourney {
    /// What the script does when its tab comes to the front, so that no test waits 15 seconds.
    private static let comeBack = "document.dispatchEvent(new Event('visibilitychange'))"

    @Test("follow a key's regeneration by themselves, from all is well to the silenced incident")
    func regeneration() async throws {
        try await Stand.with([
            AccountPlan(name: "tts-japan", region: "japanwest"),
            AccountPlan(name: "tts-europe", region: "westeurope"),
        ]) { stand in
            for name in ["tts-japan", "tts-europe"] { try stand.writeKeys(of: name) }
            try stand.configure(
                Stand.stanza("tts-japan", region: "japanwest", extra: "labels: {team: \"<voice>\"}")
                    + "\n" + Stand.stanza("tts-europe", region: "westeurope")
            )
            try stand.start(["--web.route-prefix=/watch"])
            let address = "\(stand.agentURL)/watch"
            try await eventually("the agent is ready") {
                await stand.web.get("\(address)/-/ready").status == 200
            }
            let browser = try Browser()
            let fleet = try await BrowserTab(in: browser)
            try await fleet.go(to: address + "/")
            try await untilShown("All is well with 2 accounts", in: fleet)
            let account = try await BrowserTab(in: browser, width: 360, isDark: true)
            try await account.go(to: "\(address)/accounts/tts-japan")

            try stand.azure.state.regenerate(.key1, of: "tts-japan")
            try await untilShown("1 of 2 accounts needs attention", in: fleet)
            try await untilShown("Key regenerated", in: fleet)
            try await untilShown("What to do", in: account)
            try await untilShown("Another key of the account", in: account)
            let picture = try await account.evaluate(
                "document.querySelectorAll('svg .refused').length > 0"
            )
            #expect(picture == "true")
            let badge = await stand.web.get("\(address)/badge/tts-japan.svg").text
            #expect(badge.contains("tts-japan: auth failing"))

            try await fleet.go(to: address + "/?label=team%3D%3Cvoice%3E")
            #expect(try await fleet.text(of: "#accounts") == "1 of 2 accounts")
            try await fleet.go(to: address + "/incidents")
            try await untilShown("AuthFailing", in: fleet)
            try await fleet.evaluate("document.querySelector('a[href*=\"silences/new\"]').click()")
            try await eventually("the form is there") {
                try await fleet.text(of: "h1") == "New silence"
            }
            try await fleet.evaluate(
                "(document.querySelector('#author').value = 'me',"
                    + " document.querySelector('#comment').value = 'rotation',"
                    + " document.querySelector('form button').click())"
            )
            try await eventually("the silence is active") {
                try await fleet.text(of: "h1") == "1 silence is active"
            }
            #expect(fleet.complaints == [])
            #expect(account.complaints == [])
            try stand.azure.state.key(.key1, of: "tts-japan").reveal { key in
                #expect(!badge.contains(key))
            }
        }
    }

    private func untilShown(_ words: String, in tab: BrowserTab) async throws {
        try await eventually("the page shows \"\(words)\"") {
            try await tab.evaluate(Self.comeBack)
            return try await tab.text().contains(words)
        }
    }
}
