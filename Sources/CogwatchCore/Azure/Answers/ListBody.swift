/// The body of an accepted listing: one JSON object or array, whole.
///
/// What is in it differs from service to service, and an account may have nothing to list.
package enum ListBody {
    /// Why a body is no list.
    package enum Failure: Sendable, Equatable {
        /// There is no body, or only white space: Bing's answer to callers that it suspects.
        case empty
        case notJSON
        case invalidUTF8
        /// More than 64 arrays and objects in each other.
        case tooDeep
        /// Right so far, but it ends too early.
        case truncated
        /// A text, a number or a name, in which nothing can be listed.
        case single
    }

    /// Looks at a body.
    ///
    /// - Returns: Nil for a list.
    package static func failure(in body: [UInt8]) -> Failure? {
        var scanner = JSONScanner(wantedKey: "")
        var isList = false
        let failure: Failure? = body.withUnsafeBufferPointer { bytes in
            var index = 0
            while index < bytes.count {
                switch scanner.advance(through: bytes, from: &index) {
                case .nothing, .closed: continue
                case .began(let kind): isList = isList || kind == .object || kind == .array
                case .failed(.notJSON): return .notJSON
                case .failed(.invalidUTF8): return .invalidUTF8
                case .failed(.tooDeep): return .tooDeep
                }
            }
            return nil
        }
        if let failure { return failure }
        switch scanner.progress {
        case .nothingYet: return .empty
        case .unfinished: return .truncated
        case .complete: return isList ? nil : .single
        }
    }
}

extension ListBody.Failure {
    /// A few words for a probe's summary.
    package var explanation: String {
        switch self {
        case .empty: "the body is empty"
        case .notJSON: "the body is not JSON"
        case .invalidUTF8: "the body is not UTF-8"
        case .tooDeep: "the body is nested deeper than 64 levels"
        case .truncated: "the body ends too early"
        case .single: "the body is neither an object nor a list"
        }
    }
}
