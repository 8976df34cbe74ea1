/// The state of an Azure subscription.
package enum SubscriptionState: String, Sendable, CaseIterable, Codable {
    case enabled, warned
    case pastDue = "past_due"
    case disabled, deleted
    /// One that cogwatch does not know, and draws nothing from.
    case other

    // Names: the SubscriptionState enumeration of Azure's SDKs.
    init(named name: String) {
        switch name.lowercased() {
        case "enabled": self = .enabled
        case "warned": self = .warned
        case "pastdue": self = .pastDue
        case "disabled": self = .disabled
        case "deleted": self = .deleted
        default: self = .other
        }
    }
}
