import Foundation

/// Rules about the kind of service: whether it exists, and whether the key is one of its keys.
enum ServiceRules {
    /// What the kind alone tells, without any answer.
    static let offline: [Rule] = [retired]

    /// What the key, or a token that it bought, says of the service it belongs to.
    static let belonging: [Rule] = [roleOfLUIS, keyOfAnotherService, tokenOfAnotherService]

    private static let retired: Rule = { file in
        guard let kind = file.setting.kind, let retirement = kind.retirement else { return nil }
        let isOver = retirement.isOver(at: file.now)
        guard isOver || retirement.since == nil else { return nil }
        let end = retirement.since.map { " since \(Timestamp.text($0).prefix(10))" } ?? ""
        return Hypothesis(
            .serviceRetired,
            isOver ? .certain : .likely,
            [
                "\(kind.rawValue) is retired\(end) (\(retirement.source)); nothing was sent"
            ],
            steps: otherKind(of: file) + ["Move to \(retirement.successor)."]
        )
    }

    /// A living service that the key names may be the one that was meant.
    private static func otherKind(of file: CaseFile) -> [String] {
        guard let anatomy = file.key.anatomy, anatomy.isIntact, let service = anatomy.service,
            service.retirement == nil
        else { return [] }
        let name = service.rawValue
        return ["\(file.key.name) belongs to \(name): if that is meant, set `kind: \(name)`."]
    }

    // Authoring and prediction have resources, kinds and keys of their own (Microsoft's page on
    // LUIS keys); letters R and S of annotated keys.
    private static let roleOfLUIS: Rule = { file in
        guard let anatomy = file.key.anatomy, let service = anatomy.service,
            let kind = file.setting.kind, service != kind, service.isLUIS, kind.isLUIS,
            file.refusesWithoutReason
        else { return nil }
        return Hypothesis(
            .luisKeyRole,
            anatomy.isIntact ? .certain : .possible,
            ["\(file.key.name) says of itself that it belongs to \(service.rawValue)"],
            steps: ["Take the key of the \(kind.rawValue) resource instead."]
        )
    }

    private static let keyOfAnotherService: Rule = { file in
        guard let anatomy = file.key.anatomy, let service = anatomy.service,
            let kind = file.setting.kind, service != kind, !(service.isLUIS && kind.isLUIS),
            file.refusesWithoutReason
        else { return nil }
        let confidence: Confidence
        switch service.reach(into: kind) {
        case .none: confidence = anatomy.isIntact ? .certain : .possible
        case .some: confidence = .possible
        case .all:
            // The region's hosts take such a key; a custom domain takes its own resource's only.
            guard file.setting.customDomain != nil else { return nil }
            confidence = .possible
        }
        return Hypothesis(
            .wrongService,
            confidence,
            ["\(file.key.name) says of itself that it belongs to \(service.rawValue)"],
            steps: ["Take the key of a \(kind.rawValue) resource instead."]
        )
    }

    // Tokens carry kind and SKU of the resource that they were issued for. The claim is observed,
    // not documented.
    private static let tokenOfAnotherService: Rule = { file in
        guard let kind = file.setting.kind, file.refusesWithoutReason,
            let product = file.readings.lazy.compactMap({ $0.claims?.productID }).first,
            let service = AzureService(product: product), service.reach(into: kind) == .none
        else { return nil }
        return Hypothesis(
            .wrongService,
            .likely,
            [
                "the token that \(file.key.name) was given is one of \(Redaction.presentable(product))"
            ],
            steps: ["Take the key of a \(kind.rawValue) resource instead."]
        )
    }
}

extension AzureService {
    fileprivate var isLUIS: Bool { self == .luis || self == .luisAuthoring }

    /// The kind in a token's claim `product-id`, such as `TextTranslation.S1`; kinds have dots, too.
    init?(product: String) {
        guard let dot = product.lastIndex(of: ".") else { return nil }
        let kind = String(product[..<dot])
        // Seen in a token, and not as Resource Manager spells the kind.
        if kind == "TextTranslator" { self = .textTranslation } else { self.init(rawValue: kind) }
    }
}

extension CaseFile {
    /// Whether a refusal is as plain as that of a key that is not known: a text that names its
    /// reason, such as network rules, speaks to the right key.
    var refusesWithoutReason: Bool {
        failures.contains { reading in
            reading.observation == .refused && [401, 403].contains(reading.status)
                && reading.body?.signature.flatMap(AnswerRules.hypothesis) == nil
        }
    }
}
