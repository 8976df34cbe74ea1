import Foundation

/// Values as columns hold them.
enum Column {
    static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func value<Value: Decodable>(_ type: Value.Type, from text: String) throws -> Value {
        try JSONDecoder().decode(type, from: Data(text.utf8))
    }
}

extension Date {
    /// The nearest time that a column holds without loss.
    ///
    /// Foundation counts from 2001 and so has one bit more than seconds since 1970 have; a time
    /// that comes in is rounded once (by less than a microsecond) and equals itself from then on.
    var kept: Date { Date(timeIntervalSince1970: timeIntervalSince1970) }

    /// Seconds since 1970, never earlier than this time, so that who waits for it is not early.
    var notBefore: Double {
        let seconds = timeIntervalSince1970
        return Date(timeIntervalSince1970: seconds) < self ? seconds.nextUp : seconds
    }
}
