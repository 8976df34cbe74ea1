package import CogwatchCore
package import Foundation

/// Something that was done to an account, as the activity log keeps it: a beginning and an end.
package struct ActivityEvent: Sendable, Equatable {
    package enum Operation: String, Sendable {
        case write = "Microsoft.CognitiveServices/accounts/write"
        case delete = "Microsoft.CognitiveServices/accounts/delete"
        case regenerateKey = "Microsoft.CognitiveServices/accounts/regenerateKey/action"
        case listKeys = "Microsoft.CognitiveServices/accounts/listKeys/action"
    }

    package enum Caller: Sendable, Equatable {
        case person(String)
        case principal(clientID: String, objectID: String)

        /// A person by name, an application by its object id.
        var text: String {
            switch self {
            case .person(let name): name
            case .principal(_, let objectID): objectID
            }
        }
    }

    /// What was done, whenever.
    package struct Deed: Sendable, Equatable {
        package let operation: Operation
        package let account: SimulatedAccount.Identity
        package let caller: Caller
        /// The HTTP status at its end.
        package let status: Int
        /// Nil where the log does not tell.
        package let keyName: String?
    }

    package let deed: Deed
    package let at: Date
    /// Counted from the start.
    package let number: Int
}

extension SimulatedAccount {
    /// Which account it is, and nothing that changes.
    package struct Identity: Sendable, Equatable {
        package let name: String
        package let subscription: String
        package let resourceGroup: String
        package let cloud: Cloud
        package let resourceID: String
        let oddID: String
    }

    var identity: Identity {
        Identity(
            name: name,
            subscription: subscription,
            resourceGroup: resourceGroup,
            cloud: cloud,
            resourceID: resourceID,
            oddID: Casing(isOdd: true).id(of: self)
        )
    }
}

extension ActivityEvent.Deed {
    init(
        _ operation: ActivityEvent.Operation,
        on account: SimulatedAccount,
        by caller: ActivityEvent.Caller,
        status: Int = 200,
        keyName: String? = nil
    ) {
        self.operation = operation
        self.account = account.identity
        self.caller = caller
        self.status = status
        self.keyName = keyName
    }

    var subscription: String { account.subscription }
    var cloud: Cloud { account.cloud }
    var resourceID: String { account.resourceID }
}
