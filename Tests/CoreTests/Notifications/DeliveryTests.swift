import CogwatchCore
import Foundation
import Testing

@Suite("An attempt to deliver")
struct DeliveryTests {
    private let now = Sample.start

    private func judge(_ status: Int, retryAfter: String? = nil) -> Delivery {
        let lines = retryAfter.map { [Headers.Line(name: "retry-after", value: $0)] } ?? []
        let response = Response(status: status, headers: Headers(lines))
        return .judging(Answer(.response(response)), at: now)
    }

    @Test("is done with any 2xx", arguments: [200, 201, 202, 204, 299])
    func delivered(status: Int) {
        #expect(judge(status) == .delivered)
    }

    @Test("is repeated after what passes", arguments: [408, 425, 429, 500, 502, 503, 504, 599])
    func retried(status: Int) {
        #expect(judge(status) == .retry(reason: "status \(status)", after: nil))
        #expect(
            judge(status, retryAfter: "7") == .retry(reason: "status \(status)", after: .seconds(7))
        )
    }

    @Test(
        "is given up after what no repetition changes",
        arguments: [100, 301, 302, 307, 400, 401, 403, 404, 413, 422, 600]
    )
    func failed(status: Int) {
        #expect(judge(status, retryAfter: "7") == .failed(reason: "status \(status)"))
    }

    @Test("is repeated where it could not even be sent, and says why")
    func notSent() {
        let noResponse = NoResponse.notConnected(detail: "not sent: no file \"ca.pem\"")
        #expect(
            Delivery.judging(Answer(.noResponse(noResponse)), at: now)
                == .retry(reason: "not sent: no file \"ca.pem\"", after: nil)
        )
    }

    @Test("is given up where the endpoint is gone, and says so")
    func gone() {
        #expect(judge(410) == .failed(reason: "the endpoint is gone: status 410"))
    }

    @Test(
        "is repeated after silence",
        arguments: [
            NoResponse.nameNotResolved(detail: ""), .notConnected(detail: ""),
            .timedOut(.processing),
            .connectionClosed(detail: ""), .tlsFailed(detail: ""), .cancelled,
        ]
    )
    func noResponse(_ noResponse: NoResponse) {
        let delivery = Delivery.judging(Answer(.noResponse(noResponse)), at: now)
        #expect(delivery == .retry(reason: noResponse.shortDescription, after: nil))
    }
}

@Suite("Retry-After")
struct RetryAfterTests {
    // 2026-09-21 14:13:20 UTC.
    private let now = Sample.start

    @Test(
        "is read as seconds or as a date, and never as more than 31 days",
        arguments: [
            ("0", 0), ("120", 120), (" 5 ", 5), ("1.5", 1.5), ("-3", 0),
            ("99999999999", 31 * 86_400), ("1e300", 31 * 86_400),
            ("Mon, 21 Sep 2026 14:15:20 GMT", 120), ("Mon, 21 Sep 2026 14:13:00 GMT", 0),
            ("Fri, 31 Dec 9999 23:59:59 GMT", 31 * 86_400),
        ] as [(String, Double)]
    )
    func known(value: String, seconds: Double) {
        #expect(RetryAfter.duration(value, at: now) == .seconds(seconds))
    }

    @Test(
        "that says nothing is no wish",
        arguments: [nil, "", "soon", "nan", "inf", "1e999", "12 s", "21 Sep 2026"]
    )
    func unknown(value: String?) {
        #expect(RetryAfter.duration(value, at: now) == nil)
    }
}

@Suite("The pause before another attempt")
struct RetryPolicyTests {
    private let policy = RetryPolicy(first: .seconds(1), longest: .seconds(60))

    @Test(
        "doubles up to its longest",
        arguments: [
            (1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (8, 60), (Int.max, 60), (0, 1), (Int.min, 1),
        ]
    )
    func doubles(attempts: Int, seconds: Int) {
        let pause = policy.pause(afterAttempts: attempts, asked: nil, jitter: 1)
        #expect(pause == .seconds(seconds))
    }

    @Test("is spread over its upper half", arguments: [(0, 2), (0.5, 3), (1, 4), (-9, 2), (9, 4)])
    func jitter(jitter: Double, seconds: Double) {
        let pause = policy.pause(afterAttempts: 3, asked: nil, jitter: jitter)
        #expect(pause == .seconds(seconds))
    }

    @Test("is at least what the receiver asked for, however long")
    func asked() {
        #expect(policy.pause(afterAttempts: 1, asked: .seconds(900), jitter: 0) == .seconds(900))
        #expect(policy.pause(afterAttempts: 9, asked: .seconds(1), jitter: 1) == .seconds(60))
    }
}
