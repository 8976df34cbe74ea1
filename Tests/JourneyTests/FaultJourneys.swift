import CogwatchAgent
import CogwatchCore
import CogwatchCurl
import CogwatchSimulator
import Foundation
import Testing

/// Something that goes wrong between the agent and Azure, and the one name that it must get.
struct Fault: CustomTestStringConvertible, Sendable {
    let name: String
    let kind: HostFault?
    let outcome: ProbeOutcome
    let cause: Cause
    let summary: String
    var caFile: CAFile = .right
    var port: TLSPort = .azure

    enum CAFile: Sendable { case right, wrong }
    enum TLSPort: Sendable { case azure, plainHTTP }

    var testDescription: String { name }
}

@Suite("What stands between the agent and Azure")
struct FaultJourneys {
    static let faults = [
        Fault(
            name: "a wrong CA",
            kind: nil,
            outcome: .networkError,
            cause: .tlsFailure,
            summary: "untrusted certificate",
            caFile: .wrong
        ),
        Fault(
            name: "a port of plain HTTP",
            kind: nil,
            outcome: .networkError,
            cause: .tlsFailure,
            summary: "TLS failed",
            port: .plainHTTP
        ),
        Fault(
            name: "a connection cut in the middle of the body",
            kind: .truncatedBody,
            outcome: .invalidResponse,
            cause: .unexpectedResponse,
            summary: "body cut off"
        ),
        Fault(
            name: "a body of ten megabytes",
            kind: .bigBody(10_000_000),
            outcome: .invalidResponse,
            cause: .unexpectedResponse,
            summary: "the body goes over"
        ),
        Fault(
            name: "a body that is no UTF-8",
            kind: .invalidUTF8,
            outcome: .invalidResponse,
            cause: .unexpectedResponse,
            summary: "UTF-8"
        ),
        Fault(
            name: "a 200 with a web page",
            kind: .captivePortal,
            outcome: .invalidResponse,
            cause: .unexpectedResponse,
            summary: "a web page instead of"
        ),
        Fault(
            name: "a hang",
            kind: .hang,
            outcome: .networkError,
            cause: .timeout,
            summary: "timed out in processing"
        ),
        Fault(
            name: "a server error",
            kind: .serverError(503),
            outcome: .serverError,
            cause: .serviceOutage,
            summary: "503"
        ),
    ]

    @Test("ends in its own named outcome, within the timeout", arguments: faults)
    func fault(_ fault: Fault) async throws {
        try await Stand.with([AccountPlan(name: "tts", region: "japanwest")]) { stand in
            if let kind = fault.kind {
                try stand.azure.state.setFault(kind, on: "japanwest.tts.speech.microsoft.com")
            }
            let account = try account(on: stand)
            let transport = try transport(fault, stand)
            let started = ContinuousClock.now
            let report = await Look(transport: transport, time: SystemTime()).look(
                at: account.account,
                keys: account.keys,
                history: account.history,
                timeout: .seconds(20)
            )
            #expect(ContinuousClock.now - started < .seconds(5))
            let result = try #require(report.results.last { $0.operation == .voices })
            #expect(result.outcome == fault.outcome, "\(result.summary)")
            #expect(result.summary.contains(fault.summary), "\(result.summary)")
            #expect(report.verdict.diagnosis?.cause == fault.cause)
        }
    }

    private func transport(_ fault: Fault, _ stand: Stand) throws -> CurlTransport {
        if fault.caFile == .wrong {
            try stand.workplace.write(try SimulatedCA().pem, to: "ca.pem")
        }
        let port = fault.port == .plainHTTP ? stand.inboxPort : stand.azurePort
        return try CurlTransport(
            settings: HTTPClientSettings(
                caFile: stand.workplace.path("ca.pem"),
                connectTo: ["::127.0.0.1:\(port)"]
            )
        )
    }

    private func account(
        on stand: Stand
    ) throws -> (account: Account, keys: [InvestigatedKey], history: AccountHistory) {
        let account = Account(
            name: "tts",
            region: "japanwest",
            keys: [
                AccountKey(
                    name: "key1",
                    origin: "the test",
                    secret: try stand.azure.state.key(.key1, of: "tts")
                )
            ],
            operations: [.voices],
            probeTimeout: .seconds(2)
        )
        let keys = account.keys.map { InvestigatedKey($0, installation: Secret("the test's")) }
        let history = AccountHistory(
            account: "tts",
            firstSeen: .distantPast,
            stanza: AccountHistory.Stanza(of: account, keys: keys)
        )
        return (account, keys, history)
    }
}
