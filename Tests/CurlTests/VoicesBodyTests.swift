import CogwatchCore
import Foundation
import Testing

@testable import CogwatchCurl

@Suite("A list of voices")
struct VoicesBodyTests {
    private static let list =
        "[" + (0..<5_000).map { "{\"ShortName\":\"voice \($0) é\"}" }.joined(separator: ",") + "]"

    private func answer(
        _ status: String,
        body: String = list,
        countsVoices: Bool = true,
        limit: Int = 1_000_000
    ) async throws -> Answer {
        let server = try LoopbackServer.answering(
            "HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        )
        let transport = try CurlTransport(settings: HTTPClientSettings())
        return await transport.send(
            .get(server.url, limit: limit, countsVoices: countsVoices)
        )
    }

    @Test("is counted while it arrives, and only its beginning is kept")
    func counted() async throws {
        let response = try #require(try await answer("200 OK").response)
        #expect(response.voices?.finish() == .success(5_000))
        #expect(response.body.count >= BodyCollector.keptOfCounted)
        #expect(response.body.count < BodyCollector.keptOfCounted + 32 * 1024)
        #expect(Self.list.utf8.starts(with: response.body))
    }

    @Test(
        "is kept whole where nobody asked for a count, or where it was refused",
        arguments: [("200 OK", false), ("401 Unauthorized", true)]
    )
    func kept(status: String, countsVoices: Bool) async throws {
        let answer = try await answer(status, countsVoices: countsVoices)
        let response = try #require(answer.response)
        #expect(response.voices == nil)
        #expect(response.body.elementsEqual(Self.list.utf8))
    }

    @Test("is none where its body is none")
    func other() async throws {
        let response = try #require(try await answer("200 OK", body: "<html>").response)
        #expect(response.voices?.finish() == .failure(.notJSON))
        #expect(response.body == Array("<html>".utf8))
    }

    @Test("is still too large above its limit, though little of it is kept")
    func tooLarge() async throws {
        let answer = try await answer("200 OK", limit: 100_000)
        #expect(answer.noResponse == .bodyTooLarge(limit: 100_000))
    }
}
