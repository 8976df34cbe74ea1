import CogwatchCore
import Foundation
import TestSupport
import Testing

@testable import CogwatchCurl

@Suite("A packed list of voices")
struct PackedVoicesTests {
    private let transport: CurlTransport

    init() throws {
        transport = try CurlTransport(settings: HTTPClientSettings())
    }

    private static func list(_ count: Int) -> Data {
        let voices = (0..<count).map { "{\"ShortName\":\"voice \($0) é\"}" }
        return Data("[\(voices.joined(separator: ","))]".utf8)
    }

    private static func packed(_ body: Data) throws -> Data {
        try Command.run("gzip", "-c", input: body)
    }

    /// What a server says once, and what comes of it.
    private func answer(
        _ body: Data,
        status: String = "200 OK",
        coding: String = "gzip",
        countsVoices: Bool = true,
        limit: Int = 1_000_000
    ) async throws -> Answer {
        let server = try LoopbackServer { connection in
            connection.readRequest()
            connection.write("HTTP/1.1 \(status)\r\nContent-Encoding: \(coding)\r\n")
            connection.write("Content-Length: \(body.count)\r\n\r\n")
            connection.write(body)
        }
        let answer = await transport.send(
            .get(server.url, limit: limit, countsVoices: countsVoices)
        )
        #expect(server.requests.first?.contains("\r\nAccept-Encoding: gzip\r\n") == true)
        return answer
    }

    @Test("is counted, and not unpacked again when the same bytes come again")
    func repeated() async throws {
        let packed = try Self.packed(Self.list(700))
        let first = try #require(try await answer(packed).response)
        #expect(first.voices?.finish() == .success(700))
        #expect(first.body.elementsEqual(Self.list(700)))
        for coding in ["gzip", "x-gzip"] {
            let again = try #require(try await answer(packed, coding: coding).response)
            #expect(again.voices?.finish() == .success(700))
            // Nothing was unpacked that could be kept.
            #expect(again.body.isEmpty)
            #expect(again.headers["Content-Encoding"] == coding)
        }
    }

    @Test("is counted anew when it has changed")
    func changed() async throws {
        for count in [600, 601, 600] {
            let response = try await answer(Self.packed(Self.list(count))).response
            #expect(response?.voices?.finish() == .success(count))
        }
    }

    @Test("keeps no more than its beginning, as an unpacked one")
    func beginning() async throws {
        let list = Self.list(5_000)
        let response = try #require(try await answer(Self.packed(list)).response)
        #expect(response.voices?.finish() == .success(5_000))
        #expect(response.body.count >= BodyCollector.keptOfCounted)
        #expect(response.body.count < BodyCollector.keptOfCounted * 2 + 1)
        #expect(list.starts(with: response.body))
    }

