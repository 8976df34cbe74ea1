/// A key, token or webhook address: something that must never be shown.
///
/// It prints as `[redacted]`, cannot be encoded, and compares in time that does not depend on
/// where two values differ. Only code that builds a request or reads a key's anatomy opens it.
package struct Secret: Sendable {
    private let text: String

    /// Wraps a text that from here on is not shown.
    package init(_ text: String) {
        self.text = text
    }

    /// Whether there is nothing to hide: an empty file or variable.
    package var isEmpty: Bool { text.isEmpty }

    /// Opens the secret for as long as `body` runs.
    ///
    /// - Parameter body: What needs the text. It must not store or print it.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws.
    package func reveal<Result, Failure: Error>(
        _ body: (String) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(text)
    }
}

extension Secret: Equatable {
    package static func == (left: Secret, right: Secret) -> Bool {
        let leftBytes = Array(left.text.utf8)
        let rightBytes = Array(right.text.utf8)
        var difference = leftBytes.count ^ rightBytes.count
        for (leftByte, rightByte) in zip(leftBytes, rightBytes) {
            difference |= Int(leftByte ^ rightByte)
        }
        return difference == 0
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "[redacted]" }
    package var debugDescription: String { "[redacted]" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
