package import CogwatchCore
package import Logging
import Synchronization

/// Keeps the web configuration as its files have it, without a restart.
///
/// Whoever connects or asks looks at the files, at most once a second. A new version that cannot be
/// used is told once, and the one before stays in force.
package final class WebKeeper: Sendable {
    /// What is in force.
    struct Force: Sendable {
        let settings: WebSettings
        /// Nil where the door speaks plain HTTP.
        let cover: TLSCover?
    }

    private struct State {
        var force: Force
        var paths: [String]
        var stamps: [String: FileStamp]
        var looked: ContinuousClock.Instant
    }

    private let read: @Sendable () -> WebFile
    private let pause: Duration
    private let logger: Logger
    private let state: Mutex<State>

    /// Reads the configuration for the first time.
    ///
    /// - Parameters:
    ///   - pause: How long a look at the files is good for.
    ///   - logger: For what is read later.
    ///   - read: Reads the file.
    /// - Throws: ``WebRefusal`` where it cannot be used.
    package init(
        pause: Duration = .seconds(1),
        logger: Logger,
        read: @escaping @Sendable () -> WebFile
    ) throws(WebRefusal) {
        self.read = read
        self.pause = pause
        self.logger = logger
        let file = read()
        state = Mutex(
            State(
                force: try Self.force(of: file),
                paths: file.watchedFiles,
                stamps: FileStamp.all(of: file.watchedFiles),
                looked: .now
            )
        )
    }

    /// Whether clients must speak TLS; this never changes.
    package var speaksTLS: Bool { state.withLock { $0.force.cover != nil } }

    /// What does not fit together of settings that are each well-formed; empty where all does.
    package static func misfits(in settings: WebSettings) -> [String] {
        do throws(WebRefusal) {
            _ = try cover(of: settings)
            return []
        } catch {
            return error.problems
        }
    }

    /// What is in force now.
    func force() -> Force {
        state.withLock { state in
            guard state.looked.duration(to: .now) >= pause else { return state.force }
            state.looked = .now
            // Before the files are read: what is written meanwhile is seen at the next look.
            let stamps = FileStamp.all(of: state.paths)
            guard stamps != state.stamps else { return state.force }
            take(read(), into: &state, stamps: stamps)
            return state.force
        }
    }

    private func take(_ file: WebFile, into state: inout State, stamps: [String: FileStamp]) {
        let added = Set(file.watchedFiles).subtracting(state.paths)
        do throws(WebRefusal) {
            let force = try Self.force(of: file)
            guard (force.cover == nil) == (state.force.cover == nil) else {
                throw WebRefusal("TLS is turned on or off by a restart only")
            }
            state.force = force
            state.paths = file.watchedFiles
            logger.info("The web configuration was read anew")
        } catch {
            // What the broken file no longer names is watched on: it may be what gets mended.
            state.paths += added.sorted()
            logger.error(
                "The web configuration cannot be used; the one before stays in force",
                metadata: ["problems": "\(error.problems.joined(separator: " | "))"]
            )
        }
        state.stamps = stamps.filter { state.paths.contains($0.key) }
            .merging(FileStamp.all(of: added)) { known, _ in known }
    }

    private static func force(of file: WebFile) throws(WebRefusal) -> Force {
        guard let settings = file.settings else { throw WebRefusal(problems: file.problems) }
        do throws(WebRefusal) {
            return Force(settings: settings, cover: try cover(of: settings))
        } catch {
            throw WebRefusal(problems: error.problems.map { "\(file.path): error: \($0)" })
        }
    }

    private static func cover(of settings: WebSettings) throws(WebRefusal) -> TLSCover? {
        guard let tls = settings.tls else { return nil }
        return try TLSCover(tls)
    }
}
