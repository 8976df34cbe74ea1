import CogwatchCore
import CogwatchNames
import TestSupport
import Testing

private let asked = "my-tts.cognitiveservices.azure.com"
private let regional = "westeurope.api.cognitive.microsoft.com"

@Suite("The system's resolver, against a name server on loopback", .serialized)
struct SystemNamesTests {
    private func look(
        up host: String = asked,
        _ script: @escaping LoopbackNameServer.Script
    ) async throws -> (answer: NameAnswer, questions: [LoopbackNameServer.Question]) {
        let server = try LoopbackNameServer(script)
        let names = SystemNames(
            server: SystemNames.Server(address: "127.0.0.1", port: server.port),
            secondsPerTry: 1
        )
        let answer = await names.look(up: host)
        return (answer, server.questions)
    }

    @Test("brings the aliases of a custom domain and its addresses, with one question")
    func chain() async throws {
        let (answer, questions) = try await look { question in
            var packet = NamePacket(id: question.id, asking: question.name, type: question.type)
            packet.add(asked, .alias(regional), pointer: 12)
            packet.add(regional, .address([20, 50, 1, 2]))
            return packet.bytes
        }
        #expect(answer == .found(aliases: [regional], addresses: ["20.50.1.2"]))
        #expect(questions.map(\.name) == [asked])
    }

    @Test("asks for IPv6 addresses where there are no others")
    func newerAddresses() async throws {
        let (answer, questions) = try await look { question in
            var packet = NamePacket(id: question.id, asking: question.name, type: question.type)
            packet.add(asked, .alias(regional), pointer: 12)
            if question.type == 28 {
                packet.add(regional, .address([0xFD] + Array(repeating: 0, count: 14) + [9]))
            }
            return packet.bytes
        }
        #expect(answer == .found(aliases: [regional], addresses: ["fd00::9"]))
        #expect(questions.map(\.type) == [1, 28])
    }

    @Test("says that there is no such name")
    func missing() async throws {
        let (answer, _) = try await look { question in
            NamePacket(id: question.id, code: 3, asking: question.name).bytes
        }
        #expect(answer == .notFound)
    }

    @Test("comes back over TCP for an answer that was cut")
    func truncated() async throws {
        let (answer, questions) = try await look { question in
            var packet = NamePacket(
                id: question.id,
                asking: question.name,
                isTruncated: !question.isOverTCP
            )
            if question.isOverTCP { packet.add(asked, .address([20, 50, 1, 2]), pointer: 12) }
            return packet.bytes
        }
        #expect(answer == .found(aliases: [], addresses: ["20.50.1.2"]))
        #expect(questions.map(\.isOverTCP) == [false, true])
    }

    @Test("asks a silent server twice, gives up, and calls it no answer")
    func noResponse() async throws {
        let clock = ContinuousClock()
        let start = clock.now
        let (answer, questions) = try await look { _ in nil }
        #expect(answer == .noAnswer(detail: "no name server answered in time"))
        #expect(questions.count == 2)
        #expect(clock.now - start < .seconds(20))
    }

    @Test("takes a server that fails for one that does not answer")
    func failing() async throws {
        let (answer, _) = try await look { question in
            NamePacket(id: question.id, code: 2, asking: question.name).bytes
        }
        guard case .noAnswer = answer else {
            Issue.record("\(answer)")
            return
        }
    }

    @Test("does not read an answer to another question")
    func forged() async throws {
        let (answer, _) = try await look { question in
            var packet = NamePacket(id: question.id &+ 1, asking: question.name)
            packet.add(asked, .alias("evil.example"), pointer: 12)
            return packet.bytes
        }
        guard case .noAnswer = answer else {
            Issue.record("\(answer)")
            return
        }
    }

    @Test("answers many at once")
    func manyAtOnce() async throws {
        let server = try LoopbackNameServer { question in
            var packet = NamePacket(id: question.id, asking: question.name, type: question.type)
            packet.add(question.name, .alias("of-" + question.name), pointer: 12)
            return packet.bytes
        }
        let names = SystemNames(
            server: SystemNames.Server(address: "127.0.0.1", port: server.port),
            secondsPerTry: 5
        )
        await withTaskGroup(of: (String, NameAnswer).self) { group in
            for index in 0..<20 {
                group.addTask {
                    let host = "host\(index).example"
                    return (host, await names.look(up: host))
                }
            }
            for await (host, answer) in group {
                #expect(answer == .found(aliases: ["of-" + host], addresses: []))
            }
        }
    }

    @Test(
        "puts no question that is none",
        arguments: [
            "", "two words", "zero\u{0}byte", "münchen.example", String(repeating: "a", count: 300),
        ]
    )
    func nonsense(_ host: String) async throws {
        let (answer, questions) = try await look(up: host) { _ in nil }
        #expect(answer == .notFound)
        #expect(questions.isEmpty)
    }

    @Test("says so where the name server's address is none")
    func noServer() async {
        let names = SystemNames(server: SystemNames.Server(address: "nowhere"))
        #expect(await names.look(up: asked) == .noAnswer(detail: "no name server answered in time"))
    }
}
