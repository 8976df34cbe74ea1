import CogwatchCore
import Synchronization

/// A failure about which Resource Manager may know something.
struct OpenInquiry: Sendable {
    let account: Account
    let keys: [InvestigatedKey]
    var investigation: Investigation
}

/// The failures that wait to be asked about, each account once, in the order in which they came.
final class Inquiries: Sendable {
    private let waiting = Mutex<[OpenInquiry]>([])
    /// Rung when one is added.
    let bell = Bell()

    /// Lets a failure wait for its turn; a newer round of the same account takes the place of an
    /// older one.
    func add(_ inquiry: OpenInquiry) {
        waiting.withLock { waiting in
            let place = waiting.firstIndex { $0.account.name == inquiry.account.name }
            if let place { waiting[place] = inquiry } else { waiting.append(inquiry) }
        }
        bell.ring()
    }

    func next() -> OpenInquiry? {
        waiting.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    }
}
