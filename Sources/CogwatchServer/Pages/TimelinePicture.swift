import CogwatchCore
import Foundation

/// What became of an operation's probes in the last 24 hours, as a picture and as a table.
///
/// Positions along the time are per cent and heights are pixels, so that the picture is as wide as
/// the page without its letters growing or shrinking with it.
struct TimelinePicture {
    let operation: CogwatchCore.Operation
    let timeline: Timeline
    let now: Date

    private static let plotHeight = 96.0
    private static let stripTop = 104.0
    private static let stripHeight = 24.0
    private static let height = 148.0
    private static let quarterWidth = 100.0 / Double(Timeline.length)

    private var quarters: [Timeline.Quarter] { timeline.quarters(until: now) }

    func write(into html: inout HTML) {
        let quarters = quarters
        html.element("figure", ["class": "timeline"]) { html in
            html.element("figcaption") { html in
                html.element("b", operation.rawValue)
                html.write(" \(summary(of: quarters))")
            }
            if !quarters.isEmpty {
                picture(of: quarters, into: &html)
                TimelineTable(operation: operation, quarters: quarters).write(into: &html)
            }
        }
    }

    // MARK: - In words

    private func summary(of quarters: [Timeline.Quarter]) -> String {
        guard !quarters.isEmpty else { return "No probe with the key in use has ended yet." }
        let counts = Timeline.Kind.allCases.map { kind in
            (kind: kind, count: quarters.reduce(0) { $0 + $1[kind] })
        }
        let total = counts.reduce(0) { $0 + $1.count }
        let parts = counts.filter { $0.count > 0 }.map {
            "\(Wording.count($0.count)) \(Self.word($0.kind))"
        }
        let usual = quarters.compactMap(\.usual).sorted()
        let middle = usual.isEmpty ? "" : Wording.milliseconds(usual[usual.count / 2])
        let most = quarters.compactMap(\.longest).max().map(Wording.milliseconds) ?? ""
        return "\(Wording.count(total, "probe")): \(parts.joined(separator: ", ")). "
            + "Usually about \(middle), at most about \(most)."
    }

    static func word(_ kind: Timeline.Kind) -> String {
        switch kind {
        case .success: "succeeded"
        case .refused: "refused"
        case .throttled: "throttled"
        case .failed: "without a good answer"
        }
    }

    // MARK: - As a picture

    private func picture(of quarters: [Timeline.Quarter], into html: inout HTML) {
        let scale = LatencyScale(quarters)
        let name = "picture-\(operation.rawValue)"
        html.element(
            "svg",
            [
                "class": "plot", "role": "img", "width": "100%", "height": Self.text(Self.height),
                "aria-labelledby": "\(name)-title \(name)-text",
            ]
        ) { html in
            html.element(
                "title",
                ["id": "\(name)-title"],
                "Latency and outcomes of \(operation.rawValue) in the last 24 hours"
            )
            html.element("desc", ["id": "\(name)-text"], summary(of: quarters))
            grid(scale, into: &html)
            hours(into: &html)
            for quarter in quarters { bar(quarter, scale, into: &html) }
            labels(of: scale, into: &html)
        }
    }

    private func grid(_ scale: LatencyScale, into html: inout HTML) {
        for decade in scale.decades {
            let y = Self.text(scale.height(of: decade, in: Self.plotHeight))
            line(["x1": "0", "x2": "100%", "y1": y, "y2": y, "class": "grid"], into: &html)
        }
        let base = Self.text(Self.stripTop + Self.stripHeight + 0.5)
        line(["x1": "0", "x2": "100%", "y1": base, "y2": base, "class": "grid"], into: &html)
    }

    // After the bars, so that they stand before them.
    private func labels(of scale: LatencyScale, into html: inout HTML) {
        for decade in scale.decades {
            let label = Wording.latency(.seconds(decade))
            let below = scale.height(of: decade, in: Self.plotHeight) + 11
            html.element("text", ["x": "3", "y": Self.text(below), "class": "scale"], label)
        }
    }

    private func hours(into html: inout HTML) {
        let start = Timeline.start(of: now)
        let span = Double(Timeline.length) * Timeline.quarterSeconds
        let first = (start.timeIntervalSince1970 / 10_800).rounded(.up) * 10_800
        for hour in stride(from: first, to: start.timeIntervalSince1970 + span, by: 10_800) {
            let time = Date(timeIntervalSince1970: hour)
            let share = time.timeIntervalSince(start) / span * 100
            guard share > 1.5, share < 98.5 else { continue }
            let isMain = (Int(hour) / 10_800).isMultiple(of: 2)
            let x = "\(Self.text(share))%"
            line(
                ["x1": x, "x2": x, "y1": "0", "y2": "132", "class": isMain ? "grid" : "grid fine"],
                into: &html
            )
            html.element(
                "text",
                [
                    "x": x, "y": "145", "class": isMain ? "hour" : "hour fine",
                    "data-time": Timestamp.text(time),
                ],
                String(Timestamp.text(time).dropFirst(11).prefix(5))
            )
        }
    }

