import Foundation

/// A look into JSON from outside that expects nothing: what is missing or of another type is nil.
///
/// Names are found in any case, because Resource Manager's providers do not agree on one.
struct JSONView {
    private let value: Any

    private init(_ value: Any) {
        self.value = value
    }

    /// Reads a body; nil where it is no JSON.
    init?(_ body: [UInt8]) {
        guard let value = try? JSONSerialization.jsonObject(with: Data(body)) else { return nil }
        self.value = value
    }

    /// The field of an object.
    subscript(name: String) -> JSONView? {
        guard let object = value as? [String: Any] else { return nil }
        if let exact = object[name] { return JSONView(exact) }
        let wanted = name.lowercased()
        // Of several the first by name, so that the same body is always read the same.
        return object.filter { $0.key.lowercased() == wanted }.min { $0.key < $1.key }
            .map { JSONView($0.value) }
    }

    /// A text that is not empty.
    var text: String? {
        guard let text = value as? String, !text.isEmpty else { return nil }
        return text
    }

    /// A number, also one that is written as a text, as managed identities do.
    var number: Double? {
        let number = (value as? String).flatMap(Double.init) ?? (value as? NSNumber)?.doubleValue
        return number.flatMap { $0.isFinite ? $0 : nil }
    }

    var flag: Bool? {
        (value as? String).flatMap { Bool($0.lowercased()) } ?? value as? Bool
    }

    /// The entries of a list; nil where it is none.
    var items: [JSONView]? { (value as? [Any])?.map(JSONView.init) }

    /// The texts among an object's fields.
    var texts: [String: String] {
        ((value as? [String: Any]) ?? [:]).compactMapValues { $0 as? String }
    }

    var isObject: Bool { value is [String: Any] }

    /// A time as Resource Manager writes it, with up to nine decimals.
    var date: Date? { text.flatMap(DateText.date) }

    /// A time in seconds since 1970.
    var epoch: Date? {
        guard let number, (0...253_402_300_799).contains(number) else { return nil }
        return Date(timeIntervalSince1970: number)
    }
}
