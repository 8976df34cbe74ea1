import CogwatchCore
import Foundation
import Testing

@Suite("A new look at an account")
struct IncidentTests {
    private let now = Sample.start + 100

    private func look(_ open: [Incident], _ alerts: [Alert]) -> [IncidentChange] {
        Incident.advance(open: open, alerts: alerts, at: now) { "new" }
    }

    @Test("opens an incident for an alert that was not there, from when the condition began")
    func opens() throws {
        let alert = Sample.alert("tts", since: Sample.start + 40)
        let change = try #require(look([], [alert]).first)
        #expect(
            change
                == .opened(
                    Incident(
                        id: "new",
                        account: "tts",
                        fingerprint: alert.fingerprint,
                        labels: alert.labels,
                        annotations: alert.annotations,
                        startsAt: Sample.start + 40
                    )
                )
        )
    }

    @Test("does not let an incident begin in the future")
    func neverInTheFuture() {
        let changes = look([], [Sample.alert("tts", since: now + 3600)])
        #expect(changes.map(\.incident.startsAt) == [now])
    }

    @Test("says nothing while the same alert says the same")
    func unchanged() {
        #expect(look([Sample.incident("a")], [Sample.alert("tts", since: now)]).isEmpty)
    }

    @Test("writes down new annotations and leaves the beginning alone")
    func updates() {
        let changes = look(
            [Sample.incident("a")],
            [Sample.alert("tts", annotations: ["summary": "no route"])]
        )
        #expect(changes == [.updated(Sample.incident("a", annotations: ["summary": "no route"]))])
    }

    @Test("ends what is gone, now")
    func resolves() {
        #expect(look([Sample.incident("a")], []) == [.resolved(Sample.incident("a", endsAt: now))])
    }

    @Test("never lets an incident end before it began, though the clock was set back")
    func clockSetBack() {
        let late = Sample.incident("a", startsAt: now + 50)
        #expect(look([late], []).map(\.incident.endsAt) == [now + 50])
    }

    @Test("counts an alert that is named twice once")
    func twice() {
        #expect(look([], [Sample.alert("tts"), Sample.alert("tts")]).count == 1)
    }

    @Test("replaces one cause by another in the same look")
    func replaces() {
        let other = Alert(
            account: "tts",
            labels: Sample.labels("tts", ["cause": "wrong_region"]),
            annotations: [:],
            since: now
        )
        let changes = look([Sample.incident("a")], [other])
        #expect(changes.map(\.incident.id) == ["a", "new"])
        #expect(changes.map(\.incident.isFiring) == [false, true])
    }
}

@Suite("A fingerprint")
struct FingerprintTests {
    // The values are those of Prometheus' own tests of its label signatures.
    @Test(
        "is the one that Prometheus computes",
        arguments: [
            ([:], UInt64(14_695_981_039_346_656_037)),
            (
                ["name": "garland, briggs", "fear": "love is not enough"],
                UInt64(5_799_056_148_416_392_346)
            ),
        ] as [([String: String], UInt64)]
    )
    func known(labels: [String: String], hash: UInt64) {
        #expect(UInt64(Labels.fingerprint(labels), radix: 16) == hash)
        #expect(Labels.fingerprint(labels).count == 16)
    }

    @Test("tells where a name ends and its value begins")
    func separated() {
        #expect(Labels.fingerprint(["ab": "c"]) != Labels.fingerprint(["a": "bc"]))
    }

    @Test("always has 16 digits")
    func padded() {
        let all = (0..<2000).map { Labels.fingerprint(["n": "\($0)"]) }
        #expect(all.allSatisfy { $0.count == 16 })
        #expect(all.contains { $0.hasPrefix("0") })
        #expect(Set(all).count == 2000)
    }

    @Test("goes with labels that are written as Alertmanager writes them")
    func text() {
        #expect(Labels.text([:]) == "{}")
        #expect(Labels.text(["b": "x\"y\\\n", "a": "1"]) == #"{a="1", b="x\"y\\\n"}"#)
    }
}
