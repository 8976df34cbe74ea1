import CogwatchCore

/// Gathers a response as it arrives and says when it is too much.
struct ResponseCollector {
    enum Excess { case headers, body }

    /// Far above any service's headers, far below what hurts; interim responses count as well.
    static let maximumHeaderBytes = 64 * 1024
    /// Of a body that is kept packed until it is whole; a voices list has 23 KB.
    static let maximumPackedBytes = 1024 * 1024

    private(set) var body: BodyCollector
    /// How the body still is packed; only of a list that is counted curl unpacks none.
    private(set) var coding = ContentCoding.plain
    private(set) var reason = ""
    private(set) var lines: [Headers.Line] = []
    /// Set when a limit ended the transfer.
    private(set) var excess: Excess?
    private let countsVoices: Bool
    private var isAccepted = false
    private var headerBytes = 0
    private var hasBody = false

    init(maximumBodyBytes: Int, countsVoices: Bool = false) {
        body = BodyCollector(maximumBytes: maximumBodyBytes)
        self.countsVoices = countsVoices
    }

    /// Counts the voices of an accepted list; nil where none is awaited or came.
    ///
    /// Those of a packed body are still to be counted.
    var voices: VoicesCount? {
        countsVoices && isAccepted ? body.voices ?? VoicesCount() : nil
    }

    /// - Returns: Whether the transfer may go on.
    mutating func take(headerLine bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count <= Self.maximumHeaderBytes - headerBytes else {
            excess = .headers
            return false
        }
        headerBytes += bytes.count
        read(bytes.prefix { $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\n") })
        return true
    }

    /// - Parameter bytes: A piece of the body as delivered: unpacked, where curl unpacks.
    /// - Returns: Whether the transfer may go on.
    mutating func take(body bytes: UnsafeRawBufferPointer) -> Bool {
        if !hasBody { beginBody() }
        guard body.take(bytes) else {
            excess = .body
            return false
        }
        return true
    }

    private mutating func beginBody() {
        hasBody = true
        guard countsVoices else { return }
        coding = ContentCoding(of: lines)
        body =
            coding == .plain
            ? BodyCollector(maximumBytes: body.maximumBytes, voices: voices)
            : BodyCollector(maximumBytes: min(body.maximumBytes, Self.maximumPackedBytes))
    }

    private mutating func read(_ line: Slice<UnsafeRawBufferPointer>) {
        if line.starts(with: "HTTP/".utf8) { return begin(statusLine: line) }
        // Trailers of a chunked body are no headers.
        guard !hasBody, let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return }
        lines.append(
            Headers.Line(
                name: Self.text(line[..<colon]),
                value: Self.text(Self.trimmed(line[(colon + 1)...]))
            )
        )
    }

    /// A status line starts anew: what came before it was an interim response such as 100 or 103.
    private mutating func begin(statusLine: Slice<UnsafeRawBufferPointer>) {
        guard !hasBody else { return }
        lines = []
        let words = statusLine.split(separator: UInt8(ascii: " "), maxSplits: 2)
        reason = words.dropFirst(2).first.map(Self.text) ?? ""
        isAccepted = words.dropFirst().first?.elementsEqual("200".utf8) == true
    }

    private static func text(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        String(decoding: UnsafeRawBufferPointer(rebasing: bytes), as: UTF8.self)
    }

    private static func trimmed(
        _ bytes: Slice<UnsafeRawBufferPointer>
    ) -> Slice<UnsafeRawBufferPointer> {
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
        var rest = bytes.drop(while: isBlank)
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        return rest
    }
}