    private func line(
        _ attributes: KeyValuePairs<StaticString, String>,
        into html: inout HTML
    ) {
        html.element("line", attributes) { _ in }
    }

    private func bar(
        _ quarter: Timeline.Quarter,
        _ scale: LatencyScale,
        into html: inout HTML
    ) {
        let place = quarter.start.timeIntervalSince(Timeline.start(of: now))
        let x = place / Timeline.quarterSeconds * Self.quarterWidth
        html.element("g") { html in
            html.element("title", words(for: quarter))
            if let usual = quarter.usual, let longest = quarter.longest {
                let (low, high) = (
                    scale.height(of: usual.seconds, in: Self.plotHeight),
                    scale.height(of: longest.seconds, in: Self.plotHeight)
                )
                box("longest", x, from: high, to: low, into: &html)
                box("usual", x, from: low, to: Self.plotHeight, into: &html)
            }
            outcomes(of: quarter, at: x, into: &html)
        }
    }

    private func outcomes(of quarter: Timeline.Quarter, at x: Double, into html: inout HTML) {
        var bottom = Self.stripTop + Self.stripHeight
        for kind in Timeline.Kind.allCases where quarter[kind] > 0 {
            let share = Double(quarter[kind]) / Double(quarter.total)
            // One refusal among hundreds must be seen too.
            let height = max(share * Self.stripHeight, kind == .success ? 0 : 4)
            let top = max(bottom - height, Self.stripTop)
            box(kind.style, x, from: top, to: bottom, into: &html)
            bottom = top == Self.stripTop ? min(bottom, Self.stripTop + 4) : top
        }
    }

    private func box(
        _ style: String,
        _ x: Double,
        from top: Double,
        to bottom: Double,
        into html: inout HTML
    ) {
        guard bottom > top else { return }
        html.element(
            "rect",
            [
                "class": style, "x": "\(Self.text(x))%",
                "width": "\(Self.text(Self.quarterWidth * 0.86))%",
                "y": Self.text(top), "height": Self.text(bottom - top),
            ]
        ) { _ in }
    }

    private func words(for quarter: Timeline.Quarter) -> String {
        let counts = Timeline.Kind.allCases.filter { quarter[$0] > 0 }
            .map { "\(quarter[$0]) \(Self.word($0))" }.joined(separator: ", ")
        let latency = quarter.usual.map { ", usually \(Wording.milliseconds($0))" } ?? ""
        return "\(Wording.moment(quarter.start).dropFirst(11).prefix(5)) UTC: \(counts)\(latency)"
    }

    /// With two decimals, and none where there is no need.
    static func text(_ number: Double) -> String {
        let hundredths = Int((max(min(number, 1e6), -1e6) * 100).rounded())
        guard hundredths % 100 != 0 else { return "\(hundredths / 100)" }
        let digits = String(hundredths.magnitude % 100)
        let sign = hundredths < 0 ? "-" : ""
        let fraction = digits.count == 1 ? "0\(digits)" : digits
        return "\(sign)\(hundredths.magnitude / 100).\(fraction)"
    }
}

extension Timeline.Kind {
    /// A CSS class.
    var style: String {
        switch self {
        case .success: "success"
        case .refused: "refused"
        case .throttled: "throttled"
        case .failed: "failed"
        }
    }
}

/// Latencies by their exponents, from the power of ten below the least to that above the most.
struct LatencyScale {
    private let low: Int
    private let high: Int

    init(_ quarters: [Timeline.Quarter]) {
        let least = quarters.compactMap(\.usual?.seconds).min() ?? 0.01
        let most = quarters.compactMap(\.longest?.seconds).max() ?? 1
        low = Int(log10(max(least, 1e-6)).rounded(.down))
        high = max(Int(log10(max(most, 1e-6)).rounded(.up)), low + 1)
    }

    /// The powers of ten above the lowest, in seconds.
    var decades: [Double] { ((low + 1)...high).map { pow(10, Double($0)) } }

    /// From the top.
    func height(of seconds: Double, in height: Double) -> Double {
        let share = (log10(max(seconds, 1e-6)) - Double(low)) / Double(high - low)
        return height * (1 - min(max(share, 0.02), 1))
    }
}
