import CogwatchCore
import Foundation
import Testing

@testable import CogwatchSimulator

@Suite("The webhook inbox", .timeLimit(.minutes(2)))
struct InboxTests {
    private static func webhook(_ status: String = "firing", summary: String = "Key refused")
        -> String
    {
        """
        {"version":"4","groupKey":"{}:{}","truncatedAlerts":0,"status":"\(status)",
         "receiver":"oncall","groupLabels":{},"commonLabels":{"alertname":"AuthFailing"},
         "commonAnnotations":{},"externalURL":"http://cogwatch.example","alerts":[
          {"status":"\(status)","labels":{"alertname":"AuthFailing","account":"tts-harbour",
            "cause":"key_regenerated"},
           "annotations":{"summary":"\(summary)","evidence":"- worked until noon",
            "next_steps":"1. Fetch the new key"},
           "startsAt":"2026-11-21T12:00:00Z","endsAt":"0001-01-01T00:00:00Z",
           "generatorURL":"","fingerprint":"00000000000000aa"}]}
        """
    }

    private func open(
        _ body: (WebhookInbox, String) async throws -> Void
    ) async throws {
        let inbox = WebhookInbox(time: JumpingTime(Sample.now))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await inbox.run() }
            try await body(inbox, "http://127.0.0.1:\(try await inbox.port())")
            group.cancelAll()
        }
    }

    private func post(_ url: String, _ body: String, _ more: [String] = []) async throws
        -> ShellResult
    {
        try await Shell.curl(["--data-binary", body, url] + more)
    }

    @Test("keeps what is posted to any path, and tells those who listen")
    func keeps() async throws {
        try await open { inbox, url in
            var arrivals = inbox.arrivals().makeAsyncIterator()
            let body = Self.webhook()
            let answer = try await post(
                url + "/hooks/oncall",
                body,
                ["--header", "webhook-id: msg_1"]
            )
            #expect(answer.text.hasPrefix("HTTP/1.1 200 OK"))
            let message = try #require(await arrivals.next())
            #expect(message.body == Array(body.utf8))
            #expect(message.path == "/hooks/oncall")
            #expect(message.headers["webhook-id"] == "msg_1")
            #expect(message.arrived == Sample.now)
            #expect(message.webhook?.alerts.first?.labels["cause"] == "key_regenerated")
            _ = try await post(url, "not JSON")
            #expect(inbox.messages().map(\.number) == [1, 2])
            #expect(inbox.messages().last?.webhook == nil)
            inbox.clear()
            #expect(inbox.messages().isEmpty)
        }
    }

    @Test("answers as told, and hangs up as told")
    func behaves() async throws {
        try await open { inbox, url in
            inbox.behave(.answer(500))
            let failed = try await post(url, "{}")
            #expect(failed.text.hasPrefix("HTTP/1.1 500 "))
            inbox.behave(.hangUp)
            let silent = try await post(url, "{}")
            // 52: the connection was closed without an answer.
            #expect(silent.status == 52)
            inbox.behave(.answer(202))
            let accepted = try await post(url, "{}")
            #expect(accepted.text.hasPrefix("HTTP/1.1 202 "))
            #expect(inbox.messages().map(\.answeredWith) == [500, nil, 202])
        }
    }

    @Test("can be stopped and opened again on its port")
    func reopens() async throws {
        var port = 0
        try await open { inbox, _ in port = try await inbox.port() }
        let refused = try await post("http://127.0.0.1:\(port)", "{}")
        #expect(refused.status == 7)
        let second = WebhookInbox(listen: ListenAddress(port: port))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await second.run() }
            let again = try await second.port()
            let answer = try await post("http://127.0.0.1:\(port)", "{}")
            #expect(again == port)
            #expect(answer.status == 0)
            group.cancelAll()
        }
    }

    @Test("shows people what fires and what is over, newest first")
    func page() async throws {
        try await open { _, url in
            let empty = try await Shell.curl([url + "/"])
            #expect(empty.text.contains("No webhook has arrived yet"))
            _ = try await post(url, Self.webhook())
            _ = try await post(url, Self.webhook("resolved"))
            let page = try await Shell.curl([url + "/"])
            let html = page.text
            #expect(
                html.contains("Content-Security-Policy: default-src 'none'; style-src 'sha256-")
            )
            #expect(html.contains(#"http-equiv="refresh" content="2""#))
            #expect(!html.contains("<script"))
            for text in ["AuthFailing", "tts-harbour", "key_regenerated", "worked until noon"] {
                #expect(html.contains(text), "\(text)")
            }
            let resolved = try #require(html.firstRange(of: #"class="resolved""#))
            let firing = try #require(html.firstRange(of: #"class="firing""#))
            #expect(resolved.lowerBound < firing.lowerBound)
        }
    }

    @Test("shows strangers' text as text")
    func escapes() {
        let hostile = #"<script>alert('x')</script>\" onload=\"y"#
        let message = InboxMessage(
            number: 1,
            arrived: Sample.now,
            path: "/<b>",
            headers: Headers([]),
            body: Array(Self.webhook(summary: hostile).utf8),
            answeredWith: 200
        )
        let plain = InboxMessage(
            number: 2,
            arrived: Sample.now,
            path: "/",
            headers: Headers([]),
            body: Array("<img src=x>".utf8),
            answeredWith: 200
        )
        let html = InboxPage.html(of: [message, plain], at: Sample.now)
        #expect(message.webhook != nil)
        #expect(!html.contains("<script"))
        #expect(!html.contains("<b>"))
        #expect(!html.contains("<img"))
        #expect(html.contains("&lt;script&gt;alert(&#39;x&#39;)"))
        #expect(html.contains("&quot; onload="))
    }

    @Test("gives the same as JSON, without credentials")
    func api() async throws {
        try await open { _, url in
            let secret = "Bearer " + String(repeating: "s", count: 20)
            _ = try await post(
                url + "/a",
                Self.webhook(),
                ["--header", "Authorization: \(secret)"]
            )
            let answer = try await Shell.curl([url + "/api/messages"])
            #expect(answer.text.contains("[redacted]"))
            #expect(!answer.text.contains(secret))
            let body = try #require(answer.text.components(separatedBy: "\r\n\r\n").last)
            let json = try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]
            let first = (json?["messages"] as? [[String: Any]])?.first
            #expect(first?["path"] as? String == "/a")
            #expect((first?["body"] as? [String: Any])?["status"] as? String == "firing")
        }
    }

    @Test("keeps no more than its capacity")
    func capacity() {
        let state = InboxState()
        for _ in 0..<(InboxState.capacity + 3) {
            _ = state.receive(path: "/", headers: Headers([]), body: [], at: Sample.now)
        }
        #expect(state.messages.count == InboxState.capacity)
        #expect(state.messages.first?.number == 4)
    }
}
