/// What a word that is no region's id looks like.
package enum RegionDoubt: Sendable, Equatable {
    /// A region's display name, or its id in another case.
    case displayName(normalised: String)
    /// A region of another cloud than the one configured.
    case otherCloud(Cloud)
    /// A placeholder, or a variable that was never set.
    case placeholder
    /// A language, such as `en-us`.
    case locale
    /// A host name or URL, with the region in it, if there is one.
    case hostName(region: String?)
    /// The location of resources that have no region.
    case global
    /// A region that offers no Speech hosts.
    case withoutSpeech
    case misspelt(suggestion: String)
    /// Perhaps a new region.
    case unknown
}

extension Regions {
    /// Doubts a region's id.
    ///
    /// - Parameters:
    ///   - word: The id as it was written.
    ///   - cloud: The cloud in which the region should be.
    /// - Returns: Nil for the id of a known region of this cloud that offers Speech.
    package static func doubt(about word: String, in cloud: Cloud) -> RegionDoubt? {
        let id = normalise(word)
        if let region = region(id) {
            if region.cloud != cloud { return .otherCloud(region.cloud) }
            if id != word { return .displayName(normalised: id) }
            return region.offersSpeech ? nil : .withoutSpeech
        }
        if id == global { return .global }
        if isPlaceholder(id) { return .placeholder }
        if isLocale(id) { return .locale }
        if id.contains(".") || id.contains("/") {
            return .hostName(region: AzureHost(id).region)
        }
        if let other = Self.cloud(of: id), other != cloud { return .otherCloud(other) }
        return suggestion(for: word, in: cloud).map(RegionDoubt.misspelt) ?? .unknown
    }

    /// The same for a region of one kind of account.
    package static func doubt(
        about word: String,
        in cloud: Cloud,
        of kind: AzureService
    ) -> RegionDoubt? {
        switch doubt(about: word, in: cloud) {
        case .global where kind.hasGlobalAccounts(in: cloud):
            word == global ? nil : .displayName(normalised: global)
        case .withoutSpeech where !kind.servesSpeech: nil
        case let doubt: doubt
        }
    }

    /// The location of accounts that have no region.
    package static let global = "global"

    private static let placeholders: Set<String> = [
        "", "region", "yourregion", "your-region", "your_region", "your_service_region",
        "yourserviceregion", "your-service-region", "location", "your_location", "undefined",
        "null", "none", "nil", "nan", "todo", "tbd", "changeme", "example", "placeholder",
        "serviceregion", "service_region", "speech_region", "xxx", "false", "true",
    ]

    private static func isPlaceholder(_ id: String) -> Bool {
        guard let first = id.first else { return true }
        return placeholders.contains(id) || "<${[%".contains(first)
    }

    /// `en-us`, `zh_cn`, `sr-latn-rs`: a language of two or three letters and then a country.
    private static func isLocale(_ id: String) -> Bool {
        let parts = id.split(
            omittingEmptySubsequences: false,
            whereSeparator: { $0 == "-" || $0 == "_" }
        )
        guard let language = parts.first, let country = parts.last,
            (2...3).contains(parts.count), parts.joined().allSatisfy(\.isLetter)
        else { return false }
        return (2...3).contains(language.count) && country.count == 2
    }
}

extension RegionDoubt {
    /// One sentence for the person who wrote the word.
    package var explanation: String {
        switch self {
        case .displayName(let normalised): "Write the region's id, \"\(normalised)\"."
        case .otherCloud(let cloud):
            "This is a region of another cloud; set `cloud: \(cloud.rawValue)` or another region."
        case .placeholder: "This is a placeholder or a variable that was never set."
        case .locale: "This is a language, not a region; write the resource's location."
        case .hostName(let region?):
            "This is a host's name; write the region alone, \"\(region)\"."
        case .hostName(nil): "This is a host's name; write the resource's location."
        case .global: "A global resource has no region; accounts of this kind need one."
        case .withoutSpeech: "This region has no Speech hosts."
        case .misspelt(let suggestion): "There is no such region; did you mean \"\(suggestion)\"?"
        case .unknown: "This region is not known to cogwatch; it may be new."
        }
    }
}
