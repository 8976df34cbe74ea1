import CogwatchCore
import Foundation
import Testing

/// What an answer means to each make of receiver.
struct DeliveryRow: Sendable, CustomTestStringConvertible {
    enum Meaning: Sendable, Equatable {
        case delivered
        case retry(after: Double?)
        case failed
        case gone
    }

    let makes: [Integration.Make]
    let status: Int
    let body: String
    let headers: [String: String]
    let meaning: Meaning

    init(
        _ status: Int,
        _ body: String = "",
        by makes: [Integration.Make] = Integration.Make.allCases,
        headers: [String: String] = [:],
        means meaning: Meaning
    ) {
        self.makes = makes
        self.status = status
        self.body = body
        self.headers = headers
        self.meaning = meaning
    }

    var testDescription: String {
        "\(makes.map(\.rawValue).joined(separator: " ")) \(status) \(body) \(headers)"
    }

    private static func all(but make: Integration.Make) -> [Integration.Make] {
        Integration.Make.allCases.filter { $0 != make }
    }
}

extension DeliveryRow {
    static let rows: [DeliveryRow] = successes + throttled + throttledInBody + passing + failures

    private static let successes: [DeliveryRow] = [
        DeliveryRow(200, by: all(but: .slack), means: .delivered),
        DeliveryRow(202, by: all(but: .slack), means: .delivered),
        DeliveryRow(204, by: all(but: .slack), means: .delivered),
        DeliveryRow(
            202,
            #"{"status":"success","message":"Event processed","dedup_key":"k"}"#,
            by: [.pagerDuty],
            means: .delivered
        ),
        DeliveryRow(
            202,
            #"{"result":"Request will be processed","took":0.3,"requestId":"r"}"#,
            by: [.opsgenie],
            means: .delivered
        ),
        DeliveryRow(200, #"{"id":"1","content":"x"}"#, by: [.discord], means: .delivered),
        DeliveryRow(200, "ok", by: [.slack], means: .delivered),
        DeliveryRow(200, " ok\n", by: [.slack], means: .delivered),
        DeliveryRow(200, #"{"ok":true,"ts":"1.2"}"#, by: [.slack], means: .delivered),
        DeliveryRow(200, "1", by: [.teams], means: .delivered),
    ]

    private static let throttled: [DeliveryRow] = [
        DeliveryRow(429, by: all(but: .pagerDuty), means: .retry(after: nil)),
        // PagerDuty asks for minutes and gives no number.
        DeliveryRow(429, by: [.pagerDuty], means: .retry(after: 60)),
        DeliveryRow(429, headers: ["Retry-After": "120"], means: .retry(after: 120)),
        DeliveryRow(429, headers: ["retry-after": "0.75"], means: .retry(after: 0.75)),
        DeliveryRow(
            429,
            headers: ["Retry-After": "Mon, 21 Sep 2026 14:15:20 GMT"],
            means: .retry(after: 120)
        ),
    ]

    private static let throttledInBody: [DeliveryRow] = [
        DeliveryRow(
            429,
            #"{"message":"You are being rate limited.","retry_after":1.337,"global":false}"#,
            by: [.discord],
            headers: ["Retry-After": "1"],
            means: .retry(after: 1.337)
        ),
        DeliveryRow(429, #"{"retry_after":0.3}"#, by: [.discord], means: .retry(after: 0.3)),
        DeliveryRow(429, #"{"retry_after":-5}"#, by: [.discord], means: .retry(after: 0)),
        DeliveryRow(
            429,
            #"{"retry_after":1e300}"#,
            by: [.discord],
            means: .retry(after: 31 * 86_400)
        ),
        DeliveryRow(429, #"{"retry_after":"soon"}"#, by: [.discord], means: .retry(after: nil)),
        DeliveryRow(
            200,
            "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP "
                + "error 429 with ContextId tcid=1",
            by: [.teams],
            means: .retry(after: nil)
        ),
        DeliveryRow(
            200,
            "Microsoft Teams endpoint returned HTTP error 502",
            by: [.teams],
            means: .retry(after: nil)
        ),
        DeliveryRow(
            200,
            #"{"ok":false,"error":"ratelimited"}"#,
            by: [.slack],
            means: .retry(after: nil)
        ),
        DeliveryRow(500, "rollup_error", by: [.slack], means: .retry(after: nil)),
    ]

    private static let passing: [DeliveryRow] =
        [408, 425, 500, 502, 503, 504, 599].map { DeliveryRow($0, means: .retry(after: nil)) }
        + [408, 503].map {
            DeliveryRow($0, headers: ["Retry-After": "120"], means: .retry(after: 120))
        }

    private static let failures: [DeliveryRow] =
        [300, 301, 302, 303, 307, 308, 400, 401, 403, 405, 413, 422]
        .map { DeliveryRow($0, means: .failed) } + failuresInBody

    private static let failuresInBody: [DeliveryRow] = [
        DeliveryRow(404, by: all(but: .discord), means: .failed),
        DeliveryRow(410, means: .gone),
        DeliveryRow(
            404,
            #"{"message":"Unknown Webhook","code":10015}"#,
            by: [.discord],
            means: .gone
        ),
        DeliveryRow(404, "no_service", by: [.slack], means: .gone),
        DeliveryRow(404, "channel_not_found", by: [.slack], means: .failed),
        DeliveryRow(410, "channel_is_archived", by: [.slack], means: .gone),
        DeliveryRow(200, by: [.slack], means: .failed),
        DeliveryRow(204, by: [.slack], means: .failed),
        DeliveryRow(200, "<html>Sign in</html>", by: [.slack], means: .failed),
        DeliveryRow(
            200,
            #"{"ok":false,"error":"channel_not_found"}"#,
            by: [.slack],
            means: .failed
        ),
        DeliveryRow(200, #"{"ok":"true"}"#, by: [.slack], means: .failed),
        DeliveryRow(
            200,
            "Microsoft Teams endpoint returned HTTP error 413",
            by: [.teams],
            means: .failed
        ),
        DeliveryRow(200, "returned HTTP error soon", by: [.teams], means: .failed),
    ]
}

@Suite("An answer to a notification")
struct DeliveryTableTests {
    @Test("means what the receiver's make says it means", arguments: DeliveryRow.rows)
    func row(_ row: DeliveryRow) {
        for make in row.makes {
            let response = Response(
                status: row.status,
                headers: Headers(row.headers.map { Headers.Line(name: $0.key, value: $0.value) }),
                body: Array(row.body.utf8)
            )
            let delivery = SampleReceivers.integration(make)
                .delivery(from: Answer(.response(response)), at: Sample.start)
            #expect(DeliveryRow.Meaning(delivery) == row.meaning, "\(make): \(delivery)")
        }
    }

    @Test("that never came is waited for again", arguments: Integration.Make.allCases)
    func noResponse(make: Integration.Make) {
        let integration = SampleReceivers.integration(make)
        for noResponse in [
            NoResponse.nameNotResolved(detail: ""), .notConnected(detail: ""),
            .tlsFailed(detail: ""),
            .timedOut(.processing), .connectionClosed(detail: ""), .bodyCutOff(detail: ""),
        ] {
            let delivery = integration.delivery(
                from: Answer(.noResponse(noResponse)),
                at: Sample.start
            )
            #expect(delivery == .retry(reason: noResponse.shortDescription, after: nil))
        }
    }

    @Test(
        "is quoted as far as it explains itself",
        arguments: [
            (
                .pagerDuty, 400,
                #"{"status":"invalid event","message":"Event object is invalid","errors":["'payload.source' is missing or blank"]}"#,
                "status 400, Event object is invalid; 'payload.source' is missing or blank"
            ),
            (.slack, 400, "invalid_payload", "status 400, invalid_payload"),
            (.slack, 200, #"{"ok":false,"error":"not_in_channel"}"#, "Slack says not_in_channel"),
            (
                .opsgenie, 422, #"{"message":"Request body is not processable","took":0.1}"#,
                "status 422, Request body is not processable"
            ),
            (.webhook, 400, #"{"message":"whatever a stranger writes"}"#, "status 400"),
            (.discord, 400, "<html>whatever</html>", "status 400"),
        ] as [(Integration.Make, Int, String, String)]
    )
    func reason(make: Integration.Make, status: Int, body: String, reason: String) {
        let answer = Answer(.response(Response(status: status, body: Array(body.utf8))))
        let delivery = SampleReceivers.integration(make).delivery(from: answer, at: Sample.start)
        #expect(delivery == .failed(reason: reason))
    }
}

extension DeliveryRow.Meaning {
    init(_ delivery: Delivery) {
        switch delivery {
        case .delivered: self = .delivered
        case .retry(_, let after): self = .retry(after: after?.seconds)
        case .failed(let reason):
            self = reason.hasPrefix("the endpoint is gone") ? .gone : .failed
        }
    }
}

@Suite("A receiver's secrets")
struct ReceiverSecretTests {
    private let group = Sample.group([Sample.refusal("tts-1")])

    @Test("are in no body that is kept on disk", arguments: Integration.Make.allCases)
    func body(make: Integration.Make) throws {
        let body = try #require(SampleReceivers.integration(make).body(for: group))
        #expect(!String(decoding: body, as: UTF8.self).contains(SampleReceivers.planted))
        let over = Sample.group([Sample.refusal("a", endsAt: Sample.start)], reason: .allResolved)
        let end = try #require(SampleReceivers.integration(make).body(for: over))
        #expect(!String(decoding: end, as: UTF8.self).contains(SampleReceivers.planted))
    }

    @Test("are in nothing that a log or page could print", arguments: Integration.Make.allCases)
    func printed(make: Integration.Make) throws {
        let integration = SampleReceivers.integration(make)
        let body = try #require(integration.body(for: group))
        let request = integration.request(for: SampleReceivers.queued(body), at: Sample.start)
        var dumped = ""
        dump(integration, to: &dumped)
        dump(Receiver(name: "oncall", integrations: [integration]), to: &dumped)
        dump(request.headers, to: &dumped)
        dump(request.address, to: &dumped)
        dumped += "\(integration) \(request.address.shown) \(request.headers) \(integration.kind)"
        dumped += String(reflecting: integration)
        #expect(!dumped.contains(SampleReceivers.planted))
    }

    @Test(
        "are in no reason, even where the service repeats them",
        arguments: Integration.Make.allCases
    )
    func reasons(make: Integration.Make) {
        let integration = SampleReceivers.integration(make)
        let planted = SampleReceivers.planted
        let url = "https://me:\(planted)-user@hooks.example/\(planted)-path?sig=\(planted)"
        let own: [String] =
            switch make {
            case .pagerDuty: ["\(planted)-key", "\(planted)-token"]
            case .opsgenie: ["\(planted)-key"]
            case .webhook, .slack, .teams, .discord: [url, "\(planted)-path", "\(planted)-token"]
            }
        for echo in own {
            for body in [
                echo, #"{"message":"no such key: \#(echo)","errors":["\#(echo)"]}"#,
                #"{"ok":false,"error":"\#(echo)"}"#,
            ] {
                for status in [200, 400, 403, 404, 410, 429, 500] {
                    let answer = Answer(
                        .response(Response(status: status, body: Array(body.utf8)))
                    )
                    let delivery = integration.delivery(from: answer, at: Sample.start)
                    #expect(!"\(delivery)".contains(planted))
                }
            }
        }
    }

    @Test("are in the request, where they belong", arguments: Integration.Make.allCases)
    func sent(make: Integration.Make) throws {
        let integration = SampleReceivers.integration(make)
        let body = try #require(integration.body(for: group))
        let request = integration.request(for: SampleReceivers.queued(body), at: Sample.start)
        let url = request.address.url.reveal(\.self)
        #expect(request.door?.proxyURL != nil)
        switch make {
        case .webhook, .slack, .teams: #expect(url.hasSuffix("?sig=\(SampleReceivers.planted)"))
        case .discord: #expect(url.hasSuffix("?sig=\(SampleReceivers.planted)&wait=true"))
        case .pagerDuty:
            #expect(url == "https://events.pagerduty.com/v2/enqueue")
            let json = try JSONSerialization.jsonObject(with: Data(request.body))
            let event = try #require(json as? [String: Any])
            #expect(event["routing_key"] as? String == "\(SampleReceivers.planted)-key")
            #expect(event["event_action"] as? String == "trigger")
        case .opsgenie:
            #expect(url == "https://api.opsgenie.com/v2/alerts")
            let key = Secret("\(SampleReceivers.planted)-key")
            #expect(
                request.headers.contains(
                    Request.Header("Authorization", prefix: "GenieKey ", secret: key)
                )
            )
        }
    }

    @Test("An end goes where the beginning went, under the same name")
    func ends() throws {
        let over = Sample.group([Sample.refusal("a", endsAt: Sample.start)], reason: .allResolved)
        let pagerDuty = SampleReceivers.integration(.pagerDuty)
        let opened = try #require(pagerDuty.body(for: group))
        let closed = try #require(pagerDuty.body(for: over))
        func name(_ body: [UInt8]) throws -> String? {
            let json = try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
            return json?["dedup_key"] as? String
        }
        #expect(try name(opened) == name(closed))
        #expect(try name(closed)?.count == 64)

        let opsgenie = SampleReceivers.integration(.opsgenie)
        let end = try #require(opsgenie.body(for: over))
        let queued = SampleReceivers.queued(end, groupKey: over.groupKey)
        let url = opsgenie.request(for: queued, at: Sample.start).address.url.reveal(\.self)
        let alias = try #require(try name(opened))
        #expect(
            url == "https://api.opsgenie.com/v2/alerts/\(alias)/close?identifierType=alias"
        )
        let start = try #require(opsgenie.body(for: group))
        let json = try JSONSerialization.jsonObject(with: Data(start)) as? [String: Any]
        #expect(json?["alias"] as? String == alias)
    }
}