    struct Damage: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let make: @Sendable (Data) throws -> Data
        let kind: NoResponseKind?
        let failure: VoicesCount.Failure?
    }

    @Test(
        "is found to be damaged, also after a good one was seen, and each time",
        arguments: [
            Damage(
                testDescription: "a wrong bit",
                make: { packed in
                    var bytes = packed
                    bytes[bytes.count / 2] ^= 0x10
                    return bytes
                },
                kind: .notHTTP,
                failure: nil
            ),
            Damage(
                testDescription: "a wrong check sum",
                make: { packed in
                    var bytes = packed
                    bytes[bytes.count - 8] ^= 1
                    return bytes
                },
                kind: .notHTTP,
                failure: nil
            ),
            Damage(
                testDescription: "no gzip",
                make: { _ in Data("<html>no list</html>".utf8) },
                kind: .notHTTP,
                failure: nil
            ),
            Damage(
                testDescription: "cut off",
                make: { $0.prefix($0.count / 2) },
                kind: nil,
                failure: .truncated
            ),
            Damage(
                testDescription: "nothing",
                make: { _ in Data() },
                kind: nil,
                failure: .empty
            ),
            Damage(
                testDescription: "a bomb",
                make: { _ in try packed(Data(repeating: 0x20, count: 10_000_000)) },
                kind: .bodyTooLarge,
                failure: nil
            ),
            Damage(
                testDescription: "another kind of list",
                make: { _ in try packed(Data("[\"one\"]".utf8)) },
                kind: nil,
                failure: .arrayOfNames
            ),
        ]
    )
    func damaged(_ damage: Damage) async throws {
        let good = try Self.packed(Self.list(700))
        #expect(try await answer(good).response?.voices?.finish() == .success(700))
        let bad = try damage.make(good)
        for _ in 0..<2 {
            let answer = try await answer(bad)
            #expect(answer.noResponse?.kind == damage.kind, "\(answer)")
            #expect(answer.response?.voices?.finish() == damage.failure.map { .failure($0) })
        }
        #expect(try await answer(good).response?.voices?.finish() == .success(700))
    }

    @Test("is not remembered without its check sum, though it can be counted")
    func withoutTrailer() async throws {
        let packed = try Self.packed(Self.list(700)).dropLast(8)
        for _ in 0..<2 {
            let response = try #require(try await answer(Data(packed)).response)
            #expect(response.voices?.finish() == .success(700))
            #expect(!response.body.isEmpty)
        }
    }

    @Test("is cut off where its transfer is")
    func cutOffTransfer() async throws {
        let packed = try Self.packed(Self.list(700))
        _ = try await answer(packed)
        let server = try LoopbackServer { connection in
            connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n")
            connection.write("Content-Length: \(packed.count + 1)\r\n\r\n")
            connection.write(packed)
        }
        let answer = await transport.send(.get(server.url, limit: 1_000_000, countsVoices: true))
        #expect(answer.noResponse?.kind == .bodyCutOff, "\(answer)")
    }

    @Test("is too large already where it is so when packed")
    func tooLargeWhenPacked() async throws {
        var random = SystemRandomNumberGenerator()
        let noise = Data((0..<2_000_000).map { _ in UInt8.random(in: 0...255, using: &random) })
        let limit = ResponseCollector.maximumPackedBytes
        let answer = try await answer(Self.packed(noise), limit: 8 * 1024 * 1024)
        #expect(answer.noResponse == .bodyTooLarge(limit: limit))
    }

    @Test("is plain where the server says so", arguments: ["identity", "none", ""])
    func identity(coding: String) async throws {
        for _ in 0..<2 {
            let response = try #require(try await answer(Self.list(9), coding: coding).response)
            #expect(response.voices?.finish() == .success(9))
            #expect(response.body.elementsEqual(Self.list(9)))
        }
    }

    @Test("is refused where it is packed as nobody asked", arguments: ["br", "gzip, gzip"])
    func otherCoding(coding: String) async throws {
        let answer = try await answer(Self.packed(Self.list(9)), coding: coding)
        #expect(
            answer.noResponse
                == .notHTTP(detail: "the body is packed with \(coding), not with gzip")
        )
    }

    @Test("is no list but an error, which is unpacked and kept", arguments: [true, false])
    func errorBody(countsVoices: Bool) async throws {
        let words = Data("{\"error\":{\"code\":\"401\",\"message\":\"Access denied\"}}".utf8)
        for _ in 0..<2 {
            let answer = try await answer(
                Self.packed(words),
                status: "401 Unauthorized",
                countsVoices: countsVoices
            )
            #expect(answer.response?.status == 401)
            #expect(answer.response?.voices == nil)
            #expect(answer.text == String(decoding: words, as: UTF8.self))
        }
    }

    @Test("in zlib's format is unpacked as well")
    func deflate() async throws {
        // Written by Python's zlib.compress(b"[]").
        let packed = Data([0x78, 0x9C, 0x8B, 0x8E, 0x05, 0x00, 0x01, 0x15, 0x00, 0xB9])
        let response = try await answer(packed, coding: "deflate").response
        #expect(response?.voices?.finish() == .success(0))
    }
}
