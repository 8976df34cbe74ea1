import Foundation

/// Time zones by the names of the IANA's database.
enum Location {
    /// The names without a continent, which alone are told from abbreviations: Foundation takes
    /// `PST` and `GMT+5` for zones too, and Alertmanager does not.
    private static let plainNames: Set<String> = [
        "CET", "CST6CDT", "Cuba", "EET", "EST", "EST5EDT", "Egypt", "Eire", "Factory", "GB",
        "GB-Eire", "GMT", "GMT+0", "GMT-0", "GMT0", "Greenwich", "HST", "Hongkong", "Iceland",
        "Iran", "Israel", "Jamaica", "Japan", "Kwajalein", "Libya", "MET", "MST", "MST7MDT",
        "NZ", "NZ-CHAT", "Navajo", "PRC", "PST8PDT", "Poland", "Portugal", "ROC", "ROK",
        "Singapore", "Turkey", "UCT", "Universal", "W-SU", "WET", "Zulu",
    ]

    /// What may have been meant.
    static var names: [String] { ["UTC", "Local"] + TimeZone.knownTimeZoneIdentifiers }

    /// The time zone of a name; nil where there is none.
    static func timeZone(_ name: String) -> TimeZone? {
        switch name {
        case "", "UTC": .gmt
        case "Local": .current
        default:
            plainNames.contains(name) || name.contains("/") ? TimeZone(identifier: name) : nil
        }
    }
}
