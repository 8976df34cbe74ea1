import Foundation

/// What is counted of each source of accounts.
struct DiscoveryNumbers: Sendable {
    private struct Source: Sendable {
        var lastSuccess: Date?
        var count: Int?
        var errors: [DiscoveryError: UInt64] = [:]
    }

    private var sources: [String: Source] = [:]

    mutating func watch(_ names: Set<String>, kind: String) {
        sources = sources.filter { !$0.key.hasPrefix("\(kind):") || names.contains($0.key) }
        for name in names where sources[name] == nil { sources[name] = Source() }
    }

    mutating func discovered(_ source: String, count: Int, at date: Date?) {
        sources[source, default: Source()].count = count
        if let date { sources[source, default: Source()].lastSuccess = date }
    }

    mutating func failed(_ source: String, _ reason: DiscoveryError) {
        sources[source, default: Source()].errors[reason, default: 0] &+= 1
    }

    func writeSuccesses(to writer: inout SampleWriter) {
        for (name, source) in sorted {
            guard let last = source.lastSuccess else { continue }
            writer.sample(LabelText.pairs([("source", name)]), last.exposed)
        }
    }

    func writeCounts(to writer: inout SampleWriter) {
        for (name, source) in sorted {
            guard let count = source.count else { continue }
            writer.sample(LabelText.pairs([("source", name)]), Double(count))
        }
    }

    func writeErrors(to writer: inout SampleWriter) {
        for (name, source) in sorted {
            for reason in DiscoveryError.allCases.sorted(by: { $0.rawValue < $1.rawValue }) {
                let labels = [("source", name), ("reason", reason.rawValue)]
                writer.sample(LabelText.pairs(labels), Double(source.errors[reason] ?? 0))
            }
        }
    }

    private var sorted: [(key: String, value: Source)] { sources.sorted { $0.key < $1.key } }
}
