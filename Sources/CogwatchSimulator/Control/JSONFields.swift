import CogwatchCore
import Foundation

/// The fields of a JSON object that a person has written, read with messages for that person.
struct JSONFields {
    private let values: [String: JSONValue]
    private let place: String

    /// Takes an object that has none but the allowed fields.
    ///
    /// The place is what messages call the object, such as `timeline[2]`.
    init(_ value: JSONValue, place: String, allowed: [String]) throws(ControlProblem) {
        guard case .object(let values) = value else {
            throw .malformed("\(place): write a JSON object, not \(value.noun)")
        }
        for name in values.keys.sorted() where !allowed.contains(name) {
            let known = allowed.isEmpty ? "it has none" : allowed.joined(separator: ", ")
            throw .malformed("\(place): there is no field \"\(name)\"; allowed: \(known)")
        }
        self.values = values
        self.place = place
    }

    func text(_ name: String) throws(ControlProblem) -> String? {
        switch values[name] {
        case nil, .null: nil
        case .text(let text): text
        case let other?: throw wrong(name, other, wanted: "a text")
        }
    }

    func requiredText(_ name: String) throws(ControlProblem) -> String {
        guard let text = try text(name) else {
            throw .malformed("\(place): the field \"\(name)\" is missing")
        }
        return text
    }

    /// One of an enumeration's raw values.
    func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String,
        of _: Choice.Type
    ) throws(ControlProblem) -> Choice? where Choice.RawValue == String {
        guard let text = try text(name) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw wrong(name, .text(text), wanted: "one of: \(known)")
        }
        return choice
    }

    func flag(_ name: String) throws(ControlProblem) -> Bool? {
        switch values[name] {
        case nil, .null: nil
        case .flag(let flag): flag
        case let other?: throw wrong(name, other, wanted: "true or false")
        }
    }

    func whole(_ name: String, in range: ClosedRange<Int>) throws(ControlProblem) -> Int? {
        guard let value = values[name], value != .null else { return nil }
        guard case .number(let number) = value, let whole = Int(exactly: number),
            range.contains(whole)
        else {
            throw wrong(
                name,
                value,
                wanted: "a whole number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return whole
    }

    /// Seconds, up to ten years of them.
    func seconds(_ name: String) throws(ControlProblem) -> Duration? {
        guard let value = values[name], value != .null else { return nil }
        guard case .number(let seconds) = value, (0...315_360_000).contains(seconds) else {
            throw wrong(name, value, wanted: "seconds, 0 to 315360000")
        }
        return .seconds(seconds)
    }

    /// A day (UTC) or a point in time.
    func date(_ name: String) throws(ControlProblem) -> Date? {
        guard let text = try text(name) else { return nil }
        let formats = [
            Date.ISO8601FormatStyle(),
            Date.ISO8601FormatStyle(includingFractionalSeconds: true),
            Date.ISO8601FormatStyle().year().month().day(),
        ]
        for format in formats {
            if let date = try? format.parse(text) { return date }
        }
        throw wrong(name, .text(text), wanted: "2026-12-20 or 2026-12-20T10:00:00Z")
    }

    func list(_ name: String) throws(ControlProblem) -> [JSONValue] {
        switch values[name] {
        case nil, .null: []
        case .list(let list): list
        case let other?: throw wrong(name, other, wanted: "a list")
        }
    }

    /// A field as it is; nil where it is missing.
    func value(_ name: String) throws(ControlProblem) -> JSONValue? {
        values[name].flatMap { $0 == .null ? nil : $0 }
    }

    /// A list of texts; nil where it is missing.
    func optionalTexts(_ name: String) throws(ControlProblem) -> [String]? {
        guard values[name] != nil else { return nil }
        var texts: [String] = []
        for value in try list(name) {
            guard case .text(let text) = value else {
                throw wrong(name, value, wanted: "a list of texts")
            }
            texts.append(text)
        }
        return texts
    }

    /// An object whose values are texts; empty where it is missing.
    func texts(_ name: String) throws(ControlProblem) -> [String: String] {
        guard let value = try value(name) else { return [:] }
        guard case .object(let object) = value else {
            throw wrong(name, value, wanted: "an object of texts")
        }
        var texts: [String: String] = [:]
        for (key, value) in object {
            guard case .text(let text) = value else {
                throw wrong("\(name).\(key)", value, wanted: "a text")
            }
            texts[key] = text
        }
        return texts
    }

    /// A point in time as `NAME`, or as `NAME_in_seconds` from when it is applied.
    func moment(_ name: String) throws(ControlProblem) -> WorldChange.Moment? {
        if let date = try date(name) { return .at(date) }
        return try seconds("\(name)_in_seconds").map { .after($0) }
    }

    /// `retry_after` in seconds, 30 where it is missing; nil where `clear` is true.
    func retryAfter() throws(ControlProblem) -> Int? {
        if try flag("clear") == true { return nil }
        return try whole("retry_after", in: 0...31_536_000) ?? 30
    }

    private func wrong(_ name: String, _ found: JSONValue, wanted: String) -> ControlProblem {
        .malformed("\(place): \"\(name)\" is \(found.noun); write \(wanted)")
    }
}
