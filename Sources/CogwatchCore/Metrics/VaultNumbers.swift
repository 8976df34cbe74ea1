import Foundation

/// What is counted of each Key Vault that keys are read from.
struct VaultNumbers: Sendable {
    private struct Vault: Sendable {
        var lastSuccess: Date?
        var unreadable = 0
        var errors: [VaultRefusal.Kind: UInt64] = [:]
    }

    private var vaults: [String: Vault] = [:]

    mutating func watch(_ unreadable: [String: Int]) {
        vaults = vaults.filter { unreadable[$0.key] != nil }
        for (name, count) in unreadable { vaults[name, default: Vault()].unreadable = count }
    }

    mutating func succeeded(_ vault: String, at date: Date) {
        vaults[vault]?.lastSuccess = date
    }

    mutating func failed(_ vault: String, _ reason: VaultRefusal.Kind) {
        vaults[vault]?.errors[reason, default: 0] &+= 1
    }

    func writeSuccesses(to writer: inout SampleWriter) {
        for (name, vault) in sorted {
            guard let last = vault.lastSuccess else { continue }
            writer.sample(LabelText.pairs([("vault", name)]), last.exposed)
        }
    }

    func writeUnreadable(to writer: inout SampleWriter) {
        for (name, vault) in sorted {
            writer.sample(LabelText.pairs([("vault", name)]), Double(vault.unreadable))
        }
    }

    func writeErrors(to writer: inout SampleWriter) {
        for (name, vault) in sorted {
            for reason in VaultRefusal.Kind.allCases.sorted(by: { $0.rawValue < $1.rawValue }) {
                let labels = [("vault", name), ("reason", reason.rawValue)]
                writer.sample(LabelText.pairs(labels), Double(vault.errors[reason] ?? 0))
            }
        }
    }

    private var sorted: [(key: String, value: Vault)] { vaults.sorted { $0.key < $1.key } }
}
