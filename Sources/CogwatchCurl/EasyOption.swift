import CCurl
import CogwatchCore

/// One setting of a curl handle, as a value: what is set can be read before it is set.
enum EasyOption: Sendable, Equatable {
    case number(CURLoption, Int)
    /// Nil unsets what libcurl was built with.
    case text(CURLoption, String?)
    case secret(CURLoption, Secret)
    /// HTTP and HTTPS, no other protocol.
    case onlyWeb
    /// Name resolution is abandoned, not awaited, when a transfer ends early.
    case leaveResolverBehind
    case keepTrust(seconds: Int)
}
