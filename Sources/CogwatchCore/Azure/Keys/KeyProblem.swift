extension KeyAnatomy {
    /// What is wrong with a text that should be a key.
    ///
    /// The raw values are part of the interface.
    package enum Problem: String, Sendable, CaseIterable, Codable {
        // Damage around or inside a key.
        case leadingWhitespace = "leading_whitespace"
        case trailingWhitespace = "trailing_whitespace"
        case trailingNewline = "trailing_newline"
        case innerWhitespace = "inner_whitespace"
        case quoted
        case smartQuotes = "smart_quotes"
        case trailingPunctuation = "trailing_punctuation"
        case zeroWidth = "zero_width"
        case nonASCII = "non_ascii"
        case controlCharacter = "control_character"
        case percentEncoded = "percent_encoded"
        case headerNameIncluded = "header_name_included"
        case variableNameIncluded = "variable_name_included"
        case bearerPrefix = "bearer_prefix"
        // Something else than a key.
        case guidIsASubscriptionID = "guid_is_a_subscription_id"
        case jwtIsAToken = "jwt_is_a_token"
        case urlIsAnEndpoint = "url_is_an_endpoint"
        case connectionString = "connection_string"
        case resourceID = "resource_id"
        case regionName = "region_name"
        case keyVaultReference = "key_vault_reference"
        case openAIKey = "openai_key"
        case otherAzureService = "other_azure_service"
        case placeholder
        case base64Encoded = "base64_encoded"
        // Nearly a key.
        case truncated
        case tooLong = "too_long"
        case caseChanged = "case_changed"
        case wrongAlphabet = "wrong_alphabet"
        case wrongLayout = "wrong_layout"
        case checksumInvalid = "checksum_invalid"
    }
}

extension KeyAnatomy.Problem {
    /// Whether the text, as it stands, is proved to be no key of Azure AI.
    ///
    /// Damage around a key is no such proof: the key itself may be good. Nor is an unfamiliar
    /// layout, which a future key may have, or a checksum alone.
    package var isProofOfNoKey: Bool {
        switch self {
        case .guidIsASubscriptionID, .jwtIsAToken, .urlIsAnEndpoint, .connectionString,
            .resourceID, .regionName, .keyVaultReference, .openAIKey, .otherAzureService,
            .placeholder, .base64Encoded, .truncated, .caseChanged:
            true
        case .leadingWhitespace, .trailingWhitespace, .trailingNewline, .innerWhitespace, .quoted,
            .smartQuotes, .trailingPunctuation, .zeroWidth, .nonASCII, .controlCharacter,
            .percentEncoded, .headerNameIncluded, .variableNameIncluded, .bearerPrefix,
            .wrongAlphabet, .wrongLayout, .tooLong, .checksumInvalid:
            false
        }
    }

    /// One sentence for the person who has to mend it.
    package var explanation: String {
        switch self {
        case .leadingWhitespace: "Blanks stand before the key; remove them."
        case .trailingWhitespace: "Blanks stand after the key; remove them."
        case .trailingNewline:
            "A line break stands after the key; write the file without one (printf, not echo)."
        case .innerWhitespace: "Blanks or line breaks stand inside the key; join its parts."
        case .quoted: "Quotes or brackets stand around the key; remove them."
        case .smartQuotes: "Typographic quotes stand around the key; remove them."
        case .trailingPunctuation: "A comma or semicolon stands after the key; remove it."
        case .zeroWidth:
            "The key holds characters that cannot be seen; copy it again with the portal's button."
        case .nonASCII:
            "The key holds letters from outside ASCII; copy it again with the portal's button."
        case .controlCharacter:
            "The key holds control characters; copy it again with the portal's button."
        case .percentEncoded: "The key was encoded for a URL (%XX); use it as the portal shows it."
        case .headerNameIncluded: "The header's name stands before the key; keep only the value."
        case .variableNameIncluded:
            "A name and an equals sign or colon stand before the key; keep only the value."
        case .bearerPrefix: "\"Bearer\" stands before the key; a key is sent without it."
        case .guidIsASubscriptionID:
            "This is a GUID, most likely the Azure subscription id; copy KEY 1 from \"Keys and "
                + "Endpoint\" instead."
        case .jwtIsAToken: "This is an access token, not a key; copy KEY 1 instead."
        case .urlIsAnEndpoint: "This is an endpoint's address, not a key; copy KEY 1 instead."
        case .connectionString: "This is a connection string, not a key; copy KEY 1 instead."
        case .resourceID: "This is a resource's id, not a key; copy KEY 1 instead."
        case .regionName: "This is the name of a region, not a key; copy KEY 1 instead."
        case .keyVaultReference:
            "This is a Key Vault reference that nobody has resolved; give the secret's value."
        case .openAIKey: "This is a key of openai.com (sk-…), which Azure does not know."
        case .otherAzureService:
            "This is a key of an Azure service outside Azure AI; copy KEY 1 of the AI resource."
        case .placeholder: "This is a placeholder; put the real key in its place."
        case .base64Encoded:
            "This is a key encoded in base64, as Kubernetes stores secrets; decode it once more."
        case .truncated: "A part of the key is missing; copy the whole key again."
        case .tooLong: "The key has more characters than a key can have; copy it again, once."
        case .caseChanged:
            "The key's capital and small letters were changed; copy it again unchanged."
        case .wrongAlphabet:
            "The text holds characters that no key has; keys are letters and digits only."
        case .wrongLayout:
            "Keys of Azure AI are 84 letters and digits or 32 hexadecimal digits; this is neither."
        case .checksumInvalid:
            "The key's checksum does not fit, so a character was probably changed; copy it again."
        }
    }
}
