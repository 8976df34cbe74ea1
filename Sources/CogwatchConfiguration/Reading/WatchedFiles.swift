import CogwatchCore
import Foundation
import Synchronization

/// Tells without opening them whether files may have changed since they were last looked at.
final class WatchedFiles: Sendable {
    private struct State: Equatable {
        var paths: [String] = []
        var patterns: [String] = []
        /// As they were before the last reading; nil where a change since then might not show.
        var stamps: [FileStamp]?
        var listing: [String] = []
    }

    private let state = Mutex(State())

    /// Notes which files a configuration refers to.
    ///
    /// - Parameters:
    ///   - paths: The files.
    ///   - discovery: What further files are looked for.
    func watch(_ paths: [String], and discovery: [FileDiscovery]) {
        state.withLock { state in
            // Stamps of other files say nothing of these.
            if state.paths != paths { state.stamps = nil }
            state.paths = paths
            state.patterns = discovery.flatMap(\.patterns)
        }
    }

    /// Whether they may have changed since this was last asked.
    ///
    /// - Parameters:
    ///   - now: The time.
    ///   - stampFile: What tells a file that was written since.
    ///   - listFiles: The files that a pattern stands for.
    /// - Returns: True where nobody can tell.
    func mayHaveChanged(
        at now: Date,
        stampFile: (String) -> FileStamp?,
        listFiles: (String) -> [String]
    ) -> Bool {
        let old = state.withLock(\.self)
        let stamps = old.paths.compactMap(stampFile)
        let isKnown =
            stamps.count == old.paths.count && stamps.allSatisfy { $0.isSettled(at: now) }
        var new = old
        new.stamps = isKnown ? stamps : nil
        new.listing = old.patterns.flatMap(listFiles)
        state.withLock { if $0.paths == old.paths { $0 = new } }
        return new.stamps == nil || new != old
    }
}
