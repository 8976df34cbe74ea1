import CogwatchCore

/// Who a request claims to come from.
struct Caller {
    enum Proof {
        case nothing
        case key(Secret)
        case token(String)
    }

    let proof: Proof
    /// The account that the key or token belongs to, wherever it was sent.
    let account: SimulatedAccount?
    let seen: SeenCredential
}

extension World {
    func caller(of request: SimulatedRequest) -> Caller {
        switch Self.proof(in: request) {
        case .nothing:
            return Caller(proof: .nothing, account: nil, seen: .none)
        case .key(let key):
            guard let (account, slot) = owner(of: key) else {
                return Caller(proof: .key(key), account: nil, seen: .unknownKey)
            }
            let seen = SeenCredential.key(slot, account: account.name)
            return Caller(proof: .key(key), account: account, seen: seen)
        case .token(let text):
            let claims = IssuedToken.read(text, signedWith: tokenSigningKey)
            guard let account = claims.flatMap({ accounts[$0.accountName] }) else {
                return Caller(proof: .token(text), account: nil, seen: .unknownToken)
            }
            let seen = SeenCredential.token(account: account.name)
            return Caller(proof: .token(text), account: account, seen: seen)
        }
    }

    private static func proof(in request: SimulatedRequest) -> Caller.Proof {
        // Only Azure OpenAI knows the short name.
        let isModels = request.path.lowercased().hasPrefix("/openai/")
        let key =
            request.headers["Ocp-Apim-Subscription-Key"]
            ?? (isModels ? request.headers["api-key"] : nil)
        if let key, !key.isEmpty { return .key(Secret(key)) }
        guard let authorization = request.headers["Authorization"],
            authorization.lowercased().hasPrefix("bearer ")
        else { return .nothing }
        return .token(String(authorization.dropFirst("bearer ".count)))
    }
}
