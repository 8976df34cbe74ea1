/// Appends families and samples to an exposition, byte by byte.
///
/// A scrape of ten thousand accounts has half a million lines: nothing here makes a String per
/// line. A family's header is written before its first sample, so that a family without samples
/// leaves no trace.
struct SampleWriter {
    private(set) var bytes: [UInt8] = []
    private let format: Exposition.Format
    private var header: [UInt8] = []
    private var name: [UInt8] = []

    init(_ format: Exposition.Format, capacity: Int) {
        self.format = format
        bytes.reserveCapacity(capacity)
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
    /// front; either may be empty.
    mutating func sample(_ labels: [UInt8], _ more: [UInt8], _ value: Double) {
        open(suffix: [], labels, more)
        append(value)
        bytes.append(UInt8(ascii: "\n"))
    }

    /// Writes one sample with a whole number.
    mutating func sample(_ labels: [UInt8], _ more: [UInt8], _ value: Int) {
        open(suffix: [], labels, more)
        append(value)
        bytes.append(UInt8(ascii: "\n"))
    }

    /// Writes the cumulative buckets, the sum and the count.
    mutating func histogram(_ histogram: Histogram, _ labels: [UInt8] = []) {
        let separator = labels.isEmpty ? "" : ","
        var cumulated: UInt64 = 0
        for (bound, count) in zip(histogram.buckets.bounds, histogram.counts) {
            cumulated &+= count
            // Swift writes the canonical floats of OpenMetrics: 1.0, 0.005.
            open(suffix: Self.bucket, labels, Array("\(separator)le=\"\(bound)\"".utf8))
            append(Int(clamping: cumulated))
            bytes.append(UInt8(ascii: "\n"))
        }
        open(suffix: Self.bucket, labels, Array("\(separator)le=\"+Inf\"".utf8))
        append(Int(clamping: histogram.count))
        bytes.append(UInt8(ascii: "\n"))
        open(suffix: Self.sum, labels, [])
        append(histogram.sum)
        bytes.append(UInt8(ascii: "\n"))
        open(suffix: Self.count, labels, [])
        append(Int(clamping: histogram.count))
        bytes.append(UInt8(ascii: "\n"))
    }

    /// Writes what ends an exposition.
    mutating func finish() -> [UInt8] {
        switch format {
        case .prometheusText: break
        case .openMetrics: bytes += "# EOF\n".utf8
        }
        return bytes
    }

    private static let bucket = Array("_bucket".utf8)
    private static let sum = Array("_sum".utf8)
    private static let count = Array("_count".utf8)

    private mutating func open(suffix: [UInt8], _ labels: [UInt8], _ more: [UInt8]) {
        if !header.isEmpty {
            bytes += header
            header.removeAll(keepingCapacity: true)
        }
        bytes += name
        bytes += suffix
        if !labels.isEmpty || !more.isEmpty {
            bytes.append(UInt8(ascii: "{"))
            bytes += labels
            bytes += more
            bytes.append(UInt8(ascii: "}"))
        }
        bytes.append(UInt8(ascii: " "))
    }

    private static func escaped(_ help: String) -> String {
        help.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
    }
}

extension SampleWriter {
    /// Appends a number in the shortest form that reads back as the same.
    private mutating func append(_ value: Double) {
        guard value.isFinite else {
            bytes += (value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf").utf8
            return
        }
        if abs(value) < 9e15, value == value.rounded() { return append(Int(value)) }
        let micros = (value * 1_000_000).rounded()
        // Almost all our numbers have at most six decimals: durations are measured in
        // microseconds, times are shown in milliseconds. The description of a Double is exact too,
        // and some ten times slower.
        guard abs(micros) < 9e15, micros / 1_000_000 == value else {
            bytes += value.description.utf8
            return
        }
        append(micros: Int(micros))
    }

    private mutating func append(micros: Int) {
        let (whole, fraction) = micros.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
        if micros < 0 { bytes.append(UInt8(ascii: "-")) }
        append(Int(clamping: whole))
        guard fraction > 0 else { return }
        bytes.append(UInt8(ascii: "."))
        var rest = fraction
        var unit: UInt = 100_000
        while rest > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / unit))
            rest %= unit
            unit /= 10
        }
    }

    private mutating func append(_ value: Int) {
        if 0...9 ~= value { return bytes.append(UInt8(ascii: "0") + UInt8(value)) }
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        let start = bytes.count
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }
}
