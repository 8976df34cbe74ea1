/// Label pairs as both exposition formats write them.
enum LabelText {
    /// `a="1",b="2"`, values escaped.
    static func pairs(_ pairs: [(name: String, value: String)]) -> [UInt8] {
        var bytes: [UInt8] = []
        for (index, pair) in pairs.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes += pair.name.utf8
            bytes += "=\"".utf8
            append(pair.value, to: &bytes)
            bytes.append(UInt8(ascii: "\""))
        }
        return bytes
    }

    /// The labels of an account's info metric that follow the account's name.
    ///
    /// - Parameters:
    ///   - account: As configured.
    ///   - sku: As an issued token has it; nil where none was seen.
    /// - Returns: With a comma in front.
    static func info(of account: Account, sku: String?) -> [UInt8] {
        Array(",".utf8)
            + pairs(
                [
                    ("kind", account.kind.rawValue),
                    ("azure_cloud", account.cloud.rawValue),
                    ("azure_region", account.region),
                    // An empty label is an absent one to Prometheus.
                    ("host", account.mainHost ?? ""),
                    ("sku", sku ?? ""),
                ] + operatorLabels(account.labels)
            )
    }

    /// A pair that follows others.
    static func after(_ name: String, _ value: String) -> [UInt8] {
        Array(",".utf8) + pairs([(name, value)])
    }

    /// The operator's own labels under names that Prometheus and its linter take: `label_` in
    /// front, snake case, and a number where two names would fall together.
    static func operatorLabels(_ labels: [String: String]) -> [(name: String, value: String)] {
        var taken: Set<String> = []
        let byName = labels.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        return byName.map { label in
            let wanted = "label_" + snakeCase(label.key)
            var name = wanted
            var conflicts = 0
            while !taken.insert(name).inserted {
                conflicts += 1
                // As kube-state-metrics names them.
                name = "\(wanted)_conflict\(conflicts)"
            }
            return (name, label.value)
        }
    }

    private static func snakeCase(_ name: String) -> String {
        var result = ""
        var previousIsLower = false
        for scalar in name.unicodeScalars {
            switch scalar {
            case "a"..."z", "0"..."9":
                result.unicodeScalars.append(scalar)
            case "A"..."Z":
                if previousIsLower { result.append("_") }
                result += scalar.properties.lowercaseMapping
            default:
                result.append("_")
            }
            previousIsLower = ("a"..."z").contains(scalar)
        }
        return result
    }

    private static func append(_ value: String, to bytes: inout [UInt8]) {
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): bytes += "\\\\".utf8
            case UInt8(ascii: "\""): bytes += "\\\"".utf8
            case UInt8(ascii: "\n"): bytes += "\\n".utf8
            default: bytes.append(byte)
            }
        }
    }
}
