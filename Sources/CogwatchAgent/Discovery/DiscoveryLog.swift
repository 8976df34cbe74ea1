import CogwatchCore
import Logging
import Synchronization

/// Says what discovery found and what stands in its way: once, when it changes.
final class DiscoveryLog: Sendable {
    private struct Topic: Hashable {
        let source: String
        let what: String
    }

    /// More names make a line that nobody reads.
    private static let mostNames = 10

    private let logger: Logger
    private let troubles = Mutex<[Topic: String]>([:])
    private let left = Mutex<[String: [String: String]]>([:])

    init(logger: Logger) {
        self.logger = logger
    }

    func listed(_ source: String) {
        guard changes(nil, source, "list of accounts") else { return }
        logger.info("accounts are discovered again", metadata: ["source": "\(source)"])
    }

    func notListed(_ refusal: DiscoveryRefusal, of source: String) {
        guard changes(refusal.fault.description, source, "list of accounts") else { return }
        logger.error(
            "accounts cannot be discovered; those that are known are watched on",
            metadata: ["source": "\(source)", "reason": "\(refusal.fault)"]
        )
    }

    /// Notes that something that is not needed cannot be had, nil that it can.
    func becomes(_ refusal: DiscoveryRefusal?, of source: String, _ what: String) {
        guard changes(refusal?.fault.description, source, what), let refusal else { return }
        logger.warning(
            "discovery does without a part of the answer",
            metadata: ["source": "\(source)", "reason": "\(refusal.fault)"]
        )
    }

    func keys(of count: Int, refused: [(ResourceID, DiscoveryRefusal)], of source: String) {
        let names = refused.map(\.0.name).sorted()
        let fault = refused.first?.1.fault
        guard changes(fault?.description, source, "keys"), let fault else { return }
        logger.error(
            "keys of accounts cannot be listed; those that are known stay in use",
            metadata: [
                "source": "\(source)", "accounts": "\(Self.shown(names))",
                "refused": "\(names.count) of \(count)", "reason": "\(fault)",
            ]
        )
    }

    func leaving(_ reasons: [String: String], of source: String) {
        let new = left.withLock { left in
            let known = left.updateValue(reasons, forKey: source) ?? [:]
            return reasons.filter { known[$0.key] != $0.value }
        }
        for (reason, accounts) in Dictionary(grouping: new, by: \.value).sorted(by: {
            $0.key < $1.key
        }) {
            logger.notice(
                "discovered accounts are not watched",
                metadata: [
                    "source": "\(source)",
                    "accounts": "\(Self.shown(accounts.map(\.key).sorted()))",
                    "reason": "\(reason)",
                ]
            )
        }
    }

    func notWritten(_ error: any Error) {
        logger.error(
            "what was discovered could not be written down; after a restart it is asked for anew",
            metadata: ["error": "\(error)"]
        )
    }

    func tell(_ news: [DiscoveryNews], of source: String) {
        var appeared: [String] = []
        for one in news {
            if case .appeared(let name) = one { appeared.append(name) }
            guard let line = Self.line(one) else { continue }
            logger.notice(line.message, metadata: line.metadata(of: source))
        }
        guard !appeared.isEmpty else { return }
        logger.info(
            "accounts were discovered",
            metadata: ["source": "\(source)", "accounts": "\(Self.shown(appeared.sorted()))"]
        )
    }

    private struct Line {
        let message: Logger.Message
        let account: String
        var detail: String?

        func metadata(of source: String) -> Logger.Metadata {
            var metadata: Logger.Metadata = ["source": "\(source)", "account": "\(account)"]
            if let detail { metadata["detail"] = "\(detail)" }
            return metadata
        }
    }

    private static func line(_ news: DiscoveryNews) -> Line? {
        switch news {
        case .appeared: nil
        case .missing(let name):
            Line(message: "an account is missing in Azure's list", account: name)
        case .cameBack(let name):
            Line(message: "an account is in Azure's list again", account: name)
        case .left(let name, let reason):
            Line(message: "an account is no longer watched", account: name, detail: reason)
        case .moved(let name, let from, let to):
            Line(
                message: "an account has another region",
                account: name,
                detail: "\(from) to \(to)"
            )
        case .changedKind(let name, let from, let to):
            Line(message: "an account has another kind", account: name, detail: "\(from) to \(to)")
        case .wasDeleted(let name):
            Line(
                message: "an account was deleted; it can be restored for 48 hours",
                account: name
            )
        }
    }

    private func changes(_ reason: String?, _ source: String, _ what: String) -> Bool {
        troubles.withLock { troubles in
            let old = troubles[Topic(source: source, what: what)]
            troubles[Topic(source: source, what: what)] = reason
            return old != reason
        }
    }

    private static func shown(_ names: [String]) -> String {
        let first = names.prefix(mostNames).joined(separator: ", ")
        return names.count > mostNames ? "\(first) and \(names.count - mostNames) more" : first
    }
}
