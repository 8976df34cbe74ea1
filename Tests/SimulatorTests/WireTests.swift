import CogwatchCore
import CogwatchSimulator
import Foundation
import ServiceLifecycle
import Testing

@Suite("Over the wire, to curl", .timeLimit(.minutes(3)))
struct WireTests {
    private static let tokenURL = "https://\(Sample.tokenHost)/sts/v1.0/issueToken"
    private static let voicesURL = "https://\(Sample.voicesHost)/cognitiveservices/voices/list"

    @Test("the certificate passes for Azure's own names, in three clouds")
    func names() async throws {
        try await Street.open { street in
            let urls = [
                Self.tokenURL, Self.voicesURL,
                "https://japanwest.stt.speech.microsoft.com/",
                "https://api.cognitive.microsoft.com/sts/v1.0/issueToken",
                "https://\(Sample.speechDomain)/sts/v1.0/issueToken",
                "https://chinaeast2.api.cognitive.azure.cn/sts/v1.0/issueToken",
                "https://chinaeast2.tts.speech.azure.cn/cognitiveservices/voices/list",
                "https://usgovvirginia.api.cognitive.microsoft.us/sts/v1.0/issueToken",
                "https://usgovvirginia.tts.speech.azure.us/cognitiveservices/voices/list",
                "https://api.cognitive.microsofttranslator.com/languages",
                "https://api.translator.azure.cn/languages",
            ]
            for url in urls {
                let result = try await street.curl(url)
                #expect(result.status == 0, "\(url)")
                #expect(result.text.hasPrefix("HTTP/1.1 "), "\(url)")
            }
        }
    }

    @Test("a key gets a token, and the token lists voices")
    func tokenAndVoices() async throws {
        try await Street.open { street in
            let key = try street.keyHeader("speech")
            let answer = try await street.curl(Self.tokenURL, ["--data", ""] + key)
            #expect(answer.text.hasPrefix("HTTP/1.1 200 OK\r\n"))
            let token = try #require(answer.text.split(separator: "\r\n\r\n").last)
            let voices = try await street.curl(
                Self.voicesURL,
                ["--header", "Authorization: Bearer \(token)"]
            )
            #expect(voices.text.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(voices.output.count > 200_000)
        }
    }

    @Test("the reason phrase is Azure's, not the standard's")
    func reason() async throws {
        try await Street.open { street in
            let answer = try await street.curl(
                Self.tokenURL,
                ["--data", "", "--header", "Ocp-Apim-Subscription-Key: bogus"]
            )
            #expect(answer.text.hasPrefix("HTTP/1.1 401 PermissionDenied\r\n"))
            #expect(answer.text.contains("Content-Length: 224\r\n"))
        }
    }

    @Test("a POST without a length is refused")
    func length() async throws {
        try await Street.open { street in
            let answer = try await street.curl(Self.tokenURL, ["--request", "POST"])
            #expect(answer.text.hasPrefix("HTTP/1.1 411 Length Required\r\n"))
        }
    }

    @Test("one connection serves several requests")
    func keepAlive() async throws {
        try await Street.open { street in
            let key = try street.keyHeader("speech")
            let answer = try await street.curl(
                Self.voicesURL,
                key + [Self.voicesURL, "--output", "/dev/null", "--output", "/dev/null"]
                    + ["--write-out", "%{http_code} %{num_connects};"]
            )
            #expect(answer.text.hasSuffix("200 1;200 0;"), "\(answer.text.suffix(40))")
        }
    }

    @Test("a dead host's connection ends before TLS")
    func dead() async throws {
        try await Street.open { street in
            try street.simulator.state.setFault(.dead, on: Sample.tokenHost)
            let dead = try await street.curl(Self.tokenURL)
            // 35: the TLS handshake failed.
            #expect(dead.status == 35)
            let unknown = try await street.curl("https://useast.tts.speech.microsoft.com/")
            #expect(unknown.status == 35)
            let neighbour = try await street.curl(Self.voicesURL)
            #expect(neighbour.status == 0)
            try street.simulator.state.mend(Sample.tokenHost)
            let mended = try await street.curl(Self.tokenURL)
            #expect(mended.status == 0)
        }
    }

