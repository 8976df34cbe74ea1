import CogwatchConfiguration
import CogwatchCore
import Foundation
import TestSupport
import Testing

@Suite("The dialect, compared with Alertmanager itself,", .enabled(if: Amtool.isInstalled))
struct AlertmanagerParity {
    private static let seed = Seed.fromEnvironment()

    private static func problems(_ document: Document) -> [String] {
        World.load(document.asCogwatch).problems
            .filter { $0.severity == .error }.map(\.headline)
    }

    @Test("chooses the same receivers in 520 trees by chance")
    func routes() throws {
        print("routes: seed \(Self.seed)")
        var trees = RouteTrees(seed: Self.seed)
        let cases = (0..<520).map { _ in
            (document: trees.document(), labels: [trees.labels(), trees.labels()])
        }
        let theirs = try Amtool.receivers(of: cases.map { ($0.document.asAlertmanager, $0.labels) })
        var reached: Set<Int> = []
        for ((document, labels), theirs) in zip(cases, theirs) {
            let loaded = World.load(document.asCogwatch)
            guard let route = loaded.settings?.alerting.route else {
                Issue.record("seed \(Self.seed): \(loaded.problems) in \(document.yaml)")
                continue
            }
            for (labels, theirs) in zip(labels, theirs) {
                let ours = route.groups(for: labels).map(\.receiver)
                reached.insert(ours.count)
                #expect(
                    ours.joined(separator: ",") == theirs,
                    "seed \(Self.seed): \(labels) in \(document.yaml)"
                )
            }
        }
        // Trees that always end at the root would prove little.
        #expect(reached.count > 2)
    }

    @Test("takes the same texts for patterns, and finds the same values with them")
    func patterns() throws {
        print("patterns: seed \(Self.seed)")
        var sample = Patterns(seed: Self.seed)
        let texts = (0..<400).map { _ in sample.pattern() }
        let refusals = try Amtool.refusals(of: texts.map { Patterns.tree([$0]).asAlertmanager })
        var good: [String] = []
        for (text, refusal) in zip(texts, refusals) {
            let ours = try? LabelPattern(text)
            #expect(
                (ours == nil) == (refusal != nil),
                "seed \(Self.seed): \(text.debugDescription): \(refusal ?? "accepted")"
            )
            if refusal == nil && ours != nil { good.append(text) }
        }
        #expect(good.count > 100)
        #expect(good.count < texts.count)
        let tree = Patterns.tree(good)
        let route = try #require(World.load(tree.asCogwatch).settings?.alerting.route)
        let labels = (0..<80).map { _ in ["v": sample.value()] }
        let theirs = try Amtool.receivers(of: [(tree.asAlertmanager, labels)]).first ?? []
        for (labels, theirs) in zip(labels, theirs) {
            let ours = Set(route.groups(for: labels).map(\.receiver))
            let different = ours.symmetricDifference(theirs.split(separator: ",").map(String.init))
            let patterns = different.compactMap { Int($0.dropFirst()).map { good[$0] } }
            #expect(patterns == [], "seed \(Self.seed): \(labels.debugDescription)")
        }
    }

    @Test("accepts and refuses the same files, as far as it knows their keys")
    func verdicts() throws {
        print("verdicts: seed \(Self.seed)")
        var mutations = Mutations(seed: Self.seed)
        let documents = (0..<400).map { _ in mutations.document() }
        let refusals = try Amtool.refusals(of: documents.map(\.asAlertmanager))
        for (document, refusal) in zip(documents, refusals) {
            let ours = Self.problems(document)
            #expect(
                ours.isEmpty == (refusal == nil),
                "seed \(Self.seed): \(refusal ?? "accepted"), here \(ours): \(document.yaml)"
            )
        }
        let refused = refusals.count { $0 != nil }
        #expect(refused > 50 && refused < 350, "\(refused) of \(refusals.count) are refused")
    }
}
