import CogwatchCore
import Synchronization
import Testing

@Suite("The doors of receivers")
struct ReceiverDoorsTests {
    /// A door that answers with its number.
    private struct Numbered: Transport {
        let number: Int

        func send(_ request: Request) async -> Answer {
            Answer(.response(Response(status: number)))
        }
    }

    /// Opens doors and counts them.
    private final class Carpenter: Sendable {
        private let opened = Mutex<[HTTPClientSettings]>([])

        var count: Int { opened.withLock { $0.count } }

        func open(_ settings: HTTPClientSettings) throws -> any Transport {
            struct NoWood: Error, CustomStringConvertible {
                let description = "no such file"
            }
            if settings.caFile == "gone" { throw NoWood() }
            return opened.withLock { opened in
                opened.append(settings)
                return Numbered(number: opened.count)
            }
        }
    }

    private func status(
        _ doors: ReceiverDoors,
        _ caFile: String?,
        holding contents: UInt64 = 0
    ) async -> Int? {
        let request = Request(
            method: .post,
            address: .open("https://hooks.example"),
            timeout: .seconds(1),
            door: caFile.map { HTTPClientSettings(caFile: $0, fileContents: contents) }
        )
        guard case .response(let response) = await doors.send(request).outcome else { return nil }
        return response.status
    }

    @Test("are one for all, and one for each that asks for its own")
    func choice() async {
        let carpenter = Carpenter()
        let doors = ReceiverDoors(shared: Numbered(number: 200)) { try carpenter.open($0) }
        #expect(await status(doors, nil) == 200)
        #expect(await status(doors, "a") == 1)
        #expect(await status(doors, "b") == 2)
        #expect(await status(doors, "a") == 1)
        #expect(await status(doors, nil) == 200)
        #expect(carpenter.count == 2)
    }

    @Test("are other ones once their files hold other certificates")
    func renewed() async {
        let carpenter = Carpenter()
        let doors = ReceiverDoors(shared: Numbered(number: 200)) { try carpenter.open($0) }
        #expect(await status(doors, "a", holding: 1) == 1)
        #expect(await status(doors, "a", holding: 2) == 2)
        #expect(await status(doors, "a", holding: 2) == 2)
    }

    @Test("that cannot be opened are tried again, and nothing is sent by another one")
    func missing() async {
        let carpenter = Carpenter()
        let doors = ReceiverDoors(shared: Numbered(number: 200)) { try carpenter.open($0) }
        let request = Request(
            method: .post,
            address: .open("https://hooks.example"),
            timeout: .seconds(1),
            door: HTTPClientSettings(caFile: "gone")
        )
        guard case .noResponse(let noResponse) = await doors.send(request).outcome else {
            Issue.record("something was sent")
            return
        }
        #expect(noResponse == .notConnected(detail: "not sent: no such file"))
        #expect(carpenter.count == 0)
    }

    @Test("are few, and the one that was not used for longest closes first")
    func few() async {
        let carpenter = Carpenter()
        let doors = ReceiverDoors(shared: Numbered(number: 200)) { try carpenter.open($0) }
        for number in 1...16 { #expect(await status(doors, "\(number)") == number) }
        #expect(await status(doors, "1") == 1)
        #expect(await status(doors, "17") == 17)
        #expect(await status(doors, "1") == 1)
        #expect(await status(doors, "2") == 18)
    }
}
