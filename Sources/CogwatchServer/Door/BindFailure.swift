/// Why the agent cannot listen where it was told to.
package enum BindFailure: Error, Equatable, CustomStringConvertible {
    case malformed(address: String)
    case inUse(address: String)
    case notPermitted(address: String)
    case notOurs(address: String)
    case other(address: String, reason: String)

    package var description: String {
        switch self {
        case .malformed(let address):
            "--web.listen-address is \"\(address)\"; write HOST:PORT, such as 127.0.0.1:10977, "
                + "[::1]:10977, or :10977 for all interfaces"
        case .inUse(let address):
            "cannot listen on \(address), port in use: another program, perhaps another cogwatch, "
                + "has it; stop that or choose another with --web.listen-address"
        case .notPermitted(let address):
            "cannot listen on \(address), permission denied: ports below 1024 need a privilege; "
                + "choose another with --web.listen-address"
        case .notOurs(let address):
            "cannot listen on \(address): no interface of this machine has this address; choose "
                + "another with --web.listen-address"
        case .other(let address, let reason):
            "cannot listen on \(address): \(reason); choose another with --web.listen-address"
        }
    }
}
