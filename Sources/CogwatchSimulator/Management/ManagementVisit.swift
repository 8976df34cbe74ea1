import CogwatchCore
import Foundation

/// A request to one of the hosts of Azure's management.
struct ManagementVisit {
    let world: World
    let request: SimulatedRequest
    let host: ManagementHost
    let now: Date

    var management: Management { world.management }

    var query: FormFields { FormFields(request.query) }

    /// The path's segments, decoded.
    var segments: [String] {
        request.path.split(separator: "/").map { FormFields.decoded($0, plusIsBlank: false) }
    }

    /// The token after `Bearer`; nil where there is none.
    var bearer: String? {
        guard let text = request.headers["Authorization"], text.lowercased().hasPrefix("bearer ")
        else { return nil }
        return String(text.dropFirst("bearer ".count))
    }

    /// An id for what is about to be answered.
    func id(_ number: Int) -> String { RequestStamp.text(world.served &* 8 &+ number) }
}

/// What a front of Azure's management answers, and what it leaves behind.
struct ManagementReply {
    var response: SimulatedResponse
    /// Nil where nobody was recognised.
    var principal: SimulatedPrincipal?
    /// Whether a credential came that nobody has.
    var isUnknown = false
    var trace: ManagementTrace?

    init(
        _ response: SimulatedResponse,
        from principal: SimulatedPrincipal? = nil,
        isUnknown: Bool = false,
        trace: ManagementTrace? = nil
    ) {
        self.response = response
        self.principal = principal
        self.isUnknown = isUnknown
        self.trace = trace
    }

    var credential: SeenCredential {
        principal.map { .principal($0.name) } ?? (isUnknown ? .unknownToken : .none)
    }
}

/// What a request leaves behind: fewer requests that pass, and an entry in the log.
struct ManagementTrace: Sendable, Equatable {
    var bucket: BucketKey
    var deed: ActivityEvent.Deed?
}

/// The fields of a query or of a form, decoded; names without regard to case.
struct FormFields {
    private let fields: [(name: String, value: String)]

    init(_ text: String) {
        fields = text.split(separator: "&").map { field in
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (
                Self.decoded(parts.first ?? "", plusIsBlank: true),
                Self.decoded(parts.dropFirst().first ?? "", plusIsBlank: true)
            )
        }
    }

    /// Nil where the field is missing or empty.
    subscript(name: String) -> String? {
        let wanted = name.lowercased()
        let value = fields.first { $0.name.lowercased() == wanted }?.value
        return value.flatMap { $0.isEmpty ? nil : $0 }
    }

    static func decoded(_ text: Substring, plusIsBlank: Bool) -> String {
        let plain = plusIsBlank ? String(text.replacing("+", with: " ")) : String(text)
        return plain.removingPercentEncoding ?? plain
    }
}
