/// The id of a Cognitive Services account in Resource Manager.
///
/// Resource Manager spells one id in several ways: equality and ``normalised`` have no case.
package struct ResourceID: Sendable {
    package let subscription: String
    package let group: String
    package let name: String

    package init?(subscription: String, group: String, name: String) {
        guard [subscription, group, name].allSatisfy(Self.isSegment) else { return nil }
        self.subscription = subscription
        self.group = group
        self.name = name
    }

    /// Reads `/subscriptions/…/resourceGroups/…/providers/Microsoft.CognitiveServices/accounts/…`.
    ///
    /// - Returns: Nil for anything else, ids of other things included.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 9, parts[0].isEmpty else { return nil }
        let words = [1, 3, 5, 6, 7].map { parts[$0].lowercased() }
        guard
            words == [
                "subscriptions", "resourcegroups", "providers", "microsoft.cognitiveservices",
                "accounts",
            ]
        else { return nil }
        self.init(subscription: parts[2], group: parts[4], name: parts[8])
    }

    /// The id as cogwatch writes it: the words as documented, the names in small letters.
    package var normalised: String { path.lowercased() }

    /// The id's path, with everything encoded that could lead elsewhere.
    var path: String {
        "\(groupPath)/providers/Microsoft.CognitiveServices/accounts/\(FormText.encoded(name))"
    }

    var groupPath: String {
        "/subscriptions/\(FormText.encoded(subscription))/resourceGroups/\(FormText.encoded(group))"
    }

    /// The id as filters of the activity log have it.
    var plain: String {
        "/subscriptions/\(subscription)/resourceGroups/\(group)"
            + "/providers/Microsoft.CognitiveServices/accounts/\(name)"
    }

    // Names of groups have letters of any script, digits and "-_.()"; "." and ".." would be steps.
    static func isSegment(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 360 && !text.allSatisfy { $0 == "." }
            && text.unicodeScalars.allSatisfy {
                $0.properties.isAlphabetic || $0.properties.numericType != nil
                    || "-_.()".unicodeScalars.contains($0)
            }
    }
}

extension ResourceID: Hashable {
    package static func == (left: ResourceID, right: ResourceID) -> Bool {
        left.normalised == right.normalised
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(normalised)
    }
}

extension ResourceID: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let id = ResourceID(text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "not the id of a Cognitive Services account"
            )
        }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(plain)
    }
}
