import CogwatchCore
import Foundation
import Testing

/// Something that a person pasted, and what it means.
struct Pasted: CustomTestStringConvertible, Sendable {
    let title: String
    let text: String
    let cause: Cause
    let confidence: Confidence

    var testDescription: String { title }
}

@Suite("A failure that someone else saw")
struct ObservedFailureTests {
    static let now = Date(timeIntervalSince1970: 1_800_000_000)

    static let pasted = [
        Pasted(
            title: "curl -i, with a proxy's consent before the answer",
            text: """
                HTTP/1.1 200 Connection established

                HTTP/1.1 403 Forbidden
                Content-Type: application/json

                {"error":{"code":"403","message":"Public access is disabled. Please configure private endpoint."}}
                """,
            cause: .publicAccessDisabled,
            confidence: .certain
        ),
        Pasted(
            title: "curl -v, with a region that is a language",
            text: """
                * Trying 192.0.2.1:443...
                > GET /cognitiveservices/voices/list HTTP/1.1
                > Host: en-us.tts.speech.microsoft.com
                > Ocp-Apim-Subscription-Key: left out
                >
                < HTTP/1.1 401 Unauthorized
                < Content-Length: 0
                <
                """,
            cause: .wrongRegion,
            confidence: .likely
        ),
        Pasted(
            title: "a token's text although a key was sent",
            text: """
                > POST /face HTTP/1.1
                > Host: my.cognitiveservices.azure.com
                > Ocp-Apim-Subscription-Key: left out
                < HTTP/1.1 401 Unauthorized
                <
                { "statusCode": 401, "message": "Unauthorized. Access token is missing, invalid, audience is incorrect (https://cognitiveservices.azure.com), or have expired." }
                """,
            cause: .keyInWrongHeader,
            confidence: .likely
        ),
        Pasted(
            title: "curl's own complaint",
            text: "curl: (6) Could not resolve host: japanwest.tts.speech.microsoft.com",
            cause: .dnsFailure,
            confidence: .likely
        ),
        Pasted(
            title: "a bare sentence",
            text:
                "Key based authentication is disabled for this resource. AuthenticationTypeDisabled",
            cause: .localAuthDisabled,
            confidence: .certain
        ),
        Pasted(
            title: "words that say nothing",
            text: "it does not work",
            cause: .unknown,
            confidence: .possible
        ),
    ]

    @Test("is read as it was pasted, with either line break", arguments: pasted, ["\n", "\r\n"])
    func transcript(_ pasted: Pasted, _ lineBreak: String) {
        let text = pasted.text.split(separator: "\n", omittingEmptySubsequences: false)
            .joined(separator: lineBreak)
        let diagnosis = ObservedFailure(transcript: text).diagnosis(at: Self.now)
        #expect(diagnosis.cause == pasted.cause)
        #expect(diagnosis.confidence == pasted.confidence)
    }

    @Test(
        "is read from a line of JSON, whatever is missing",
        arguments: [
            (#"{"response":{"status":429,"headers":{"Retry-After":7}}}"#, Cause.rateLimited),
            (#"{"response":{"status":"503"}}"#, .serviceOutage),
            (
                #"{"response":{"client_error":"Error code: 403 - {'error': {'code': 'AuthenticationTypeDisabled'}}"}}"#,
                .localAuthDisabled
            ),
            (
                #"{"response":{"transport_error":"connect ECONNREFUSED 192.0.2.1:443"}}"#,
                .connectFailure
            ),
            (#"{"request":{"auth":"none"},"response":{"status":401}}"#, .missingKey),
            (#"{"id":5,"response":[]}"#, .unknown),
            ("{}", .unknown),
        ]
    )
    func json(_ line: String, _ cause: Cause) throws {
        let failure = try #require(ObservedFailure(jsonLine: line))
        #expect(failure.diagnosis(at: Self.now).cause == cause)
    }

    @Test("is none where a token or voices came")
    func success() {
        let voices = "HTTP/2 200\r\n\r\n[{\"ShortName\":\"xx-XX-SomeoneNeural\"}]"
        #expect(ObservedFailure(transcript: voices).isSuccess(at: Self.now))
        #expect(!ObservedFailure(transcript: "HTTP/2 200\n\n<html>").isSuccess(at: Self.now))
        #expect(!ObservedFailure(transcript: "HTTP/2 401\n\n").isSuccess(at: Self.now))
    }

    @Test("is none where the line is no object", arguments: ["", "[]", "nonsense", "5"])
    func noObject(_ line: String) {
        #expect(ObservedFailure(jsonLine: line) == nil)
    }

    @Test("is called certain in no collected case where something else was the matter")
    func honesty() throws {
        let root = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let file = root.appending(path: "shared/facts/failure-cases.jsonl")
        guard let text = try? String(contentsOf: file, encoding: .utf8) else {
            return print("SKIPPED: the collected failures are not here (../shared/facts)")
        }
        struct Case: Decodable {
            let id: String
            let cause: String
        }
        let lines = text.split(separator: "\n")
        #expect(lines.count > 100)
        for line in lines {
            let known = try JSONDecoder().decode(Case.self, from: Data(line.utf8))
            let failure = try #require(ObservedFailure(jsonLine: String(line)))
            let diagnosis = failure.diagnosis(at: Self.now)
            #expect(
                diagnosis.confidence < .certain || diagnosis.cause.rawValue == known.cause,
                "\(known.id) is \(known.cause), not \(diagnosis.cause.rawValue)"
            )
        }
    }
}
