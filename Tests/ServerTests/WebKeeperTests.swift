import CogwatchCore
import Foundation
import Logging
import Synchronization
import Testing

@testable import CogwatchServer

@Suite("A web configuration that changes")
struct WebKeeperTests {
    /// What is said and read, as a test sees it.
    private final class Witness: Sendable {
        let readings = Mutex(0)
        let lines = Mutex<[String]>([])

        var logger: Logger {
            Logger(label: "test") { _ in Listening(witness: self) }
        }

        func errors() -> [String] { lines.withLock { $0.filter { $0.hasPrefix("error") } } }
    }

    private struct Listening: LogHandler {
        let witness: Witness
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        init(witness: Witness) {
            self.witness = witness
        }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let facts = event.metadata.map { "\($0)" } ?? ""
            witness.lines.withLock { $0.append("\(event.level) \(event.message) \(facts)") }
        }
    }

    /// Reads a file that names users, one a line; `tls` for certificates, `broken` for a mistake.
    private static func keeper(
        _ certificates: Certificates,
        _ witness: Witness,
        pause: Duration = .zero
    ) throws -> WebKeeper {
        let path = certificates.path("web")
        let server = (certificates.path("server.pem"), certificates.path("server.key"))
        return try WebKeeper(pause: pause, logger: witness.logger) {
            witness.readings.withLock { $0 += 1 }
            let data = (try? Data(contentsOf: URL(filePath: path))) ?? Data()
            let words = String(decoding: data, as: UTF8.self).split(separator: "\n").map(
                String.init
            )
            guard !words.contains("broken") else {
                return WebFile(
                    path: path,
                    settings: nil,
                    problems: ["web:1:1: error: broken"],
                    watchedFiles: [path]
                )
            }
            var settings = WebSettings()
            for word in words where word != "tls" { settings.users[word] = Secret("x") }
            if words.contains("tls"), let chain = try? Data(contentsOf: URL(filePath: server.0)),
                let key = try? Data(contentsOf: URL(filePath: server.1))
            {
                settings.tls = WebSettings.TLS(
                    certificateChain: Array(chain),
                    privateKey: Secret(String(decoding: key, as: UTF8.self))
                )
            }
            return WebFile(
                path: path,
                settings: settings,
                problems: [],
                watchedFiles: [path, server.0, server.1]
            )
        }
    }

    @Test("is read again only when a file has changed")
    func onChange() throws {
        let (certificates, witness) = (try Certificates(), Witness())
        try certificates.write("ann", to: "web")
        let keeper = try Self.keeper(certificates, witness)
        for _ in 0..<5 { _ = keeper.force() }
        #expect(witness.readings.withLock(\.self) == 1)
        try certificates.write("ann\nbob", to: "web")
        #expect(keeper.force().settings.users.keys.sorted() == ["ann", "bob"])
        _ = keeper.force()
        #expect(witness.readings.withLock(\.self) == 2)
    }

    @Test("is looked at once in a while, however many ask")
    func pause() throws {
        let (certificates, witness) = (try Certificates(), Witness())
        try certificates.write("ann", to: "web")
        let keeper = try Self.keeper(certificates, witness, pause: .seconds(3600))
        try certificates.write("bob", to: "web")
        #expect(keeper.force().settings.users.keys.sorted() == ["ann"])
    }

    @Test("stays in force when the new one is broken, and that is told once")
    func broken() throws {
        let (certificates, witness) = (try Certificates(), Witness())
        try certificates.write("ann", to: "web")
        let keeper = try Self.keeper(certificates, witness)
        try certificates.write("broken", to: "web")
        for _ in 0..<3 { #expect(keeper.force().settings.users.keys.sorted() == ["ann"]) }
        #expect(witness.errors().count == 1)
        #expect(witness.errors().first?.contains("web:1:1: error: broken") == true)
        try certificates.write("bob", to: "web")
        #expect(keeper.force().settings.users.keys.sorted() == ["bob"])
    }

    @Test("waits for the key when the certificate is changed first")
    func inTwoSteps() throws {
        let (certificates, witness) = (try Certificates(), Witness())
        try certificates.write("tls", to: "web")
        let keeper = try Self.keeper(certificates, witness)
        let (old, key) = (try certificates.read("server.pem"), try certificates.read("server.key"))
        try certificates.issue("server", extensions: "subjectAltName=DNS:localhost")
        let new = String(decoding: try certificates.read("server.key"), as: UTF8.self)
        try certificates.write(String(decoding: key, as: UTF8.self), to: "server.key")
        #expect(keeper.force().settings.tls?.certificateChain == old)
        #expect(witness.errors().count == 1)
        try certificates.write(new, to: "server.key")
        try #expect(
            keeper.force().settings.tls?.certificateChain == certificates.read("server.pem")
        )
        #expect(witness.errors().count == 1)
    }

    @Test("does not turn TLS off behind the back of those who rely on it")
    func tlsStays() throws {
        let (certificates, witness) = (try Certificates(), Witness())
        try certificates.write("tls", to: "web")
        let keeper = try Self.keeper(certificates, witness)
        #expect(keeper.speaksTLS)
        try certificates.write("ann", to: "web")
        #expect(keeper.force().cover != nil)
        #expect(witness.errors().count == 1)
    }

    struct Misfit: Sendable, CustomTestStringConvertible {
        let certificate: String
        let key: String
        let words: String

        var testDescription: String { words }
    }

    @Test(
        "is refused where its files do not fit together",
        arguments: [
            Misfit(certificate: "server.pem", key: "client.key", words: "do not belong together"),
            Misfit(certificate: "server.key", key: "server.key", words: "no certificate in PEM"),
            Misfit(certificate: "server.pem", key: "server.pem", words: "no private key in PEM"),
        ]
    )
    func misfits(_ misfit: Misfit) throws {
        let certificates = try Certificates()
        let tls = WebSettings.TLS(
            certificateChain: try certificates.read(misfit.certificate),
            privateKey: Secret(String(decoding: try certificates.read(misfit.key), as: UTF8.self))
        )
        let found = WebKeeper.misfits(in: WebSettings(tls: tls))
        #expect(found.count == 1)
        #expect(found.first?.contains(misfit.words) == true)
    }
}
