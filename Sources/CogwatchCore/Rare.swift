/// A value that is seldom there, kept out of line so that those who lack it stay small.
@propertyWrapper
package struct Rare<Value: Sendable>: Sendable {
    private final class Box: Sendable {
        let value: Value

        init(_ value: Value) { self.value = value }
    }

    private var box: Box?

    package init(wrappedValue: Value?) {
        box = wrappedValue.map(Box.init)
    }

    package var wrappedValue: Value? {
        get { box?.value }
        set { box = newValue.map(Box.init) }
    }
}

extension Rare: Equatable where Value: Equatable {
    package static func == (left: Self, right: Self) -> Bool {
        left.box === right.box || left.wrappedValue == right.wrappedValue
    }
}

extension Rare: Encodable where Value: Encodable {
    package func encode(to encoder: any Encoder) throws { try wrappedValue.encode(to: encoder) }
}

extension Rare: Decodable where Value: Decodable {
    package init(from decoder: any Decoder) throws {
        try self.init(wrappedValue: Value?(from: decoder))
    }
}

// As with an optional property, what is not there is not written, and may be missing.

extension KeyedEncodingContainer {
    package mutating func encode<Value: Encodable>(_ rare: Rare<Value>, forKey key: Key) throws {
        try encodeIfPresent(rare.wrappedValue, forKey: key)
    }
}

extension KeyedDecodingContainer {
    package func decode<Value: Decodable>(_: Rare<Value>.Type, forKey key: Key) throws -> Rare<
        Value
    > {
        Rare(wrappedValue: try decodeIfPresent(Value.self, forKey: key))
    }
}
