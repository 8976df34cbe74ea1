/// A socket that listens.
package struct BoundAddress: Sendable, Equatable {
    /// The address as it was configured.
    package let configured: String
    package let host: String
    /// The actual port, where 0 was asked for.
    package let port: Int
}
