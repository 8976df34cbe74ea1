/// Appends families and samples to an exposition, byte by byte.
///
/// A scrape of ten thousand accounts has half a million lines: nothing here makes a String per
/// line, or counts references to the text that lines are made of, which measured took more than
/// half of the time. A family's header is written before its first sample, so that a family without
/// samples leaves no trace.
struct SampleWriter {
    /// Text of a line, held by whoever asks for the line.
    typealias Text = UnsafeBufferPointer<UInt8>

    static var nothing: Text { Text(start: nil, count: 0) }

    private(set) var bytes: [UInt8] = []
    private let format: Exposition.Format
    private var header: [UInt8] = []
    private var name: [UInt8] = []

    init(_ format: Exposition.Format) {
        self.format = format
    }

    /// Makes room, so that what follows is not moved while it grows.
    mutating func reserve(_ capacity: Int) {
        bytes.reserveCapacity(capacity)
    }

    /// Hands over what was written so far.
    mutating func take() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }

    /// Starts a family; the samples that follow are its own.
    mutating func begin(_ family: MetricDefinition) {
        name = Array(family.name.utf8)
        header.removeAll(keepingCapacity: true)
        switch format {
        case .prometheusText:
            header += "# HELP \(family.name) \(Self.escaped(family.help))\n".utf8
            header += "# TYPE \(family.name) \(family.kind.rawValue)\n".utf8
        case .openMetrics:
            let name = family.openMetricsName
            header += "# HELP \(name) \(Self.escaped(family.help))\n".utf8
            header += "# TYPE \(name) \(family.kind.rawValue)\n".utf8
            if let unit = family.unit { header += "# UNIT \(name) \(unit.rawValue)\n".utf8 }
        }
    }

    /// Writes one sample whose labels are two runs of rendered pairs, the second with a comma in
    /// front where it follows the first; either may be empty.
    mutating func sample(_ labels: Text, _ more: Text, _ value: Double) {
        openFamily()
        name.withUnsafeBufferPointer { name in
            Self.write(name, labels, more, to: &bytes) { $0.append(value) }
        }
    }

    /// Writes one sample with a whole number.
    mutating func sample(_ labels: Text, _ more: Text, _ value: Int) {
        openFamily()
        name.withUnsafeBufferPointer { name in
            Self.write(name, labels, more, to: &bytes) { $0.append(value) }
        }
    }

    /// Writes one sample from labels that are at hand as an array.
    mutating func sample(_ labels: [UInt8], _ value: Double) {
        labels.withUnsafeBufferPointer { sample($0, Self.nothing, value) }
    }

    /// Writes the cumulative buckets, the sum and the count.
    mutating func histogram(_ histogram: Histogram, _ labels: [UInt8] = []) {
        openFamily()
        let separator = labels.isEmpty ? "" : ","
        var cumulated: UInt64 = 0
        for (bound, count) in zip(histogram.buckets.bounds, histogram.counts) {
            cumulated &+= count
            // Swift writes the canonical floats of OpenMetrics: 1.0, 0.005.
            let bound = labels + "\(separator)le=\"\(bound)\"".utf8
            part("_bucket", bound) { $0.append(Int(clamping: cumulated)) }
        }
        let bound = labels + "\(separator)le=\"+Inf\"".utf8
        part("_bucket", bound) { $0.append(Int(clamping: histogram.count)) }
        part("_sum", labels) { $0.append(histogram.sum) }
        part("_count", labels) { $0.append(Int(clamping: histogram.count)) }
    }

    /// Writes what ends an exposition.
    mutating func finish() {
        switch format {
        case .prometheusText: break
        case .openMetrics: bytes += "# EOF\n".utf8
        }
    }

    private mutating func openFamily() {
        guard !header.isEmpty else { return }
        bytes += header
        header.removeAll(keepingCapacity: true)
    }

    private mutating func part(
        _ suffix: String,
        _ labels: [UInt8],
        _ value: (inout OutputSpan<UInt8>) -> Void
    ) {
        (name + suffix.utf8).withUnsafeBufferPointer { name in
            labels.withUnsafeBufferPointer { labels in
                Self.write(name, labels, Self.nothing, to: &bytes, value)
            }
        }
    }

    /// One look at the room for a whole line, of which no number takes more than 40 bytes.
    private static func write(
        _ name: Text,
        _ labels: Text,
        _ more: Text,
        to bytes: inout [UInt8],
        _ value: (inout OutputSpan<UInt8>) -> Void
    ) {
        let length = name.count + labels.count + more.count + 40 + 4
        bytes.append(addingCapacity: length) { output in
            output.append(contentsOf: name)
            if !labels.isEmpty || !more.isEmpty {
                output.append(UInt8(ascii: "{"))
                output.append(contentsOf: labels)
                output.append(contentsOf: more)
                output.append(UInt8(ascii: "}"))
            }
            output.append(UInt8(ascii: " "))
            value(&output)
            output.append(UInt8(ascii: "\n"))
        }
    }

    private static func escaped(_ help: String) -> String {
        help.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
    }
}
