package import Foundation

/// A failure for which the service, or the way to it, is to blame, whatever else is wrong with an
/// account.
package struct Outage: Sendable, Equatable {
    package let cause: Cause
    /// The first failing probe of it.
    package let since: Date

    package init(cause: Cause, since: Date) {
        self.cause = cause
        self.since = since
    }
}
