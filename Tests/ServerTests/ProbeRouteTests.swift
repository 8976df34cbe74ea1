import CogwatchCore
import Foundation
import Testing

@testable import CogwatchServer

@Suite("/probe")
struct ProbeRouteTests {
    @Test(
        "wants the name of a configured account",
        arguments: [
            ("/probe", 400), ("/probe?account=", 400), ("/probe?account=nobody", 404),
            ("/probe?target=169.254.169.254", 400),
        ]
    )
    func names(_ path: String, _ status: Int) async throws {
        try await RunningServer.with { server in
            try await #expect(server.ask(path).status == status)
            #expect(server.console.calls.isEmpty)
        }
    }

    @Test("tells of this account only, with the unconfirmed verdict")
    func metrics() async throws {
        try await RunningServer.with { server in
            let got = try await server.ask("/probe?account=tts-broken")
            #expect(got.status == 200)
            #expect(got.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8")
            #expect(got.text.contains("\nprobe_success 0\n"))
            #expect(got.text.contains("\nprobe_duration_seconds 0.250236\n"))
            #expect(
                got.text.contains(
                    #"cogwatch_probe_success{account="tts-broken",operation="token"} 0"#
                )
            )
            #expect(
                got.text.contains(
                    #"cogwatch_failure_cause{account="tts-broken",category="auth","#
                        + #"cause="key_regenerated",confidence="likely"} 1"#
                )
            )
            #expect(!got.text.contains("tts-well"))
            #expect(!got.text.contains("process_"))
        }
    }

    @Test(
        "probes within the time that the scrape has, else within the account's own",
        arguments: [
            ("10", 9.5), ("1", 0.5), ("0.4", 0.2), ("nonsense", 7), ("-1", 7), ("nan", 7),
            ("inf", 7), ("", 7),
        ] as [(String, Double)]
    )
    func timeouts(_ header: String, _ seconds: Double) async throws {
        try await RunningServer.with { server in
            _ = try await server.ask(
                "/probe?account=tts-well",
                headers: ["X-Prometheus-Scrape-Timeout-Seconds": header]
            )
            #expect(server.console.calls == ["probe tts-well \(seconds)"])
        }
    }

    @Test("explains itself when asked, without any secret")
    func debug() async throws {
        try await RunningServer.with { server in
            let got = try await server.ask("/probe?account=tts-broken&debug=true")
            #expect(got.header("Content-Type") == "text/plain; charset=utf-8")
            for words in [
                "tts-broken: SpeechServices in japanwest, public cloud",
                "token with key1 at japanwest.api.cognitive.microsoft.com",
                "auth_failure: 401 Access denied",
                "83 ms: resolve 0.9 ms, connect 9.3 ms, tls 22 ms, processing 50 ms",
                "transfer 1.1 ms; resumed TLS session",
                "key_regenerated, likely", "else: trial_expired, possible",
                "- The other key of the account still works.", "1. Copy the current key",
            ] {
                #expect(got.text.contains(words), "\(words)")
            }
            #expect(!got.text.contains(Made.key))
        }
    }
}
