/// How an attempt to deliver a notification ended; the raw values are label values.
package enum NotificationOutcome: String, Sendable, CaseIterable {
    case delivered, retried, failed
}
