import CogwatchCore
import Foundation
import Testing

@Suite("A group that waits 10 s, then 60 s, and reminds after 600 s")
struct GroupStateTests {
    private let start = Sample.start

    private func routed(
        wait: Int = 10,
        interval: Int = 60,
        repetition: Int = 600
    ) throws -> RoutedGroup {
        let route = Route(
            receiver: "oncall",
            groupWait: .seconds(wait),
            groupInterval: .seconds(interval),
            repeatInterval: .seconds(repetition)
        )
        return try #require(route.groups(for: [:]).first)
    }

    private func group() throws -> GroupState { GroupState(opening: try routed(), at: start) }

    private func seat(_ incident: Incident, announced: Bool = false) -> GroupState.Member {
        GroupState.Member(incident: incident, wasAnnounced: announced)
    }

    private func flush(
        _ group: GroupState,
        _ members: [GroupState.Member],
        at seconds: Int,
        muted: Set<String> = []
    ) -> GroupFlush {
        group.flush(members: members, at: start + seconds) { muted.contains($0.id) }
    }

    /// A group that told of one incident at 10 s.
    private func told() throws -> GroupState {
        try #require(flush(try group(), [seat(Sample.incident("a"))], at: 10).group)
    }

    @Test("is looked at first after its wait")
    func opening() throws {
        #expect(try group().nextFlush == start + 10)
        #expect(try group().lastFlush == nil)
    }

    @Test("tells of its first incident and then waits for the reminder")
    func first() throws {
        let result = flush(try group(), [seat(Sample.incident("a"))], at: 10)
        #expect(result.reason == .first)
        #expect(result.incidents.map(\.id) == ["a"])
        #expect(result.members == [seat(Sample.incident("a"), announced: true)])
        #expect(result.group?.nextFlush == start + 610)
        #expect(result.group?.lastNotified == start + 10)
    }

    @Test("forgets in silence what ended before it was told, and is over")
    func hiccup() throws {
        let ended = Sample.incident("a", endsAt: start + 5)
        let result = flush(try group(), [seat(ended)], at: 10)
        #expect(result.reason == nil)
        #expect(result.group == nil)
    }

    @Test("brings a look forward to its interval when a member changes, not before")
    func changes() throws {
        var group = try told()
        group.memberChanged(at: start + 20)
        #expect(group.nextFlush == start + 70)
        group.memberChanged(at: start + 30)
        #expect(group.nextFlush == start + 70)
        var late = try told()
        late.memberChanged(at: start + 200)
        #expect(late.nextFlush == start + 200)
    }

    @Test("does not shorten its first wait when members come")
    func changesBeforeFirst() throws {
        var group = try group()
        group.memberChanged(at: start + 3)
        #expect(group.nextFlush == start + 10)
    }

    @Test("tells what is new to it, what ended, and when all is over")
    func reasons() throws {
        let known = seat(Sample.incident("a"), announced: true)
        let ended = seat(Sample.incident("a", endsAt: start + 50), announced: true)
        let new = seat(Sample.incident("b", account: "b"))
        let other = seat(Sample.incident("b", account: "b"), announced: true)
        #expect(flush(try told(), [known, new], at: 70).reason == .newAlerts)
        #expect(flush(try told(), [ended, other], at: 70).reason == .someResolved)
        #expect(flush(try told(), [ended], at: 70).reason == .allResolved)
        #expect(flush(try told(), [known], at: 70).reason == nil)
        #expect(flush(try told(), [known], at: 609).reason == nil)
        #expect(flush(try told(), [known], at: 610).reason == .repeatInterval)
    }

    @Test("names firing incidents first, and lets go of those whose end it told")
    func order() throws {
        let ended = seat(Sample.incident("a", endsAt: start + 50), announced: true)
        let new = seat(Sample.incident("b", account: "b"))
        let result = flush(try told(), [ended, new], at: 70)
        #expect(result.incidents.map(\.id) == ["b", "a"])
        #expect(result.members.map(\.incident.id) == ["b"])
    }

    @Test("is over when all has ended and was told")
    func over() throws {
        let ended = seat(Sample.incident("a", endsAt: start + 50), announced: true)
        let result = flush(try told(), [ended], at: 70)
        #expect(result.group == nil)
        #expect(result.members.isEmpty)
    }

    @Test("keeps the reminder's time when a look found nothing to tell")
    func quietLook() throws {
        let known = seat(Sample.incident("a"), announced: true)
        #expect(flush(try told(), [known], at: 100).group?.nextFlush == start + 610)
    }

