import CogwatchCore

/// What the engine hands over: an answer, whose body may still be packed.
///
/// To unpack and count a list takes more than half a millisecond, too long for the engine's thread,
/// which all other transfers wait for.
struct Parcel: Sendable {
    private let answer: Answer
    private let coding: ContentCoding

    init(_ answer: Answer, coding: ContentCoding = .plain) {
        self.answer = answer
        self.coding = coding
    }

    /// Reads what takes no work.
    ///
    /// - Parameter lists: Those that were found right before; of one that is known byte for byte
    ///   the response has no body.
    /// - Returns: The answer as it was meant; nil where a body has to be unpacked.
    func answer(knowing lists: ValidatedLists) -> Answer? {
        guard case .response(let response) = answer.outcome else { return answer }
        switch coding {
        case .plain: return answer
        case .unknown(let names):
            return failed(.notHTTP(detail: "the body is packed with \(names), not with gzip"))
        case .packed:
            guard response.voices != nil else { return nil }
            return lists.count(of: ValidatedLists.Mark(of: response.body)).map {
                with(response, body: [], voices: VoicesCount(known: $0))
            }
        }
    }

    /// Unpacks the body.
    ///
    /// - Parameters:
    ///   - limit: The most bytes of the body, unpacked.
    ///   - lists: Those that were found right before; a new one is added.
    /// - Returns: The answer as it was meant.
    func unpacked(atMost limit: Int, remembering lists: ValidatedLists) -> Answer {
        guard case .response(let response) = answer.outcome else { return answer }
        let (answer, count) = unpack(response, atMost: limit)
        if let count { lists.remember(ValidatedLists.Mark(of: response.body), count: count) }
        return answer
    }

    /// - Returns: Besides the answer, the number of voices in a list that is right and whole.
    private func unpack(_ response: Response, atMost limit: Int) -> (answer: Answer, count: Int?) {
        var body = BodyCollector(maximumBytes: limit, voices: response.voices)
        let end = Unpacking.unpack(response.body) { body.take($0) }
        switch end {
        case .refused: return (failed(.bodyTooLarge(limit: limit)), nil)
        case .damaged(let reason):
            return (failed(.notHTTP(detail: "the packed body is damaged: \(reason)")), nil)
        case .whole, .cutOff:
            let count = end == .whole ? try? body.voices?.finish().get() : nil
            return (with(response, body: body.bytes, voices: body.voices), count)
        }
    }

    private func failed(_ noResponse: NoResponse) -> Answer {
        Answer(.noResponse(noResponse), timing: answer.timing)
    }

    private func with(_ response: Response, body: [UInt8], voices: VoicesCount?) -> Answer {
        let unpacked = Response(
            status: response.status,
            reason: response.reason,
            headers: response.headers,
            body: body,
            voices: voices,
            certificateExpiry: response.certificateExpiry
        )
        return Answer(.response(unpacked), timing: answer.timing)
    }
}
