import CogwatchCore

/// What the engine hands over: an answer, whose body may still be packed.
///
/// To unpack and count a list takes more than half a millisecond. The engine's thread, which all
/// other transfers wait for, leaves it to the task that the answer is for.
struct Parcel: Sendable {
    private let answer: Answer
    private let coding: ContentCoding

    init(_ answer: Answer, coding: ContentCoding = .plain) {
        self.answer = answer
        self.coding = coding
    }

    /// Unpacks what is packed.
    ///
    /// - Parameters:
    ///   - limit: The most bytes of the body, unpacked.
    ///   - lists: Those that were found right before; a new one is added.
    /// - Returns: The answer as it was meant; a list that is known byte for byte is not unpacked, so
    ///   its response has no body.
    func unpacked(atMost limit: Int, knowing lists: ValidatedLists) -> Answer {
        guard case .response(let response) = answer.outcome else { return answer }
        switch coding {
        case .plain: return answer
        case .unknown(let names):
            return failed(.notHTTP(detail: "the body is packed with \(names), not with gzip"))
        case .packed where response.voices == nil: return unpack(response, atMost: limit).answer
        case .packed:
            let mark = ValidatedLists.Mark(of: response.body)
            if let count = lists.count(of: mark) {
                return with(response, body: [], voices: VoicesCount(known: count))
            }
            let (answer, count) = unpack(response, atMost: limit)
            if let count { lists.remember(mark, count: count) }
            return answer
        }
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
