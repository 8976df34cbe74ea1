import CogwatchSimulator
import Foundation
import TestSupport
import Testing

@Suite("An agent behind TLS and a password")
struct LockedDoorJourney {
    /// The hash of `correct horse`.
    private static let hash = "$2y$10$abcdefghijklmnopqrstuu23JPZtHcGhwXSF41f93o/7vBdDut3Xu"
    private static let login = """
        basic_auth: {username: prometheus, password_file: password}
        tls_config: {ca_file: door.pem}

        """

    private static func makeCertificate(in workplace: Workplace) throws {
        try Command.run(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=IP:127.0.0.1",
            "-days",
            "2",
            "-keyout",
            workplace.directory.appending(path: "door.key").path(),
            "-out",
            workplace.directory.appending(path: "door.pem").path()
        )
    }

    private static func web(_ hash: String) -> String {
        """
        tls_server_config: {cert_file: door.pem, key_file: door.key}
        basic_auth_users: {prometheus: "\(hash)"}

        """
    }

    private static func run(_ command: String, _ stand: Stand) async throws -> (Int32, String) {
        let peer = try Peer("sh", ["-c", command], in: stand.workplace.directory)
        return (try await peer.exitCode(within: 60), peer.output)
    }

    @Test("is scraped by Prometheus, asked by its own commands, and closed to others")
    func journey() async throws {
        guard Peer.isInstalled("prometheus"), Peer.isInstalled("curl") else { return }
        try await Stand.with([AccountPlan(name: "tts-japan", region: "japanwest")]) { stand in
            try stand.writeKeys(of: "tts-japan")
            try stand.configure(Stand.stanza("tts-japan", region: "japanwest"))
            try Self.makeCertificate(in: stand.workplace)
            try stand.workplace.write(Self.web(Self.hash), to: "web.yml")
            try stand.workplace.write(Self.login, to: "http.yml")
            try stand.workplace.write("correct horse\n", to: "password")
            let agent = try stand.start(["--web.config.file=web.yml"])
            let url = "https://127.0.0.1:\(stand.agentPort)"
            let curl = "curl -sS --noproxy '*' --cacert door.pem -o page -w '%{http_code}'"
            try await eventually("the agent is ready, and says so to anybody") {
                try await Self.run("\(curl) \(url)/-/ready", stand).1 == "200"
            }
            let prometheus = try Prometheus(
                scraping: stand.agentPort,
                as: "scheme: https, \(Self.flow)",
                in: stand.workplace
            )
            try await prometheus.until("up", is: 1)
            try await prometheus.until(#"min(cogwatch_probe_success{account="tts-japan"})"#, is: 1)
            try await #expect(Self.run("\(curl) \(url)/metrics", stand).1 == "401")

            let listing = "'\(Stand.binary)' silence list --url \(url)"
            try stand.workplace.write("tls_config: {ca_file: door.pem}\n", to: "trust.yml")
            for access in ["", " --http.config.file trust.yml"] {
                let refused = try await Self.run(listing + access, stand)
                #expect(refused.0 == 3, "\(refused.1)")
                #expect(refused.1.contains("in --http.config.file"))
            }
            let open = try await Self.run("\(listing) --http.config.file http.yml", stand)
            #expect(open.0 == 0, "\(open.1)")

            // A hash that changes locks out who has the old password, without a restart.
            let other = Self.hash.replacing("$10$", with: "$11$")
            try stand.workplace.write(Self.web(other), to: "web.yml")
            try await prometheus.until("up", is: 0)
            try stand.workplace.write(Self.web("no hash"), to: "web.yml")
            try await eventually("the broken file is told of") {
                agent.output.contains("the one before stays in force")
            }
            try stand.workplace.write(Self.web(Self.hash), to: "web.yml")
            try await prometheus.until("up", is: 1)
            #expect(!agent.output.contains("no hash"))
            #expect(try await agent.stop() == 0)
        }
    }

    private static let flow =
        "basic_auth: {username: prometheus, password_file: password}, "
        + "tls_config: {ca_file: door.pem}"

    @Test("check names what is wrong, and run does not start with it")
    func check() async throws {
        let workplace = try Workplace()
        try Self.makeCertificate(in: workplace)
        try workplace.write(Self.web("no hash"), to: "web.yml")
        let check = try Peer(
            Stand.binary,
            ["check", "--web.config.file=web.yml"],
            in: workplace.directory
        )
        #expect(try await check.exitCode(within: 30) == 1)
        #expect(check.output.contains("web.yml:2:"))
        #expect(check.output.contains("bcrypt"))
        #expect(!check.output.contains("no hash"))
        try workplace.write("accounts: []\n", to: "cogwatch.yml")
        for (file, code) in [("web.yml", 1), ("absent.yml", 3)] {
            let run = try Peer(
                Stand.binary,
                ["run", "--web.config.file=\(file)", "--web.listen-address=127.0.0.1:0"],
                in: workplace.directory
            )
            #expect(try await run.exitCode(within: 30) == Int32(code), "\(run.output)")
            #expect(run.output.contains(file))
        }
    }
}
