/// Counts the voices in a voices list while it arrives, and keeps none of it.
///
/// A list has some 600 entries in 300 KB; decoding it would cost far more than the probe. Accepted
/// is exactly an array of objects that each have a string `ShortName`: once, in 2020, the service
/// returned an array of mere names (azure-docs issue 64267).
package struct VoicesCount: Sendable {
    /// Why a body is no list of voices.
    package enum Failure: Error, Sendable, Equatable {
        /// There is no body, or only white space.
        case empty
        case notJSON
        case invalidUTF8
        /// More than 64 arrays and objects in each other.
        case tooDeep
        /// Right so far, but it ends too early.
        case truncated
        case notAnArray
        /// An array of strings where objects belong.
        case arrayOfNames
        /// The first entry, counted from 0, that is no object with a string `ShortName`.
        case entryWithoutShortName(index: Int)
    }

    private var scanner = JSONScanner(wantedKey: "ShortName")
    private var broken: Failure?
    private var misshapen: Failure?
    private var isArray = false
    private var entries = 0
    private var isInEntry = false
    private var entryHasName = false
    private var known: Int?

    package init() {}

    /// The count of a list that was found right before, and is the same byte for byte.
    package init(known count: Int) {
        known = count
    }

    /// Reads the next piece of the body.
    package mutating func feed(_ bytes: some Sequence<UInt8>) {
        // Byte by byte through an iterator of unknown type would be slow; nearly all are arrays.
        let isDone: Void? = bytes.withContiguousStorageIfAvailable { read($0) }
        if isDone == nil { read(Array(bytes)) }
    }

    /// Ends the body.
    ///
    /// - Returns: The number of voices. A body that is no JSON fails as such, whatever shape it
    ///   seemed to have until then.
    package func finish() -> Result<Int, Failure> {
        if let known { return .success(known) }
        if let broken { return .failure(broken) }
        switch scanner.progress {
        case .nothingYet: return .failure(.empty)
        case .unfinished: return .failure(.truncated)
        case .complete: return misshapen.map(Result.failure) ?? .success(entries)
        }
    }

    private mutating func read(_ bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { read($0) }
    }

    private mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard broken == nil else { return }
        var index = 0
        while index < bytes.count {
            switch scanner.advance(through: bytes, from: &index) {
            case .nothing: return
            case .began(let kind): begin(kind)
            case .closed: close()
            case .failed(let failure):
                broken = Failure(failure)
                return
            }
        }
    }

    private mutating func begin(_ kind: JSONScanner.Kind) {
        let isContainer = kind == .object || kind == .array
        switch isContainer ? scanner.depth - 1 : scanner.depth {
        case 0:
            isArray = kind == .array
            if !isArray { complain(.notAnArray) }
        case 1 where isArray: beginEntry(kind)
        case 2 where isInEntry:
            if kind == .string, scanner.lastKeyIsWanted { entryHasName = true }
        default: break
        }
    }

    private mutating func beginEntry(_ kind: JSONScanner.Kind) {
        isInEntry = kind == .object
        entryHasName = false
        if kind == .string, entries == 0 {
            complain(.arrayOfNames)
        } else if !isInEntry {
            complain(.entryWithoutShortName(index: entries))
        }
        entries += 1
    }

    private mutating func close() {
        guard isInEntry, scanner.depth == 1 else { return }
        isInEntry = false
        if !entryHasName { complain(.entryWithoutShortName(index: entries - 1)) }
    }

    private mutating func complain(_ failure: Failure) {
        if misshapen == nil { misshapen = failure }
    }
}

extension VoicesCount.Failure {
    fileprivate init(_ failure: JSONScanner.Failure) {
        switch failure {
        case .notJSON: self = .notJSON
        case .invalidUTF8: self = .invalidUTF8
        case .tooDeep: self = .tooDeep
        }
    }

    /// A few words for a probe's summary.
    package var explanation: String {
        switch self {
        case .empty: "the body is empty"
        case .notJSON: "the body is not JSON"
        case .invalidUTF8: "the body is not UTF-8"
        case .tooDeep: "the body is nested deeper than 64 levels"
        case .truncated: "the body ends too early"
        case .notAnArray: "the body is not a list"
        case .arrayOfNames: "the list holds mere names, not voices"
        case .entryWithoutShortName(let index): "entry \(index) of the list has no ShortName"
        }
    }
}
