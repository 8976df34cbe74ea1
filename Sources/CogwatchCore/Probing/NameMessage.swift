/// A DNS message as it arrives, read for aliases and addresses (RFC 1035).
///
/// Anybody on the way can send one, so nothing in it is believed to be well made: every length is
/// checked, and a name's pointers lead backwards only, so that reading ends.
package struct NameMessage: Sendable, Equatable {
    /// Why a message cannot be read.
    package enum Problem: String, Error, Sendable, CaseIterable {
        case tooShort = "the answer ends in its middle"
        case notAnAnswer = "what came is a question, not an answer"
        case badName = "a name in the answer is not one"
    }

    /// The server's own word on how it went, such as 0 for success and 3 for "no such name".
    package let code: UInt8
    /// Whether the message was cut to fit a datagram.
    package let isTruncated: Bool
    /// By owner; the first where a name stands for several, which no honest server says.
    private let aliases: [String: String]
    private let addresses: [String: [String]]

    /// Reads a message.
    ///
    /// - Throws: What is wrong with it.
    package init(_ bytes: [UInt8]) throws(Problem) {
        var reader = NameReader(bytes)
        _ = try reader.number16()
        let flags = try reader.number16()
        guard flags & 0x8000 != 0 else { throw .notAnAnswer }
        code = UInt8(truncatingIfNeeded: flags & 0xF)
        isTruncated = flags & 0x0200 != 0
        let questions = try reader.number16()
        let answers = try reader.number16()
        _ = try reader.number16()
        _ = try reader.number16()
        for _ in 0..<questions {
            _ = try reader.name()
            try reader.skip(4)
        }
        var aliases: [String: String] = [:]
        var addresses: [String: [String]] = [:]
        for _ in 0..<answers {
            let owner = try reader.name()
            switch try reader.record() {
            case .alias(let target):
                if aliases[owner] == nil { aliases[owner] = target }
            case .address(let text): addresses[owner, default: []].append(text)
            case .other: continue
            }
        }
        self.aliases = aliases
        self.addresses = addresses
    }

    /// What the message says of a name.
    package func answer(of host: String) -> NameAnswer {
        let name = (host.hasSuffix(".") ? String(host.dropLast()) : host).lowercased()
        let chain = chain(from: name)
        let found = NameAnswer.found(
            aliases: chain,
            addresses: addresses[chain.last ?? name] ?? []
        )
        return switch code {
        case 0: found
        // "No such name" is said of the chain's end (RFC 2308, section 2.1).
        case 3: chain.isEmpty ? .notFound : found
        default: .noAnswer(detail: "the name server answered with code \(code)")
        }
    }

    private func chain(from host: String) -> [String] {
        var chain: [String] = []
        var seen: Set<String> = [host]
        var name = host
        while let next = aliases[name], seen.insert(next).inserted {
            chain.append(next)
            name = next
        }
        return chain
    }
}
