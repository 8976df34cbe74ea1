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

    /// Catches what a reading throws.
    package init(_ read: () throws(ManagementRefusal) -> Value) {
        do {
            self = .told(try read())
        } catch {
            self = .refused(error)
        }
    }
}
