import CogwatchCore
import CogwatchSimulator
import Foundation
import Testing

extension Garden {
    /// A command of the program, to be run where the secrets are.
    struct Order: Sendable {
        let words: [String]
        /// A file for standard input.
        var input = "/dev/null"
        /// How it ends when it has done its work.
        var codes: Set<Int32> = [0]
        /// Whether a key stands where none belongs.
        var isMistake = false

        var name: String { "cogwatch " + words.joined(separator: " ") }
    }

    /// Every command that reads a secret, or asks somebody who knows one.
    func orders() -> [Order] {
        let agent = ["--url", stand.agentURL, "--http.config.file", "http.yml"]
        let loose = ["--region", "eastus"]
        return [
            Order(words: ["check"]), Order(words: ["check", "--output", "json"]),
            Order(words: ["check", "--web.config.file=web.yml"]),
            Order(words: ["probe"], codes: [1]),
            Order(words: ["probe", "--output", "json"], codes: [1]),
            Order(words: ["diagnose", "good"]),
            Order(words: ["diagnose", "good", "--output", "json"]),
            Order(words: ["diagnose", "bad"], codes: [1]),
            Order(words: ["diagnose", "moved", "--output", "json"], codes: [1]),
            Order(words: ["diagnose", "varied"]),
            Order(words: ["diagnose", "pasted-token"], codes: [1]),
            Order(words: ["diagnose", "pasted-guid"], codes: [1]),
            Order(words: ["diagnose", "pasted-quoted", "--output", "json"], codes: [1]),
            Order(words: ["diagnose", "pasted-connection"], codes: [1]),
            Order(words: ["diagnose", "--key-file", "good.key1"] + loose, codes: [1]),
            Order(words: ["diagnose", "--key-stdin"] + loose, input: "connection.key", codes: [1]),
            Order(words: ["discover"], codes: [0, 1, 3]),
            Order(words: ["discover", "--output=json"], codes: [0, 1, 3]),
            Order(words: ["discover", "--output=yaml"], codes: [0, 1, 3]),
            Order(words: ["discover", "--no-keys"], codes: [0, 1, 3]),
            Order(words: ["rotate-check", "good"], codes: [1]),
            Order(
                words: ["rotate-check", "good", "--key", "key2", "--output", "json"],
                codes: [0]
            ),
            Order(words: ["key", "inspect"], input: "all.keys", codes: [0, 1]),
            Order(words: ["explain"], input: "transcript", codes: [1]),
            Order(words: ["explain", "--jsonl"], input: "failures.jsonl", codes: [3]),
            Order(words: ["routes", "test", "alertname=AuthFailing"]),
            Order(words: ["notify", "test", "all"], codes: [1]),
            Order(words: ["incidents", "--state", "all"] + agent, codes: [1]),
            Order(
                words: ["incidents", "--state", "all", "--output", "json"] + agent,
                codes: [1]
            ),
            Order(words: ["incidents", "--url", stand.agentURL], codes: [3]),
            Order(
                words: ["silence", "add", "account=moved", "--duration", "1h", "--comment", "x"]
                    + agent
            ),
            Order(words: ["silence", "list"] + agent),
        ]
            + ["proxied.yml", "proxied-by-variable.yml"].flatMap { file in
                [
                    Order(words: ["check", file]),
                    Order(words: ["probe", "--config.file", file], codes: [1]),
                    Order(words: ["diagnose", "good", "--config.file", file], codes: [1]),
                    Order(words: ["discover", "--config.file", file], codes: [1, 2, 3]),
                ]
            } + mistakes()
    }

