import CogwatchCore
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import CogwatchCurl

@Suite("Trust")
struct TrustTests {
    @Test("comes from one file, never from a directory")
    func plan() {
        let plan = HandlePlan(
            settings: HTTPClientSettings(),
            trustBundle: "/bundle.pem",
            userAgent: "cogwatch"
        )
        #expect(plan.options.contains(.text(.caFile, "/bundle.pem")))
        #expect(plan.options.contains(.text(.caDirectory, nil)))
        #expect(plan.options.contains(.text(.proxyCADirectory, nil)))
        #expect(plan.options.contains(.number(.verifyPeer, 1)))
        #expect(plan.options.contains(.number(.verifyHost, 2)))
    }

    @Test("costs as much with a bundle of 150 certificates as with one: it is parsed once")
    func cost() async throws {
        let authority = try Authority()
        let peer = try TLSPeer(authority.issue("leaf"))
        let scratch = try Scratch()
        let one = try Data(contentsOf: URL(filePath: authority.file))
        let bundle = scratch.path("bundle.pem")
        try Data((0..<150).flatMap { _ in one }).write(to: URL(filePath: bundle))

        let small = try await cpuTime(ofHandshakesWith: peer, trusting: authority.file)
        let large = try await cpuTime(ofHandshakesWith: peer, trusting: bundle)
        #expect(large < small * 5, "\(large) with the bundle, \(small) with one certificate")
    }

    /// What the engine's thread, and no other, spends on 40 full handshakes.
    private func cpuTime(
        ofHandshakesWith peer: TLSPeer,
        trusting file: String
    ) async throws -> Duration {
        let spent = AsyncStream.makeStream(of: Duration.self)
        let settings = HTTPClientSettings(caFile: file, connection: .fresh)
        let transport = try CurlTransport(settings: settings) { work in
            Thread.detachNewThread {
                work()
                var time = timespec()
                clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
                spent.continuation.yield(
                    .seconds(time.tv_sec) + .nanoseconds(Int64(time.tv_nsec))
                )
            }
        }
        for _ in 0..<40 {
            let answer = await transport.send(.get(peer.url))
            #expect(answer.response?.status == 200, "\(answer)")
        }
        transport.shutdown()
        return try #require(await spent.stream.first { _ in true })
    }

    @Test("needs a file that can be read, and names the setting that is wrong")
    func files() throws {
        let scratch = try Scratch()
        let missing = scratch.path("missing.pem")
        let settings = [
            ("ca_file", HTTPClientSettings(caFile: missing)),
            ("cert_file", HTTPClientSettings(clientCertificateFile: missing)),
            ("key_file", HTTPClientSettings(clientKeyFile: missing)),
        ]
        for (name, settings) in settings {
            #expect(
                throws: CurlTransportProblem.unreadableFile(
                    setting: name,
                    path: missing,
                    reason: "No such file or directory"
                )
            ) { try CurlTransport(settings: settings) }
        }
        #expect(throws: CurlTransportProblem.self) {
            try CurlTransport(settings: HTTPClientSettings(caFile: "/tmp"))
        }
    }

    @Test("is found where a distribution keeps it, or the error names every place")
    func systemBundle() throws {
        let scratch = try Scratch()
        let paths = ["a", "b", "c"].map(scratch.path)
        let settings = HTTPClientSettings()
        #expect(throws: CurlTransportProblem.noTrustBundle(tried: paths)) {
            try TrustBundle.path(for: settings, systemPaths: paths)
        }
        let words = CurlTransportProblem.noTrustBundle(tried: paths).description
        #expect(paths.allSatisfy(words.contains) && words.contains("ca-certificates"))
        try Data("pem".utf8).write(to: URL(filePath: paths[1]))
        #expect(try TrustBundle.path(for: settings, systemPaths: paths) == paths[1])
        let unchecked = HTTPClientSettings(insecureSkipVerify: true)
        #expect(try TrustBundle.path(for: unchecked, systemPaths: []) == nil)
    }

    @Test(
        "ends at the date that curl recorded",
        arguments: [
            ("Expire date:Jan  5 12:00:00 2030 GMT", 1_893_844_800.0),
            ("Expire date: Dec 31 23:59:59 2049 GMT", 2_524_607_999),
            ("expire date:2030-01-05 12:00:00 GMT", 1_893_844_800),
            ("Expire date:", nil),
            ("Expire date:2030-13-05 12:00:00 GMT", nil),
            ("Start date:Jan  5 12:00:00 2030 GMT", nil),
            ("", nil),
        ]
    )
    func expiry(line: String, expected: Double?) {
        #expect(CertificateExpiry.date(inLine: line)?.timeIntervalSince1970 == expected)
    }
}
