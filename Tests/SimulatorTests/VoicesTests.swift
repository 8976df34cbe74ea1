import CogwatchCore
import CogwatchSimulator
import Foundation
import Testing

@Suite("The list of voices")
struct VoicesTests {
    private struct Entry: Decodable {
        let Name: String
        let ShortName: String
        let Locale: String
        let Gender: String
        let SampleRateHertz: String
        let Status: String
    }

    private func body(_ host: String, _ account: String) throws -> Data {
        let world = try Sample.world()
        let request = try Ask.voices(host, .key(account)).request(in: world)
        return Data(world.answer(to: request, at: Sample.now).text.utf8)
    }

    @Test("has the real list's size and shape")
    func shape() throws {
        let data = try body(Sample.voicesHost, "speech")
        #expect((200_000...320_000).contains(data.count), "\(data.count) bytes")
        let voices = try JSONDecoder().decode([Entry].self, from: data)
        #expect((400...600).contains(voices.count), "\(voices.count) voices")
        #expect(Set(voices.map(\.ShortName)).count == voices.count)
        #expect(Set(voices.map(\.Locale)).count >= 70)
        #expect(voices.allSatisfy { $0.ShortName.hasPrefix($0.Locale + "-") })
        #expect(voices.allSatisfy { $0.Name.contains($0.Locale) })
        #expect(voices.allSatisfy { Int($0.SampleRateHertz) != nil })
        #expect(Set(voices.map(\.Gender)) == ["Female", "Male"])
    }

    @Test("has previews in some regions only")
    func previews() throws {
        let west = try JSONDecoder().decode([Entry].self, from: body(Sample.voicesHost, "speech"))
        let east = try JSONDecoder().decode(
            [Entry].self,
            from: body("eastus.tts.speech.microsoft.com", "multi")
        )
        #expect(Set(west.map(\.Status)) == ["GA"])
        #expect(Set(east.map(\.Status)) == ["GA", "Preview"])
        #expect(east.count > west.count)
    }

    @Test("names nobody from Microsoft's own list")
    func invented() throws {
        let sample = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../shared/facts/voices-sample.json")
        guard let data = try? Data(contentsOf: sample) else {
            print("skipped: the shared sample of voices is not here")
            return
        }
        let real = try JSONDecoder().decode([Entry].self, from: data).map(\.ShortName)
        let ours = try JSONDecoder().decode(
            [Entry].self,
            from: body(Sample.voicesHost, "speech")
        ).map(\.ShortName)
        #expect(Set(real).isDisjoint(with: ours))
    }
}