    @Test("does not tell the end of an alert that fires again: receivers would take it for over")
    func refires() throws {
        let ended = seat(Sample.incident("a", endsAt: start + 20), announced: true)
        let again = seat(Sample.incident("a2", startsAt: start + 30))
        let result = flush(try told(), [ended, again], at: 70)
        #expect(result.reason == .newAlerts)
        #expect(result.incidents.map(\.id) == ["a2"])
        #expect(result.members.map(\.incident.id) == ["a2"])
    }

    @Test("keeps muted incidents, untold, and looks again after its interval")
    func muted() throws {
        let silent = seat(Sample.incident("a"))
        let result = flush(try group(), [silent], at: 10, muted: ["a"])
        #expect(result.reason == nil)
        #expect(result.members == [silent])
        #expect(result.group?.nextFlush == start + 70)
        let group = try #require(result.group)
        #expect(flush(group, [silent], at: 70).reason == .first)
    }

    @Test("tells the end of what was muted after it was told")
    func mutedAfterwards() throws {
        let known = seat(Sample.incident("a"), announced: true)
        let quiet = flush(try told(), [known], at: 70, muted: ["a"])
        #expect(quiet.reason == nil)
        #expect(quiet.members == [known])
        let ended = seat(Sample.incident("a", endsAt: start + 80), announced: true)
        let group = try #require(quiet.group)
        #expect(flush(group, [ended], at: 130, muted: ["a"]).reason == .allResolved)
    }

    @Test("is looked at again when the first of its silences ends, if that is before its interval")
    func silenced() throws {
        let members = ["a", "b"].map { seat(Sample.incident($0, account: $0)) }
        func flush(_ group: GroupState, at seconds: Int, until ends: [String: Int]) -> GroupFlush {
            group.flush(
                members: members,
                at: start + seconds,
                silenceEnd: { incident in ends[incident.id].map { start + $0 } },
                isMuted: { _ in false }
            )
        }
        let quiet = flush(try group(), at: 10, until: ["a": 30, "b": 40])
        #expect(quiet.reason == nil)
        #expect(quiet.members == members)
        let group = try #require(quiet.group)
        #expect(group.nextFlush == start + 30)
        let first = flush(group, at: 30, until: ["b": 400])
        #expect(first.reason == .first)
        #expect(first.incidents.map(\.id) == ["a"])
        #expect(first.group?.nextFlush == start + 90)
    }

    @Test("tells again of what it told of the others without, when that is muted no more")
    func leftOut() throws {
        let known = seat(Sample.incident("a"), announced: true)
        let other = seat(Sample.incident("b", account: "b", endsAt: start + 60), announced: true)
        let without = flush(try told(), [known, other], at: 70, muted: ["a"])
        #expect(without.reason == .allResolved)
        #expect(without.incidents.map(\.id) == ["b"])
        #expect(without.members.map(\.wasLeftOut) == [true])
        let group = try #require(without.group)
        let quiet = flush(group, without.members, at: 130, muted: ["a"])
        #expect(quiet.reason == nil)
        #expect(quiet.members == without.members)
        let again = flush(group, without.members, at: 190)
        #expect(again.reason == .newAlerts)
        #expect(again.incidents.map(\.id) == ["a"])
        #expect(again.members == [known])
    }

    @Test("is looked at now when silences change, unless it still waits for its first time")
    func silencesChange() throws {
        var group = try told()
        group.silencesChanged(at: start + 20)
        #expect(group.nextFlush == start + 20)
        var unopened = try self.group()
        unopened.silencesChanged(at: start + 3)
        #expect(unopened.nextFlush == start + 10)
    }

    @Test("takes over new intervals without forgetting what it told")
    func following() throws {
        let group = try told()
        let known = seat(Sample.incident("a"), announced: true)
        #expect(group.following(try routed(), at: start + 20) == group)
        let sooner = group.following(try routed(interval: 30, repetition: 100), at: start + 20)
        #expect(sooner.nextFlush == start + 40)
        #expect(sooner.lastNotified == start + 10)
        let look = flush(sooner, [known], at: 40)
        #expect(look.reason == nil)
        #expect(look.group?.nextFlush == start + 110)
        let unopened = try self.group().following(try routed(wait: 2, interval: 5), at: start + 4)
        #expect(unopened.nextFlush == start + 6)
    }

    @Test("survives being written down")
    func codable() throws {
        let group = try told()
        let data = try JSONEncoder().encode(group)
        #expect(try JSONDecoder().decode(GroupState.self, from: data) == group)
    }
}
