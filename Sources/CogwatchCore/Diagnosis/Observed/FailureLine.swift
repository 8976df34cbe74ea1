/// A line of `cogwatch explain --jsonl`, read as far as it can be.
package enum FailureLine: Sendable {
    case failure(ObservedFailure)
    case blank
    /// With the reason, for the person who gave the line.
    case unreadable(String)

    /// Reads a line of any bytes.
    package init(_ line: BoundedLines.Line) {
        guard case .bytes(let bytes) = line else {
            self = .unreadable("it is longer than 1 MiB")
            return
        }
        // Some editors put a byte order mark before the first line.
        let unmarked = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        guard unmarked.contains(where: { $0 > 0x20 }) else {
            self = unmarked.contains(0) ? .unreadable("it is no JSON object") : .blank
            return
        }
        guard let text = String(validating: unmarked, as: UTF8.self) else {
            self = .unreadable("it is not UTF-8")
            return
        }
        guard let failure = ObservedFailure(jsonLine: text) else {
            self = .unreadable("it is no JSON object, such as {\"response\":{\"status\":401}}")
            return
        }
        self = .failure(failure)
    }
}
