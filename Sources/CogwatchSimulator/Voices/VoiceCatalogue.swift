import Foundation

/// The list of voices, invented but of the real list's shape and size.
///
/// Fields: Microsoft's page on the text-to-speech REST API. Some 500 entries of 500 bytes, as the
/// real list has; preview voices are in three regions only.
enum VoiceCatalogue {
    /// The regions with preview voices: Microsoft's page on regions (2025-11-09).
    static let previewRegions = ["eastus", "southeastasia", "westeurope"]

    /// The body of a voices list.
    static func body(in region: String) -> [UInt8] {
        previewRegions.contains(region) ? withPreviews : generallyAvailable
    }

    /// A list that is soon read.
    static let few = encode(Array(voices.prefix(3)))

    // Made once: every probe of every account asks for one of the two.
    private static let generallyAvailable = encode(voices.filter { $0.status == "GA" })
    private static let withPreviews = encode(voices)

    private static let voicesPerLocale = 7

    private static let voices: [Voice] = VoiceLocales.all.enumerated()
        .flatMap { position, locale in
            (0..<voicesPerLocale).map { index in
                Voice(locale: locale, number: position * voicesPerLocale + index)
            }
        }

    private static func encode(_ voices: [Voice]) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Strings and arrays of strings always encode.
        return Array((try? encoder.encode(voices)) ?? Data())
    }
}

/// An entry of the voices list.
private struct Voice: Encodable {
    let name: String
    let displayName: String
    let localName: String
    let shortName: String
    let gender: String
    let locale: String
    let localeName: String
    let styleList: [String]?
    let sampleRateHertz: String
    let voiceType = "Neural"
    let status: String
    let wordsPerMinute: String
    let voiceTag: Tag

    struct Tag: Encodable {
        let tailoredScenarios: [String]
        let voicePersonalities: [String]

        enum CodingKeys: String, CodingKey {
            case tailoredScenarios = "TailoredScenarios"
            case voicePersonalities = "VoicePersonalities"
        }
    }

    enum CodingKeys: String, CodingKey {
        case name = "Name"
        case displayName = "DisplayName"
        case localName = "LocalName"
        case shortName = "ShortName"
        case gender = "Gender"
        case locale = "Locale"
        case localeName = "LocaleName"
        case styleList = "StyleList"
        case sampleRateHertz = "SampleRateHertz"
        case voiceType = "VoiceType"
        case status = "Status"
        case wordsPerMinute = "WordsPerMinute"
        case voiceTag = "VoiceTag"
    }

    init(locale: VoiceLocales.Locale, number: Int) {
        let isFemale = number.isMultiple(of: 2)
        let given = Self.givenName(number, isFemale: isFemale)
        name = "Microsoft Server Speech Text to Speech Voice (\(locale.code), \(given)Neural)"
        displayName = given
        localName = given
        shortName = "\(locale.code)-\(given)Neural"
        gender = isFemale ? "Female" : "Male"
        self.locale = locale.code
        localeName = locale.name
        styleList = number % 3 == 0 ? Self.rotated(Self.styles, by: number, count: 6) : nil
        sampleRateHertz = number % 4 == 0 ? "24000" : "48000"
        status = number % 11 == 10 ? "Preview" : "GA"
        wordsPerMinute = "\(120 + number * 7 % 90)"
        voiceTag = Tag(
            tailoredScenarios: Self.rotated(Self.scenarios, by: number, count: 2),
            voicePersonalities: Self.rotated(Self.personalities, by: number, count: 3)
        )
    }

    private static let beginnings = [
        "Al", "Bri", "Cor", "Dar", "El", "Fen", "Gwi", "Hal", "Ist", "Jor", "Kal", "Lum", "Mir",
        "Nev", "Or", "Pel", "Quen", "Ros", "Sel", "Tam", "Ul", "Ver", "Wil", "Xan", "Yor", "Zel",
    ]
    private static let femaleEndings = ["adra", "ela", "issa", "una", "ienne", "ova", "ita"]
    private static let maleEndings = ["ander", "ick", "on", "us", "ert", "ovan", "im"]
    private static let styles = [
        "calm", "cheerful", "documentary", "earnest", "gentle", "narration", "newscast", "serious",
        "sports", "whispering",
    ]
    private static let scenarios = [
        "Audiobook", "Assistant", "Conversation", "E-learning", "Narration", "News",
    ]
    private static let personalities = [
        "Bright", "Confident", "Deep", "Friendly", "Pleasant", "Sincere", "Warm", "Well-Rounded",
    ]

    private static func givenName(_ number: Int, isFemale: Bool) -> String {
        let beginning = rotated(beginnings, by: number * 5, count: 1)
        let endings = isFemale ? femaleEndings : maleEndings
        return (beginning + rotated(endings, by: number / 26 + number, count: 1)).joined()
    }

    private static func rotated(_ words: [String], by offset: Int, count: Int) -> [String] {
        let start = offset % words.count
        return Array((words[start...] + words[..<start]).prefix(count))
    }
}
