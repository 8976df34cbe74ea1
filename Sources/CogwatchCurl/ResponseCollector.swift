import CogwatchCore

/// Gathers a response as it arrives and says when it is too much.
struct ResponseCollector {
    enum Excess { case headers, body }

    /// Far above any service's headers, far below what hurts; interim responses count as well.
    static let maximumHeaderBytes = 64 * 1024

    /// Of a list that is counted as it arrives: enough to tell what came instead of one.
    static let keptOfCounted = 64 * 1024

    let maximumBodyBytes: Int
    /// Counts the voices of an accepted list; nil where none is awaited or came.
    private(set) var voices: VoicesCount?
    private(set) var reason = ""
    private(set) var lines: [Headers.Line] = []
    private(set) var body: [UInt8] = []
    /// Set when a limit ended the transfer.
    private(set) var excess: Excess?
    private let countsVoices: Bool
    private var headerBytes = 0
    private var bodyBytes = 0
    private var isComplete = false

    init(maximumBodyBytes: Int, countsVoices: Bool = false) {
        self.maximumBodyBytes = maximumBodyBytes
        self.countsVoices = countsVoices
    }

    /// - Returns: Whether the transfer may go on.
    mutating func take(headerLine bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count <= Self.maximumHeaderBytes - headerBytes else {
            excess = .headers
            return false
        }
        headerBytes += bytes.count
        read(String(decoding: bytes, as: UTF8.self))
        return true
    }

    /// - Parameter bytes: A piece of the body as delivered, that is after decompression.
    /// - Returns: Whether the transfer may go on.
    mutating func take(body bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count <= maximumBodyBytes - bodyBytes else {
            excess = .body
            body = []
            return false
        }
        isComplete = true
        bodyBytes += bytes.count
        voices?.feed(bytes)
        if voices == nil || body.count <= Self.keptOfCounted { body.append(contentsOf: bytes) }
        return true
    }

    private mutating func read(_ text: String) {
        let line = text.prefix { !$0.isNewline }
        if line.hasPrefix("HTTP/") { return begin(statusLine: line) }
        // Trailers of a chunked body are no headers.
        guard !isComplete, let colon = line.firstIndex(of: ":") else { return }
        let value = line[line.index(after: colon)...]
        lines.append(
            Headers.Line(
                name: String(line[..<colon]),
                value: value.trimmed { $0 == " " || $0 == "\t" }
            )
        )
    }

    /// A status line starts anew: what came before it was an interim response such as 100 or 103.
    private mutating func begin(statusLine: Substring) {
        guard !isComplete else { return }
        lines = []
        let words = statusLine.split(separator: " ", maxSplits: 2)
        reason = words.dropFirst(2).first.map(String.init) ?? ""
        voices = countsVoices && words.dropFirst().first == "200" ? VoicesCount() : nil
    }
}

extension Substring {
    fileprivate func trimmed(_ isBlank: (Character) -> Bool) -> String {
        var text = drop(while: isBlank)
        while let last = text.last, isBlank(last) { text.removeLast() }
        return String(text)
    }
}
