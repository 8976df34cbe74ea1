import CogwatchCore

/// What a client says it can read.
enum Negotiation {
    /// The exposition format that a scraper likes best; the plain text where it does not say or
    /// wants what we do not have.
    ///
    /// Prometheus names OpenMetrics first and gives it the highest quality; of equal ones the
    /// first counts.
    static func format(accept: String?) -> Exposition.Format {
        var best: (format: Exposition.Format, quality: Double)?
        for choice in choices(accept) where choice.quality > best?.quality ?? 0 {
            guard let format = format(of: choice) else { continue }
            best = (format, choice.quality)
        }
        return best?.format ?? .prometheusText
    }

    /// Whether an `Accept-Encoding` allows gzip.
    static func acceptsGzip(_ header: String?) -> Bool {
        let choices = choices(header)
        let named = choices.first { $0.name == "gzip" || $0.name == "x-gzip" }
        let decisive = named ?? choices.first { $0.name == "*" }
        return (decisive?.quality ?? 0) > 0
    }

    private struct Choice {
        let name: String
        let parameters: [String: String]
        let quality: Double
    }

    private static func format(of choice: Choice) -> Exposition.Format? {
        let version = choice.parameters["version"]
        switch choice.name {
        case "application/openmetrics-text":
            return version == nil || version == "1.0.0" || version == "0.0.1" ? .openMetrics : nil
        case "text/plain": return version == nil || version == "0.0.4" ? .prometheusText : nil
        case "text/*", "*/*": return .prometheusText
        default: return nil
        }
    }

    private static func choices(_ header: String?) -> [Choice] {
        (header ?? "").split(separator: ",").map { item in
            var parts = item.split(separator: ";").map { trimmed($0).lowercased() }[...]
            let name = parts.popFirst() ?? ""
            var parameters: [String: String] = [:]
            for part in parts {
                let pair = part.split(separator: "=", maxSplits: 1).map(trimmed)
                guard let key = pair.first, let value = pair.dropFirst().first else { continue }
                parameters[key] = value.replacing("\"", with: "")
            }
            let quality = parameters["q"].map { Double($0) ?? 0 } ?? 1
            return Choice(name: name, parameters: parameters, quality: quality)
        }
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        let head = text.drop { $0.isWhitespace }
        return String(head.reversed().drop { $0.isWhitespace }.reversed())
    }
}
