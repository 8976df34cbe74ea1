import CogwatchSimulator
import Foundation
import Testing

@Suite("The heap", .serialized)
struct HeapJourney {
    /// What glibc sets aside for each heap but the first; it begins at a multiple of it.
    private static let heapSize: UInt = 64 << 20

    @Test("is one for all threads of an agent")
    func one() async throws {
        try await Stand.with([AccountPlan(name: "tts", region: "japanwest")]) { stand in
            try stand.writeKeys(of: "tts")
            try stand.configure(Stand.stanza("tts", region: "japanwest"))
            let agent = try stand.start()
            try await stand.untilReady()
            let map = try agent.memoryMap()
            #expect(map.contains("[heap]"))
            #expect(Self.furtherHeaps(in: map) == [])
        }
    }

    @Test("of a thread of its own is found, where there is one")
    func further() {
        let map = """
            7f1f1d3aa000-7f1f1d7fb000 rw-p 00000000 00:00 0
            7f1f20000000-7f1f2256a000 rw-p 00000000 00:00 0
            7f1f2256a000-7f1f24000000 ---p 00000000 00:00 0
            7f1f24000000-7f1f24353000 rw-p 00000000 00:00 0
            7f1f24353000-7f1f24354000 ---p 00000000 00:00 0
            """
        #expect(Self.furtherHeaps(in: map) == [0x7f1f_2000_0000])
    }

    /// Where heaps beside the first begin: what is in use of one, and behind it the rest.
    private static func furtherHeaps(in map: String) -> [UInt] {
        let areas = map.split(separator: "\n").map { line in
            let words = line.split(separator: " ", maxSplits: 2)
            let ends = words.first?.split(separator: "-").compactMap { UInt($0, radix: 16) } ?? []
            return (start: ends.first ?? 0, end: ends.last ?? 0, rights: words.dropFirst().first)
        }
        return zip(areas, areas.dropFirst())
            .filter { used, rest in
                used.start % heapSize == 0 && used.rights == "rw-p" && rest.rights == "---p"
                    && rest.start == used.end && rest.end == used.start + heapSize
            }
            .map(\.0.start)
    }
}
