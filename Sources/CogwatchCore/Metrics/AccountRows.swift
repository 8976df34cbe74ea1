import Foundation

/// The samples of some accounts, family by family.
///
/// These loops run half a million times in a scrape of ten thousand accounts: they copy no account
/// and make no label.
struct AccountRows {
    let accounts: Roster
    let places: Range<Int>

    /// A sample of each account that has the value.
    func write(to writer: inout SampleWriter, _ value: (AccountRecord) -> Double?) {
        each { labels, account in
            guard let value = value(account) else { return }
            writer.sample(labels, SampleWriter.nothing, value)
        }
    }

    /// A sample of each operation that has the value.
    func writeOperations(to writer: inout SampleWriter, _ value: (OperationNumbers) -> Double?) {
        eachOperation { labels, operation in
            guard let value = value(operation) else { return }
            writer.sample(labels, OperationText.of(operation.operation).own.text, value)
        }
    }

    /// A sample of each operation that was probed.
    func writeShown(to writer: inout SampleWriter, _ value: (OperationNumbers.Shown) -> Double) {
        writeOperations(to: &writer) { $0.shown.map(value) }
    }

    func writeInfo(to writer: inout SampleWriter) {
        each { labels, account in
            account.series.facts.infoLabels.withUnsafeBufferPointer {
                writer.sample(labels, $0, 1)
            }
        }
    }

    func writeStates(to writer: inout SampleWriter) {
        each { labels, account in
            let current = account.series.state
            for (state, label) in Self.states {
                writer.sample(labels, label.text, state == current ? 1 : 0)
            }
        }
    }

    func writeCauses(to writer: inout SampleWriter) {
        each { labels, account in
            guard let diagnosis = account.series.verdict?.diagnosis else { return }
            let cause =
                LabelText.after("category", diagnosis.category.rawValue)
                + LabelText.after("cause", diagnosis.cause.rawValue)
                + LabelText.after("confidence", diagnosis.confidence.rawValue)
            cause.withUnsafeBufferPointer { writer.sample(labels, $0, 1) }
        }
    }

    func writePhases(to writer: inout SampleWriter) {
        eachOperation { labels, operation in
            guard let timing = operation.shown?.timing else { return }
            for (phase, label) in OperationText.of(operation.operation).phases {
                guard let seconds = timing.seconds(of: phase) else { continue }
                writer.sample(labels, label.text, seconds)
            }
        }
    }

    func writeCounts(to writer: inout SampleWriter) {
        eachOperation { labels, operation in
            for (outcome, label) in OperationText.of(operation.operation).outcomes {
                writer.sample(labels, label.text, Int(clamping: operation.counts[outcome]))
            }
        }
    }

    /// A sample of each key that has the value.
    func writeKeys(to writer: inout SampleWriter, _ value: (WatchedKey, Bool?) -> Double?) {
        each { labels, account in
            let facts = account.series.facts
            for (key, isValid) in zip(zip(facts.keys, facts.keyLabels), account.series.validity) {
                guard let value = value(key.0, isValid) else { continue }
                key.1.withUnsafeBufferPointer { writer.sample(labels, $0, value) }
            }
        }
    }

    private func each(_ body: (SampleWriter.Text, AccountRecord) -> Void) {
        accounts.forEach(in: places) { account in
            account.series.labels.withUnsafeBufferPointer { body($0, account) }
        }
    }

    private func eachOperation(_ body: (SampleWriter.Text, OperationNumbers) -> Void) {
        each { labels, account in
            account.series.operations.withUnsafeBufferPointer { operations in
                for place in operations.indices { body(labels, operations[place].numbers) }
            }
        }
    }
}

// MARK: - Labels that all accounts share

extension AccountRows {
    private static let states = AccountState.allCases.map {
        ($0, LastingText(LabelText.after("state", $0.rawValue)))
    }

    /// The labels that follow the account's in a line of an operation.
    private struct OperationText {
        let own: LastingText
        let phases: [(Phase, LastingText)]
        let outcomes: [(ProbeOutcome, LastingText)]

        private init(_ operation: Operation) {
            let own = LabelText.after("operation", operation.rawValue)
            self.own = LastingText(own)
            phases = Phase.allCases.map {
                ($0, LastingText(own + LabelText.after("phase", $0.rawValue)))
            }
            outcomes = ProbeOutcome.allCases.map {
                ($0, LastingText(own + LabelText.after("outcome", $0.rawValue)))
            }
        }

        private static let token = OperationText(.token)
        private static let voices = OperationText(.voices)
        private static let bearer = OperationText(.bearer)
        private static let list = OperationText(.list)

        static func of(_ operation: Operation) -> OperationText {
            switch operation {
            case .token: token
            case .voices: voices
            case .bearer: bearer
            case .list: list
            }
        }
    }
}

/// Text for as long as the program runs, of which nobody counts the references.
///
/// `@unchecked` because it holds a pointer: the bytes behind it are written before anybody else can
/// see them, and neither change nor end.
private struct LastingText: @unchecked Sendable {
    let text: SampleWriter.Text

    init(_ bytes: [UInt8]) {
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
        _ = copy.initialize(fromContentsOf: bytes)
        text = SampleWriter.Text(copy)
    }
}
