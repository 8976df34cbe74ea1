package import Foundation

/// A failure that someone else saw: what `cogwatch explain` is given.
///
/// Any part may be missing. Nothing in it is trusted to be whole or true.
package struct ObservedFailure: Sendable {
    /// How the caller identified itself.
    package enum Credential: String, Sendable, CaseIterable {
        case key
        case issuedToken = "bearer_issued_token"
        case entraToken = "aad"
        case none
    }

    package var id: String?
    /// The reporter's own word for the service.
    package var service: String?
    package var operation: String?
    package var method: String?
    package var url: String?
    package var credential: Credential?
    package var regionHeader: AskedFor.RegionHeader = .unknown
    /// What somebody who saw the key says of its look and of the place it was put.
    package var keyShape: String?
    package var keyLocation: String?
    /// What a pasted token says of its own end.
    package var tokenEnd: Date?
    package var status: Int?
    package var reason: String
    package var headers: Headers
    package var body: String?
    /// What a client library printed, where the body itself was not kept.
    package var clientError: String?
    /// Set where no answer came.
    package var transportError: String?

    package init(
        id: String? = nil,
        service: String? = nil,
        operation: String? = nil,
        method: String? = nil,
        url: String? = nil,
        credential: Credential? = nil,
        status: Int? = nil,
        reason: String = "",
        headers: Headers = Headers([]),
        body: String? = nil,
        clientError: String? = nil,
        transportError: String? = nil
    ) {
        self.id = id
        self.service = service
        self.operation = operation
        self.method = method
        self.url = url
        self.credential = credential
        self.status = status
        self.reason = reason
        self.headers = headers
        self.body = body
        self.clientError = clientError
        self.transportError = transportError
    }
}