    /// A key in the place of something else, as a script with a wrong variable has it.
    private func mistakes() -> [Order] {
        let key = quoted.secret
        let wrong: Set<Int32> = [1, 2, 3]
        return [
            [key], ["diagnose", key], ["probe", key], ["rotate-check", key], ["rotate-chek", key],
            ["notify", "test", key], ["notify", key], ["diagnose", "--key", key],
            ["diagnose", "--key-file", key, "--region", "eastus"],
            ["diagnose", "--key-file", "good.key1", "--region", key],
            ["diagnose", "--key-stdin=\(key)", "--region", "eastus"],
            ["diagnose", "--key-file", "good.key1", "--region", "eastus", "--kind", key],
            ["diagnose", "--key-file", "good.key1", "--region", "eastus", "--endpoint", key],
            ["check", key], ["check", "--output", key], ["probe", "--fail-on", key],
            ["run", "--config.file=\(key)"], ["run", "--web.config.file=\(key)"],
            ["run", "--log.level=\(key)"], ["run", "--web.listen-address=\(key)"],
            ["incidents", "--url", "http://me:\(key)@127.0.0.1:\(deadPort)"],
            ["incidents", "--http.config.file", key], ["silence", "expire", key],
            ["routes", "test", key], ["discover", "--subscription", key, "--auth", key],
        ].map { Order(words: $0, codes: wrong, isMistake: true) }
    }

    /// Writes what some commands read from standard input.
    func writeInputs() throws {
        let keys = try plants().map(\.secret)
        let key = try stand.azure.state.key(.key1, of: "good").reveal(\.self)
        let account =
            "accounts: [{name: good, region: japanwest, keys: [{name: key1, file: good.key1}]}]\n"
            + "diagnosis: {confirmations: 0}\n"
        try stand.workplace.write(
            "http_client: {proxy_url: \"http://me:\(probesProxy.secret)@127.0.0.1:"
                + "\(parrot.port)\"}\n" + account,
            to: "proxied.yml"
        )
        try stand.workplace.write(
            "http_client: {proxy_from_environment: true}\n" + account,
            to: "proxied-by-variable.yml"
        )
        try stand.workplace.write(keys.joined(separator: "\n") + "\n", to: "all.keys")
        try stand.workplace.write(
            """
            $ curl -v -H 'Ocp-Apim-Subscription-Key: \(key)' -H 'Authorization: Bearer \(pastedToken.secret)' https://eastus.tts.speech.microsoft.com/cognitiveservices/voices/list?key=\(key)
            > GET /cognitiveservices/voices/list?key=\(key) HTTP/1.1
            > Host: eastus.tts.speech.microsoft.com
            > Ocp-Apim-Subscription-Key: \(key)
            > Authorization: Bearer \(pastedToken.secret)
            >
            < HTTP/1.1 401 Access Denied
            < x-echo: \(key)
            < content-type: application/json
            <
            {"error":{"code":"401","message":"Access denied due to invalid subscription key \(key) or wrong API endpoint."}}

            """,
            to: "transcript"
        )
        let url = "https://eastus.tts.speech.microsoft.com/cognitiveservices/voices/list?key=\(key)"
        try stand.workplace.write(
            """
            {"id":"1","service":"speech","operation":"voices","request":{"method":"GET","url":"\(url)","auth":"key","key_shape":"\(key)"},"response":{"status":401,"reason":"\(key)","headers":{"x":"\(key)"},"body":"wrong key \(key)"}}
            {"id":"2","service":"\(key)","operation":"\(key)","request":{"method":"\(key)","url":"\(key)","auth":"\(key)","key_location":"\(key)"},"response":{"status":400,"client_error":"bad key \(key)"}}
            {"id":"3","response":{"transport_error":"cannot send \(key)"}}
            {"id":"4", "request": \(key)

            """,
            to: "failures.jsonl"
        )
    }

    /// Runs a command to its end.
    ///
    /// - Returns: What it wrote to both streams.
    func run(_ order: Order) async throws -> String {
        let peer = try Peer(
            "env",
            try environment() + [
                "sh", "-c", "exec \"$0\" \"$@\" < \(order.input)", Stand.binary,
            ] + order.words,
            in: stand.workplace.directory
        )
        let code = try await peer.exitCode(within: 120)
        let text = peer.output
        #expect(order.codes.contains(code), "\(order.name): \(code)\n\(text.suffix(1500))")
        return text
    }
}
