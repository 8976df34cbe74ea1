import ArgumentParser
import CogwatchAgent
import Foundation
import Logging

/// `cogwatch run`: the agent.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Probes, exposes and alerts until it is told to stop. The default.",
        discussion: """
            SIGHUP reloads the configuration; SIGTERM and SIGINT drain and leave.

            EXAMPLE
              cogwatch run --config.file=cogwatch.yml --storage.path=/var/lib/cogwatch
            """
    )

    @OptionGroup var configurationFile: ConfigurationOptions
    @OptionGroup var storage: StorageOptions
    @OptionGroup var web: WebOptions
    @OptionGroup var shards: ShardOptions
    @OptionGroup var log: LogOptions

    @Flag(
        name: .customLong("config.enable-auto-reload"),
        help: "Reloads by itself when the configuration, or a file that it names, changes."
    )
    var autoReload = false

    func run() async throws {
        // Until somebody listens for it, a hang-up must not end the start.
        signal(SIGHUP, SIG_IGN)
        let logger = log.logger
        let running = try await Composition.agent(
            Composition.Options(
                configurationFile: configurationFile.file,
                storagePath: storage.path,
                shard: shards.shard,
                listenAddresses: web.listenAddresses,
                webConfigFile: web.configFile,
                externalURL: web.externalURL,
                routePrefix: web.routePrefix,
                enableLifecycle: web.enableLifecycle,
                autoReload: autoReload ? .seconds(5) : nil,
                logger: logger
            )
        )
        logger.info("cogwatch starts", metadata: ["version": "\(Version.number)"])
        do {
            try await Composition.run(
                running.services,
                logger: logger,
                onStop: { running.agent.beginDraining() }
            )
        } catch {
            throw Impossible("\(error)")
        }
        withExtendedLifetime(running.lock) {}
        logger.info("cogwatch has left")
    }
}