    @Test("a hanging host shakes hands and then says nothing")
    func hang() async throws {
        try await Street.open { street in
            try street.simulator.state.setFault(.hang, on: Sample.tokenHost)
            let result = try await street.curl(
                Self.tokenURL,
                ["--max-time", "1", "--write-out", "%{time_appconnect}"]
            )
            // 28: the time was up.
            #expect(result.status == 28)
            #expect(try #require(Double(result.text)) > 0)
        }
    }

    @Test("a truncated body ends in the middle")
    func truncated() async throws {
        try await Street.open { street in
            try street.simulator.state.setFault(.truncatedBody, on: Sample.voicesHost)
            let result = try await street.curl(Self.voicesURL, street.keyHeader("speech"))
            // 18: less came than was promised.
            #expect(result.status == 18)
            #expect(result.output.count > 100_000)
        }
    }

    @Test("a big body is as big as told, and a slow answer comes")
    func bigAndSlow() async throws {
        try await Street.open { street in
            try street.simulator.state.setFault(.bigBody(5_000_000), on: Sample.voicesHost)
            try street.simulator.state.setFault(.slow(.milliseconds(300)), on: Sample.tokenHost)
            let big = try await street.curl(
                Self.voicesURL,
                ["--output", "/dev/null", "--write-out", "%{size_download}"]
            )
            #expect(big.text == "5000000")
            let slow = try await street.curl(
                Self.tokenURL,
                ["--output", "/dev/null", "--write-out", "%{time_starttransfer}"]
            )
            #expect(try #require(Double(slow.text)) >= 0.3)
        }
    }

    @Test("an expired certificate is the only thing wrong with an expired leaf")
    func expired() async throws {
        let now = Date()
        let span = now.addingTimeInterval(-20 * 86_400)..<now.addingTimeInterval(-86_400)
        try await Street.open(leafValidity: span) { street in
            let refused = try await street.curl(Self.tokenURL)
            // 60: the certificate could not be verified.
            #expect(refused.status == 60)
            let details = try await Shell.run(
                "openssl",
                [
                    "s_client", "-connect", "127.0.0.1:\(street.port)", "-servername",
                    Sample.tokenHost, "-CAfile", street.caFile.path(), "-verify_hostname",
                    Sample.tokenHost,
                ]
            )
            #expect(details.text.contains("Verify return code: 10 (certificate has expired)"))
        }
    }

    @Test("what was asked is remembered, by the key's name")
    func remembers() async throws {
        try await Street.open { street in
            _ = try await street.curl(
                Self.tokenURL,
                ["--data", ""] + street.keyHeader("speech", .key2)
            )
            let request = try #require(street.simulator.state.receivedRequests().last)
            #expect(request.method == "POST")
            #expect(request.host == Sample.tokenHost)
            #expect(request.status == 200)
            #expect(request.credential == .key(.key2, account: "speech"))
        }
    }

    @Test("it stops when asked to, though a client still waits for an answer")
    func stops() async throws {
        let simulator = AzureSimulator(
            controlListen: ListenAddress(),
            world: try Sample.world(),
            certificateAuthority: try SimulatedCA()
        )
        try simulator.state.setFault(.hang, on: Sample.tokenHost)
        let group = ServiceGroup(services: [simulator], logger: .silent)
        async let running: Void = group.run()
        let port = try await simulator.port()
        async let waiting = Shell.curl(
            ["--insecure", "--connect-to", "::127.0.0.1:\(port)", Self.tokenURL])
        while simulator.state.receivedRequests().isEmpty {
            try await Task.sleep(for: .milliseconds(5))
        }
        await group.triggerGracefulShutdown()
        try await running
        // 52: the server closed the connection without an answer.
        let ended = try await waiting
        #expect(ended.status == 52)
    }

    @Test("a taken port is an error for whoever waits for the port, too")
    func takenPort() async throws {
        try await Street.open { street in
            let second = AzureSimulator(
                listen: ListenAddress(port: street.port),
                world: World(),
                certificateAuthority: try SimulatedCA()
            )
            await #expect(throws: (any Error).self) { try await second.run() }
            await #expect(throws: (any Error).self) { _ = try await second.port() }
        }
    }
}
