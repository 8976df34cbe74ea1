/// What came of one question to Resource Manager.
package enum Found<Value: Sendable & Equatable & Codable>: Sendable, Equatable, Codable {
    case notAsked
    case told(Value)
    case refused(ManagementRefusal)

    package var value: Value? {
        if case .told(let value) = self { value } else { nil }
    }

    package var refusal: ManagementRefusal? {
        if case .refused(let refusal) = self { refusal } else { nil }
    }

    /// Takes over what came of asking again: what was told outlives an Azure that does not answer.
    mutating func renew(_ next: Found) {
        guard value == nil || next.refusal?.isPassing != true else { return }
        self = next
    }

    /// Catches what a reading throws.
    package init(_ read: () throws(ManagementRefusal) -> Value) {
        do {
            self = .told(try read())
        } catch {
            self = .refused(error)
        }
    }
}
