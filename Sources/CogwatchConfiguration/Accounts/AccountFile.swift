package import CogwatchCore
import Synchronization

/// A file of `file_sd_configs`, and what it holds.
package struct AccountFile: Sendable {
    /// As it was opened.
    package let path: String
    /// Without those whose name somebody else has.
    package internal(set) var accounts: [Account]
    /// Everything that is wrong with it.
    package internal(set) var problems: [ConfigurationProblem]
    /// Whether this is what the file holds now, and not what it held before it was damaged.
    package let isCurrent: Bool

    /// Where each account's name stands.
    let namePlaces: [Place]
    /// Changes with what was read.
    let digest: UInt64
    let watchedFiles: [String]
}

/// The files that were read last.
final class AccountFileMemory: Sendable {
    struct Known: Sendable {
        let circumstances: StanzaMemory.Circumstances
        let contents: UInt64
        let file: AccountFile
        /// Files that it refers to; nil where one of them was too new to be recognised.
        let references: [FileReferences.Settled]?
    }

    private let files = Mutex<[String: Known]>([:])

    subscript(path: String) -> Known? { files.withLock { $0[path] } }

    /// Keeps what is known of the given files, and forgets all others.
    func replace(with known: [String: Known]) {
        files.withLock { $0 = known }
    }
}

extension LoadedConfiguration {
    /// The same with the accounts of files; a name that is taken stays with who had it first.
    func with(_ files: [AccountFile]) -> LoadedConfiguration {
        guard var settings, !files.isEmpty else { return self }
        var owners = Dictionary(
            settings.accounts.map { ($0.name, "the configuration") },
            uniquingKeysWith: { first, _ in first }
        )
        var digest = digest
        let files = files.map { file in
            digest = (digest ^ file.digest) &* 0x100_0000_01b3
            return file.withoutAccounts(of: &owners)
        }
        for file in files { settings.accounts += file.accounts }
        return LoadedConfiguration(
            settings: settings,
            problems: problems + files.flatMap(\.problems),
            redactedParts: redactedParts,
            digest: digest,
            watchedFiles: Set(watchedFiles).union(files.flatMap(\.watchedFiles)).sorted(),
            accountFiles: files
        )
    }
}

extension AccountFile {
    fileprivate func withoutAccounts(of owners: inout [String: String]) -> AccountFile {
        var kept = self
        kept.accounts = []
        for (account, place) in zip(accounts, namePlaces) {
            guard let owner = owners[account.name] else {
                owners[account.name] = path
                kept.accounts.append(account)
                continue
            }
            kept.problems.append(
                ConfigurationProblem(
                    severity: .error,
                    file: path,
                    line: place.line,
                    column: place.column,
                    what: "account name \(Redaction.quoted(account.name)) is already taken",
                    remedy: "it is that of an account in \(owner), which is watched instead",
                    isKeySource: false,
                    sourceLine: nil
                )
            )
        }
        return kept
    }
}
