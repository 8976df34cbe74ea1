import CogwatchCore
import Foundation
import Testing
import TestSupport

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
            title: "a command before the answer, on HTTP/2",
            text: """
                $ curl -i -X POST "https://westeurope.api.cognitive.microsoft.com/face/v1.0/detect" \\
                    -H 'Ocp-Apim-Subscription-Key: left out'
                HTTP/2 429
                retry-after: 12
                content-type: application/json

                {"error":{"code":"429","message":"Rate limit is exceeded. Try again in 12 seconds."}}
                """,
            cause: .rateLimited,
            confidence: .certain
        ),
        Pasted(
            title: "a command with a key as Bearer",
            text: """
                curl https://contoso.openai.azure.com/openai/models -i -H "Authorization: Bearer \(
                    String(repeating: "0a", count: 16))"
                HTTP/1.1 100 Continue

                HTTP/1.1 401 Unauthorized

                """,
            cause: .keyInWrongHeader,
            confidence: .likely
        ),
        Pasted(
            title: "Translator without a region, by HTTPie",
            text: """
                POST /translate?api-version=3.0&to=de HTTP/1.1
                Accept: */*
                Host: api.cognitive.microsofttranslator.com
                Ocp-Apim-Subscription-Key: left out

                [{"Text": "hello"}]

                HTTP/1.1 401 Unauthorized
                Content-Type: application/json

                {"error":{"code":401000,"message":"The request is not authorized because credentials are missing or invalid."}}
                """,
            cause: .wrongEndpointKind,
            confidence: .likely
        ),
        Pasted(
            title: "a token asked for with GET",
            text: """
                $ http GET https://eastus.api.cognitive.microsoft.com/sts/v1.0/issueToken Ocp-Apim-Subscription-Key:…
                HTTP/1.1 404 Resource Not Found

                { "statusCode": 404, "message": "Resource not found" }
                """,
            cause: .wrongPathOrVersion,
            confidence: .possible
        ),
        Pasted(
            title: "a reason phrase and no body",
            text: "HTTP/1.1 401 PermissionDenied\nContent-Length: 0\n\n",
            cause: .invalidKey,
            confidence: .possible
        ),
        Pasted(
            title: "the API that refused, by its realm",
            text: """
                HTTP/1.1 401 Unauthorized
                WWW-Authenticate: AzureApiManagementKey realm="https://westus.api.cognitive.microsoft.com/luis/authoring/v3.0-preview",name="Ocp-Apim-Subscription-Key",type="header"

                """,
            cause: .luisKeyRole,
            confidence: .possible
        ),
        Pasted(
            title: "a traceback of Python with the address at its end",
            text: """
                Traceback (most recent call last):
                  File "speak.py", line 7, in <module>
                requests.exceptions.HTTPError: 401 Client Error: PermissionDenied for url: https://eastus.api.cognitive.microsoft.com/sts/v1.0/issueToken
                """,
            cause: .invalidKey,
            confidence: .possible
        ),
        Pasted(
            title: "a body alone",
            text:
                #"{"error":{"code":"PermissionDenied","message":"Principal does not have access to API/Operation."}}"#,
            cause: .entraPermission,
            confidence: .possible
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

    @Test("is explained without a word of the credential in it", arguments: [32, 84])
    func secrecy(length: Int) {
        let key = String(repeating: "0a", count: length / 2)
        let text = """
            $ curl -v -H "Ocp-Apim-Subscription-Key: \(key)" -H "Authorization: Bearer \(key)" \
            https://eastus.tts.speech.microsoft.com/cognitiveservices/voices/list?subscription-key=\(key)
            > Ocp-Apim-Subscription-Key: \(key)
            < HTTP/1.1 401 Unauthorized
            <
            key \(String(repeating: "a1", count: 16)) is wrong
            """
        let diagnosis = ObservedFailure(transcript: text).diagnosis(at: Self.now)
        let shown = diagnosis.evidence.map(\.text).joined() + diagnosis.nextSteps.joined()
        #expect(shown.contains("eastus.tts.speech.microsoft.com"))
        #expect(!shown.contains(key))
        #expect(!shown.contains("a1a1a1a1"))
    }

    @Test(
        "is explained without a key that stands where a host belongs",
        arguments: ["%", "https://%", "https://%.tts.speech.microsoft.com/x", "https://%/voices"]
    )
    func keyAsHost(_ url: String) throws {
        for key in [TestKeys.annotated(.speechServices), TestKeys.hex(7)] {
            try key.reveal { key in
                let place = url.replacing("%", with: key)
                let line =
                    #"{"operation":"voices","request":{"url":"\#(place)","auth":"key"},"#
                    + #""response":{"status":401}}"#
                let diagnosis = try #require(ObservedFailure(jsonLine: line))
                    .diagnosis(at: Self.now)
                let shown = diagnosis.evidence.map(\.text) + diagnosis.nextSteps
                #expect(!shown.joined(separator: "\n").lowercased().contains(key.lowercased()))
            }
        }
    }

    @Test(
        "is of a service that has ended, by the answer's own date",
        arguments: [
            ("Wed, 01 Apr 2026 12:00:00 GMT", Cause.serviceRetired),
            ("Wed, 01 Apr 2020 12:00:00 GMT", .luisKeyRole),
        ]
    )
    func retired(_ date: String, _ cause: Cause) throws {
        let line =
            #"{"request":{"url":"https://westus.api.cognitive.microsoft.com/luis/api/v2.0/apps/","auth":"key"},"#
            + #""response":{"status":401,"headers":{"Date":"\#(date)"}}}"#
        let diagnosis = try #require(ObservedFailure(jsonLine: line)).diagnosis(at: Self.now)
        #expect(diagnosis.cause == cause)
        #expect(
            diagnosis.candidates.contains { $0.cause == .serviceRetired }
                == (cause == .serviceRetired)
        )
    }

    @Test(
        "is named by its line where that cannot be read",
        arguments: [
            (BoundedLines.Line.bytes([0xFF, 0x7B, 0x7D]), "not UTF-8"),
            (.bytes([0, 0, 0]), "no JSON object"),
            (.bytes(Array("{\"a\":".utf8)), "no JSON object"),
            (.tooLong, "longer than 1 MiB"),
        ]
    )
    func unreadable(_ line: BoundedLines.Line, _ reason: String) {
        guard case .unreadable(let text) = FailureLine(line) else {
            Issue.record("this was read: \(line)")
            return
        }
        #expect(text.contains(reason))
    }

    @Test("is read behind a byte order mark, and a blank line is none")
    func marks() {
        guard case .failure = FailureLine(.bytes([0xEF, 0xBB, 0xBF] + Array("{}".utf8))) else {
            Issue.record("the mark was in the way")
            return
        }
        guard case .blank = FailureLine(.bytes(Array(" \t\r".utf8))) else {
            Issue.record("blanks are no failure")
            return
        }
    }

    @Test(
        "is read whatever type its fields have",
        arguments: [
            #"{"service":7,"request":{"region_header":{},"key_shape":[],"key_location":5,"url":{}},"response":{"status":401}}"#,
            #"{"request":"GET /","response":{"status":[401],"headers":"none","body":{}}}"#,
            #"{"response":{"status":99999999999999999999}}"#,
        ]
    )
    func types(_ line: String) throws {
        let diagnosis = try #require(ObservedFailure(jsonLine: line)).diagnosis(at: Self.now)
        #expect(!diagnosis.candidates.isEmpty)
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
