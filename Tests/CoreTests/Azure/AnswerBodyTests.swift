import CogwatchCore
import TestSupport
import Testing

@Suite("An error's body")
struct AnswerBodyTests {
    @Test(
        "tells who wrote it and what is said",
        arguments: ErrorBody.all
    )
    func reading(_ row: ErrorBody) {
        let body = AnswerBody(status: row.status, headers: Headers([]), body: Array(row.body.utf8))
        #expect(body.family == row.family)
        #expect(body.code == row.code)
        #expect(body.signature == row.signature)
    }

    @Test("gives its inner code and its message")
    func inner() {
        let text =
            #"{"error":{"code":"Forbidden","message":"Caller  is\nnot authorized.","#
            + #""innererror":{"code":"ForbiddenByRbac"}}}"#
        let body = AnswerBody(status: 403, headers: Headers([]), body: Array(text.utf8))
        #expect(body.innerCode == "ForbiddenByRbac")
        #expect(body.message == "Caller is not authorized.")
    }

    @Test("is completed by the headers")
    func headers() {
        let later = Headers([.init(name: "retry-after", value: "86400")])
        #expect(
            AnswerBody(status: 429, headers: later, body: []).signature
                == .rateLimit(kindAndSKU: nil, retrySeconds: 86_400)
        )
        let policy = Headers([
            .init(name: "Policy-Id", value: "ThrowExceptionDueToTrafficDenied")
        ])
        #expect(
            AnswerBody(status: 403, headers: policy, body: []).signature == .virtualNetworkRules
        )
    }

    @Test("may be no text at all")
    func noText() {
        let body = AnswerBody(status: 500, headers: Headers([]), body: [0x7B, 0xFF, 0xFE, 0x00])
        #expect(body.family == .invalidUTF8)
        #expect(body.message == nil)
    }

    @Test(
        "gives no secret back that was sent to it",
        arguments: [SampleKeys.annotated, SampleKeys.hex, SampleKeys.token]
    )
    func echo(secret: String) {
        for text in [
            "no \(secret) here", "key=\(secret),", "Bearer \(secret)", "x-\(secret)-y", secret,
            ErrorBody.gateway("401", "You sent '\(secret)'."), "<html>\(secret)</html>",
        ] {
            let body = AnswerBody(status: 401, headers: Headers([]), body: Array(text.utf8))
            #expect(body.message?.contains("[redacted]") == true)
            #expect(body.message?.contains(secret.suffix(20)) == false)
        }
    }

    @Test("is one short line, whatever was sent")
    func line() {
        let text = "a\u{1B}[31m\r\nb\u{0}\u{202E}c " + String(repeating: "word ", count: 90_000)
        let body = AnswerBody(status: 500, headers: Headers([]), body: Array(text.utf8))
        let message = body.message ?? ""
        #expect(message.count <= 500 && message.hasPrefix("a [31m b c word"))
    }

    @Test("is read quickly, however hostile", .timeLimit(.minutes(1)))
    func hostile() {
        for piece in ["[", "{\"a\":", "<", "<html", "access denied ", "\"", "0", "eyJ.", "é"] {
            let text = String(repeating: piece, count: 200_000)
            let body = AnswerBody(status: 401, headers: Headers([]), body: Array(text.utf8))
            #expect(body.message?.count ?? 0 <= 500)
        }
    }

    @Test("is read, whatever bytes it has")
    func anything() {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("AnswerBodyTests.anything seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let whole = Array(ErrorBody.gateway("401", ErrorBody.invalid).utf8)
        for _ in 0..<2_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                guard let index = bytes.indices.randomElement(using: &generator) else { break }
                bytes[index] = UInt8.random(in: 0...255, using: &generator)
            }
            bytes.removeLast(Int.random(in: 0...20, using: &generator))
            let body = AnswerBody(status: 401, headers: Headers([]), body: bytes)
            #expect(body.family != .empty)
        }
    }
}
