import CogwatchSimulator
import Testing

/// A request, and what Azure answers to it.
struct AnswerRow: CustomTestStringConvertible {
    let testDescription: String
    var changes: [WorldChange] = []
    let ask: Ask
    let status: Int
    var reason: String?
    var says = ""
    var header: (name: String, contains: String)?

    init(
        _ name: String,
        after changes: [WorldChange] = [],
        _ ask: Ask,
        _ status: Int,
        _ reason: String? = nil,
        says: String = "",
        header: (name: String, contains: String)? = nil
    ) {
        testDescription = name
        self.changes = changes
        self.ask = ask
        self.status = status
        self.reason = reason
        self.says = says
        self.header = header
    }
}
