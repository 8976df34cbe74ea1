/// What is wrong with a host, for all accounts alike.
package enum HostFault: Sendable, Equatable {
    /// Every request gets this status, 500 to 599.
    case serverError(Int)
    /// TLS works, then nothing is answered.
    case hang
    /// The connection is closed before TLS: nobody lives here.
    case dead
    /// The page that Azure Front Door shows when it finds no healthy backend.
    case frontDoorPage
    /// Every key and token gets the 401 of a wrong one: an outage that looks like a bad key.
    case refuseEverybody
    /// Keys open the host as ever; tokens issued elsewhere, and here, do not.
    case refuseTokens
    /// Every request gets this 4xx, with a body that blames the request.
    case clientError(Int)
    /// Every request gets 429 with so many seconds in `Retry-After`.
    case throttled(Int)
    /// A network's sign-in page in place of the service: 200 and HTML.
    case captivePortal
    /// 200 with so many bytes of no meaning.
    case bigBody(Int)
    /// 200 with bytes that are no text.
    case invalidUTF8
    /// The ordinary answer, but the connection closes in the middle of its body.
    case truncatedBody
    /// The ordinary answer, late.
    case slow(Duration)
}
