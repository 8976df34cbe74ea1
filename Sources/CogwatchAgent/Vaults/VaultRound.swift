package import CogwatchCore
import Foundation

/// Reads secrets of Key Vaults, a few at a time, with one token for all that one identity reads.
package struct VaultRound: Sendable {
    /// What a vault said of a secret.
    package typealias Result = Swift.Result<VaultSecret, VaultRefusal>

    private static let atOnce = 8

    private let desk: ManagementDesk
    let time: any Timekeeper

    /// - Parameters:
    ///   - desk: Has the tokens.
    ///   - time: The clock.
    package init(desk: ManagementDesk, time: any Timekeeper) {
        self.desk = desk
        self.time = time
    }

    /// Reads secrets.
    ///
    /// What is not heard of when the time is up, or when the task is cancelled, stays unsaid.
    ///
    /// - Parameters:
    ///   - sources: Which.
    ///   - limit: For all of them together; nil for as long as it takes.
    ///   - isOff: Whether a vault is to be left in peace after what it said meanwhile.
    ///   - heard: Told each answer as it comes.
    package func read(
        _ sources: [VaultSource],
        within limit: Duration? = nil,
        unless isOff: @escaping @Sendable (KeyVault) -> Bool = { _ in false },
        heard: @escaping @Sendable (VaultSource.Place, Result) -> Void
    ) async {
        let deadline = limit.map { time.now.addingTimeInterval($0.seconds) }
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await withTaskGroup(of: Void.self) { identities in
                    for sources in Self.byIdentity(sources) {
                        identities.addTask { await read(alike: sources, isOff, heard) }
                    }
                }
            }
            if let deadline {
                group.addTask { try? await time.sleep(until: deadline) }
            }
            await group.next()
            group.cancelAll()
        }
    }

    private static func byIdentity(_ sources: [VaultSource]) -> [[VaultSource]] {
        sources.reduce(into: []) { groups, source in
            let place = groups.firstIndex { $0.first?.isAskedAlike(source) ?? false }
            if let place { groups[place].append(source) } else { groups.append([source]) }
        }
    }

    private func read(
        alike sources: [VaultSource],
        _ isOff: @escaping @Sendable (KeyVault) -> Bool,
        _ heard: @escaping @Sendable (VaultSource.Place, Result) -> Void
    ) async {
        guard let first = sources.first else { return }
        do {
            // Asked for once, before many would ask for it at the same time.
            _ = try await desk.token(for: first)
        } catch {
            guard !Task.isCancelled else { return }
            let refusal = VaultRefusal(noToken: error)
            return sources.forEach { heard($0.place, .failure(refusal)) }
        }
        await withTaskGroup(of: Void.self) { group in
            var waiting = sources[...]
            func ask(_ source: VaultSource) {
                group.addTask {
                    guard !Task.isCancelled, !isOff(source.place.vault) else { return }
                    let result = await self.result(of: source)
                    if !Task.isCancelled { heard(source.place, result) }
                }
            }
            for _ in 0..<Self.atOnce { waiting.popFirst().map(ask) }
            while await group.next() != nil { waiting.popFirst().map(ask) }
        }
    }

    private func result(of source: VaultSource) async -> Result {
        do throws(VaultRefusal) {
            return .success(try await desk.secret(at: source))
        } catch {
            return .failure(error)
        }
    }
}
