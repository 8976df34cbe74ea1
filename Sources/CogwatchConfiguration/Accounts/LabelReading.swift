/// Reads labels of the operator's own.
struct LabelReading {
    /// Labels that an alert has anyway.
    private static let reserved: Set<String> = [
        "account", "alertname", "azure_cloud", "azure_region", "cause", "confidence", "days", "key",
        "kind", "severity",
    ]

    let section: Section
    let key: String

    init(_ section: Section, key: String) {
        self.section = section
        self.key = key
    }

    /// The labels whose names may be used.
    func labels() -> [String: String] {
        var labels: [String: String] = [:]
        for (name, value, place) in section.texts(inMapping: key) {
            if let problem = Self.problem(with: name) {
                section.reading.error("label \(Redaction.quoted(name)) \(problem)", at: place)
            } else {
                labels[name] = value
            }
        }
        return labels
    }

    private static func problem(with name: String) -> String? {
        guard isName(name) else {
            return "is no label name: use letters, digits and \"_\", and no digit first"
        }
        if name.hasPrefix("__") { return "begins with \"__\", which Prometheus keeps for itself" }
        return reserved.contains(name) ? "is given by cogwatch itself; choose another name" : nil
    }

    /// Whether Prometheus takes a text for a label's name.
    static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
        else { return false }
        return name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }
}
