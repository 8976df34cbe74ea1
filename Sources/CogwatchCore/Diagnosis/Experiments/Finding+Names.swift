import Foundation

extension Finding {
    /// Reads what the name servers say of a custom domain.
    init(names answer: NameAnswer, of domain: String, in cloud: Cloud, at now: Date) {
        let trail = CustomDomainTrail(answer, in: cloud)
        let outcome: Outcome =
            switch answer {
            case .found: trail?.region == nil ? .inconclusive : .told
            case .notFound: .notFound
            case .noAnswer: .noAnswer
            }
        self.init(
            .domainName,
            of: domain,
            host: domain,
            outcome: outcome,
            region: trail?.region,
            summary: Self.summary(of: answer, trail, domain),
            at: now
        )
    }

    private static func summary(
        of answer: NameAnswer,
        _ trail: CustomDomainTrail?,
        _ domain: String
    ) -> String {
        switch answer {
        case .notFound: return "the name servers know no \(domain)"
        case .noAnswer(let detail): return "no name server answered for \(domain): \(detail)"
        case .found: break
        }
        let place = trail?.region.map { "leads to \($0)" } ?? "names no region"
        let link = trail?.passesPrivateLink == true ? " through a private link" : ""
        let reach =
            switch trail?.reach {
            case .privately: ", with private addresses"
            case .everywhere: ", with public addresses"
            case .mixed: ", with private and public addresses"
            case .nowhere, nil: ", without an address"
            }
        return "the name \(domain) \(place)\(link)\(reach)"
    }
}
