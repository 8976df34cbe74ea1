import CogwatchCore
import Foundation
import TestSupport
import Testing

@testable import CogwatchServer

@Suite("In a real browser the pages", .enabled(if: Browser.program != nil), .serialized)
struct BrowserTests {
    private static let broken = "/accounts/\(ShownFleet.broken)"
    private static let paths = [
        "/", "/?state=auth_failing&sort=-name", "/?q=speech&page=2", "/?state=nonsense", broken,
        "/accounts/nobody", "/incidents", "/incidents?state=resolved", "/silences",
        "/silences/new?matcher=alertname%3DAuthFailing",
    ]

    /// Answers of 400 and 404 are asked for; only their being told is no complaint.
    private func complaints(_ tab: BrowserTab) -> [String] {
        tab.complaints.filter { !$0.contains("Failed to load resource") }
    }

    private func with(
        _ prefix: String = "",
        _ test: (RunningServer, Browser, String) async throws -> Void
    ) async throws {
        try await RunningServer.with(ShownFleet.console(), routePrefix: prefix) { server in
            let address = "http://127.0.0.1:\(server.ports.first ?? 0)\(prefix)"
            try await test(server, Browser(), address)
        }
    }

    private func eventually(
        _ what: String,
        _ isTrue: () async throws -> Bool
    ) async throws {
        let deadline = ContinuousClock.now + .seconds(20)
        while try await !isTrue() {
            try #require(ContinuousClock.now < deadline, "waited in vain until \(what)")
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// What the script does when its tab comes to the front, so that no test waits 15 seconds.
    private static let comeBack = "document.dispatchEvent(new Event('visibilitychange'))"

    @Test(
        "open without a complaint, ask no stranger for anything, and fit a phone",
        arguments: ["", "/c"]
    )
    func open(_ prefix: String) async throws {
        try await with(prefix) { _, browser, address in
            for width in [1_200, 360] {
                let tab = try await BrowserTab(in: browser, width: width, isDark: width == 360)
                for path in Self.paths {
                    try await tab.go(to: address + path)
                    let spill = try await tab.evaluate(Self.spill)
                    #expect(spill == "", "\(path) at \(width)")
                }
                #expect(complaints(tab) == [])
                let strangers = tab.requests.filter { !$0.hasPrefix(address) }
                #expect(strangers == [])
            }
        }
    }

    /// What stands out over the right edge, where the page has to be moved sideways to read it.
    private static let spill = """
        (() => {
          const root = document.documentElement;
          if (root.scrollWidth <= root.clientWidth) return "";
          return [...document.querySelectorAll("main *")]
            .filter(one => one.getBoundingClientRect().right > root.clientWidth)
            .map(one => one.nodeName + "." + one.className).slice(0, 5).join(" ");
        })()
        """

    @Test("are whole without JavaScript, in UTC, and filter and page there too")
    func withoutScripts() async throws {
        try await with { _, browser, address in
            let tab = try await BrowserTab(in: browser, runsScripts: false, zone: "Asia/Tokyo")
            try await tab.go(to: address + Self.broken)
            let text = try await tab.text()
            #expect(text.contains("since 2027-01-15 06:37:00 UTC"))
            #expect(text.contains("Copy the current key"))
            #expect(!text.contains("Pause refreshing"))
            try await tab.go(to: address + "/")
            try await tab.evaluate(
                "(document.querySelector('#f-q').value = 'captions',"
                    + " document.querySelector('#f-state').value = 'unreachable',"
                    + " document.querySelector('#filters').submit())"
            )
            try await eventually("the filter works") {
                try await tab.text(of: "#accounts") == "14 of 170 accounts"
            }
            #expect(try await tab.evaluate("location.search").contains("q=captions"))
            try await tab.go(to: address + "/?state=ok&sort=name")
            try await tab.evaluate("document.querySelector('a[rel=next]').click()")
            try await eventually("there is the second page") {
                try await tab.text(of: ".pager").contains("101–")
            }
            #expect(try await tab.evaluate("location.search") == "?state=ok&sort=name&page=2")
            #expect(complaints(tab) == [])
        }
    }

    @Test("write times in the viewer's zone, with what the agent said as a title")
    func zone() async throws {
        try await with { _, browser, address in
            let tab = try await BrowserTab(in: browser, zone: "Asia/Tokyo")
            try await tab.go(to: address + Self.broken)
            #expect(try await tab.text().contains("since 2027-01-15 15:37:00 GMT+9"))
            let title = try await tab.evaluate("document.querySelector('time.moment').title")
            #expect(title == "2027-01-15 15:37:00 GMT+9 = 2027-01-15 06:37:00 UTC")
            #expect(complaints(tab) == [])
        }
    }

    @Test("take over what changed, and leave focus, words in a form and what is open alone")
    func refresh() async throws {
        try await with { server, browser, address in
            let tab = try await BrowserTab(in: browser)
            try await tab.go(to: address + "/")
            #expect(try await tab.text(of: "h1") == "18 of 170 accounts need attention")
            try await tab.evaluate(
                "(document.querySelector('#f-q').value = 'half a wo',"
                    + " document.querySelector('#account-speech-captions-002 a').focus(),"
                    + " scrollTo(0, 700))"
            )
            server.console.change { script in
                let name = ShownFleet.broken
                script.scoreboard.record(Verdict(account: name, at: ShownFleet.now), state: .ok)
            }
            try await tab.evaluate(Self.comeBack)
            try await eventually("the page knows") {
                try await tab.text(of: "h1") == "17 of 170 accounts need attention"
            }
            #expect(try await tab.evaluate("document.title") == "(17) Status · cogwatch")
            #expect(
                try await tab.evaluate("document.querySelector('[role=status]').textContent")
                    == "17 of 170 accounts need attention"
            )
            #expect(
                try await tab.evaluate("document.activeElement.textContent")
                    == "speech-captions-002"
            )
            #expect(try await tab.evaluate("document.querySelector('#f-q').value") == "half a wo")
            #expect(
                try await tab.evaluate("document.querySelector('#cause-key_regenerated')") == "null"
            )

            try await tab.go(to: address + Self.broken)
            try await tab.evaluate("document.querySelector('#stanza').open = true")
            server.console.change { $0.findings = [] }
            try await tab.evaluate(Self.comeBack)
            try await eventually("the page knows") {
                try await !tab.text().contains("A made-up key")
            }
            #expect(try await tab.evaluate("document.querySelector('#stanza').open") == "true")
            #expect(complaints(tab) == [])
        }
    }

    @Test("say when the agent cannot be reached, and when it is back")
    func unreachable() async throws {
        try await with { _, browser, address in
            let tab = try await BrowserTab(in: browser)
            try await tab.go(to: address + "/")
            try await tab.setOffline(true)
            try await tab.evaluate(Self.comeBack)
            try await eventually("the page says so") {
                try await tab.text(of: ".lost").hasPrefix(
                    "The agent cannot be reached. What stands here is from "
                )
            }
            try await tab.setOffline(false)
            try await tab.evaluate(Self.comeBack)
            try await eventually("the page is calm again") {
                try await tab.evaluate("document.querySelector('.lost').hidden") == "true"
            }
        }
    }

    @Test("can be used by keyboard: past the navigation, and with a visible focus")
    func keyboard() async throws {
        try await with { _, browser, address in
            let tab = try await BrowserTab(in: browser)
            try await tab.go(to: address + "/")
            try await tab.press("Tab")
            #expect(
                try await tab.evaluate("document.activeElement.textContent")
                    == "Skip to the content"
            )
            #expect(
                try await tab.evaluate("document.activeElement.getBoundingClientRect().width > 99")
                    == "true"
            )
            try await tab.press("Enter")
            try await tab.press("Tab")
            #expect(try await tab.evaluate("document.activeElement.className") == "tile bad")
            let outline = try await tab.evaluate(
                "getComputedStyle(document.activeElement).outlineStyle"
            )
            #expect(outline == "solid")
        }
    }

    @Test("name everything: landmarks, headings in order, tables, fields, pictures, no id twice")
    func structure() async throws {
        try await with { _, browser, address in
            let tab = try await BrowserTab(in: browser)
            for path in Self.paths {
                try await tab.go(to: address + path)
                let problems = try await tab.evaluate(Self.audit)
                #expect(problems == "", "\(path)")
            }
        }
    }

    private static let audit = """
        (() => {
          const all = selector => [...document.querySelectorAll(selector)];
          const problems = [];
          const expect = (claim, words) => { if (!claim) problems.push(words); };
          expect(all("main").length === 1 && all("h1").length === 1, "one main, one h1");
          expect(all("header").length === 1 && all("footer").length === 1, "header, footer");
          for (const nav of all("nav")) expect(nav.ariaLabel, "a nav without a name");
          let level = 0;
          for (const heading of all("h1, h2, h3")) {
            const next = Number(heading.nodeName[1]);
            expect(next <= level + 1, "heading " + heading.textContent + " skips a level");
            level = next;
          }
          for (const table of all("table")) {
            expect(table.caption, "a table without a caption");
            const columns = table.tHead ? table.tHead.rows[0].cells.length : 0;
            for (const row of table.tBodies[0].rows) {
              expect(row.cells.length === columns, "a row of another length");
            }
          }
          for (const th of all("th")) expect(th.scope, "a th without a scope");
          for (const field of all("input, select, textarea")) {
            expect(field.labels.length, "a field without a label: " + field.name);
          }
          for (const svg of all("svg")) {
            expect(svg.querySelector("title") && svg.querySelector("desc"), "a nameless svg");
          }
          for (const link of all("a, button")) {
            expect((link.ariaLabel || link.textContent).trim(), "a nameless link");
          }
          const ids = all("[id]").map(one => one.id);
          for (const id of ids) {
            expect(ids.indexOf(id) === ids.lastIndexOf(id), "twice the id " + id);
          }
          for (const name of all("[aria-labelledby], [aria-describedby]")) {
            const asked = (name.getAttribute("aria-labelledby") || "") + " "
              + (name.getAttribute("aria-describedby") || "");
            for (const id of asked.trim().split(" ")) expect(ids.includes(id), "no id " + id);
          }
          return [...new Set(problems)].join("; ");
        })()
        """

    @Test("keep letters readable on their ground, light and dark", arguments: [false, true])
    func contrast(_ isDark: Bool) async throws {
        try await with { _, browser, address in
            let tab = try await BrowserTab(in: browser, isDark: isDark)
            for path in ["/", Self.broken, "/incidents", "/silences"] {
                try await tab.go(to: address + path)
                let pale = try await tab.evaluate(Self.paleText)
                #expect(pale == "", "\(path)")
            }
        }
    }

    /// The texts that have less than WCAG's 4.5 of contrast.
    private static let paleText = """
        (() => {
          const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
          const light = ([r, g, b]) => {
            const [x, y, z] = [r, g, b].map(value => {
              const part = value / 255;
              return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
            });
            return 0.2126 * x + 0.7152 * y + 0.0722 * z;
          };
          const ground = element => {
            for (let at = element; at; at = at.parentElement) {
              const colour = numbers(getComputedStyle(at).backgroundColor);
              if (colour.length < 4 || colour[3] > 0) return colour;
            }
            return [255, 255, 255];
          };
          const pale = new Set();
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const element = walker.currentNode.parentElement;
            if (!walker.currentNode.data.trim() || !element.checkVisibility()) continue;
            if (element.closest("svg, .unseen, .skip, noscript, datalist, option")) continue;
            const pair = [light(numbers(getComputedStyle(element).color)), light(ground(element))];
            const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
            if (ratio < 4.5) pale.add(element.className + ":" + ratio.toFixed(2));
          }
          return [...pale].join(" ");
        })()
        """
}
