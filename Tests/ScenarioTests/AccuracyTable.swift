import CogwatchCore

/// How often the stories' causes were found, by cause, cloud, kind and confidence.
struct AccuracyTable {
    let stories: [Played]

    /// Of the stories whose cause shows, the share in which it came first.
    var shareOfFirsts: Double {
        let separable = stories.filter(\.truth.isSeparable)
        return Self.share(separable.count(where: \.isRight), of: separable.count)
    }

    var text: String {
        (byCause + [""] + byGroup("cloud") { $0.circumstances.cloud.rawValue }
            + byGroup("kind") { $0.circumstances.kind.rawValue }
            + byGroup("experiments") { $0.circumstances.mayExperiment ? "on" : "off" }
            + [""] + byConfidence)
            .joined(separator: "\n")
    }

    private var byCause: [String] {
        let groups = Dictionary(grouping: stories) { $0.truth.cause?.rawValue ?? "(all is well)" }
        let head = Self.row("cause", ["n", "separable", "top-1", "top-3", "hidden", "fits"])
        let rows = groups.sorted { $0.key < $1.key }.map { Self.row($0.key, of: $0.value) }
        return [head] + rows + [Self.row("all", of: stories)]
    }

    private func byGroup(_ name: String, _ group: (Played) -> String) -> [String] {
        Dictionary(grouping: stories, by: group).sorted { $0.key < $1.key }.map {
            Self.row("\(name) \($0.key)", of: $0.value)
        }
    }

    private static func row(_ name: String, of stories: [Played]) -> String {
        let open = stories.filter(\.truth.isSeparable)
        let hidden = stories.filter { !$0.truth.isSeparable }
        return row(
            name,
            [
                "\(stories.count)", "\(open.count)",
                percent(open.count(where: \.isRight), open.count),
                percent(stories.count(where: \.isNear), stories.count), "\(hidden.count)",
                percent(hidden.count(where: \.isRight), hidden.count),
            ]
        )
    }

    private var byConfidence: [String] {
        let failing = stories.filter { $0.verdict != nil }
        let rows = Confidence.allCases.reversed().map { confidence in
            let said = failing.filter { $0.verdict?.confidence == confidence }
            let right = said.count { $0.verdict?.cause == $0.truth.cause }
            return Self.row(
                confidence.rawValue,
                ["\(said.count)", "\(right)", Self.percent(right, said.count)]
            )
        }
        return [Self.row("confidence", ["n", "right", "share"])] + rows
    }

    private static func row(_ name: String, _ cells: [String]) -> String {
        let name = name + String(repeating: " ", count: max(1, 32 - name.count))
        return name
            + cells.map { String(repeating: " ", count: max(1, 10 - $0.count)) + $0 }.joined()
    }

    private static func percent(_ part: Int, _ whole: Int) -> String {
        guard whole > 0 else { return "-" }
        let tenths = Int((share(part, of: whole) * 1000).rounded(.down))
        return "\(tenths / 10).\(tenths % 10) %"
    }

    private static func share(_ part: Int, of whole: Int) -> Double {
        whole == 0 ? 0 : Double(part) / Double(whole)
    }
}
