/// What people paste where a key belongs, told by its look.
enum SomethingElse {
    /// Names what a lower-cased text is; nil where it is none of what is known.
    static func identify(_ text: String) -> KeyAnatomy.Problem? {
        if text.hasPrefix("@microsoft.keyvault(") { return .keyVaultReference }
        if isConnectionString(text) { return .connectionString }
        if text.hasPrefix("/subscriptions/") || text.hasPrefix("subscriptions/") {
            return .resourceID
        }
        if isAddress(text) { return .urlIsAnEndpoint }
        if text.hasPrefix("sk-") { return .openAIKey }
        if isPlaceholder(text) { return .placeholder }
        return Regions.isKnown(text) ? .regionName : nil
    }

    private static func isConnectionString(_ text: String) -> Bool {
        [
            "endpoint=", "accountkey=", "endpointsprotocol=", "sharedaccesskey=",
            "instrumentationkey=",
        ].contains { text.contains($0) } && text.contains(";")
    }

    private static func isAddress(_ text: String) -> Bool {
        text.contains("://")
            || [
                ".cognitiveservices.azure.", ".api.cognitive.", ".openai.azure.",
                ".services.ai.azure.", ".speech.microsoft.", ".speech.azure.",
                "api.cognitive.microsoft",
            ].contains { text.contains($0) }
    }

    private static let fillers: Set<String> = [
        "changeme", "change_me", "change-me", "todo", "tbd", "fixme", "secret", "<secret>",
        "password", "none", "null", "nil", "undefined", "placeholder", "example", "dummy", "key",
        "key1", "key2", "key 1", "key 2", "apikey", "api_key", "api-key", "subscriptionkey",
        "subscription_key", "subscription-key", "subscription key", "[redacted]", "redacted",
    ]

    static func isPlaceholder(_ text: String) -> Bool {
        if fillers.contains(text) || isTemplate(text) || isFiller(text) { return true }
        let speaksOfAKey = text.contains("key") || text.contains("secret")
        return speaksOfAKey
            && ["your", "insert", "replace", "enter", "paste", "here", "todo", "change"]
                .contains { text.contains($0) }
    }

    /// `<…>`, `${…}`, `$NAME`, `$(…)`, `{{…}}`, `[…]`, `%NAME%`: a template nobody filled in.
    private static func isTemplate(_ text: String) -> Bool {
        guard text.count > 1 else { return false }
        return text.hasPrefix("$")
            || [("<", ">"), ("{", "}"), ("[", "]"), ("(", ")"), ("%", "%"), ("__", "__")]
                .contains { text.hasPrefix($0.0) && text.hasSuffix($0.1) }
    }

    /// One and the same sign, as in `xxxxxxxx`, `****` and `...`.
    private static func isFiller(_ text: String) -> Bool {
        guard let first = text.first, text.count > 2 else { return false }
        return "x*.-_0#?…".contains(first) && text.allSatisfy { $0 == first }
    }
}
