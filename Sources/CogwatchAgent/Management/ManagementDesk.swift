package import CogwatchCore
import Foundation

/// The way to Azure's management plane: holds the tokens and keeps the pace.
package actor ManagementDesk {
    private struct Held {
        let credential: EntraCredential
        let audience: TokenAudience
        let cloud: Cloud
        let token: EntraToken
    }

    let world: World
    private let readFile: @Sendable (String) throws -> [UInt8]
    let time: any Timekeeper
    private var tokens: [Held] = []
    private var pacing = ManagementPacing()

    /// A desk without tokens.
    ///
    /// - Parameters:
    ///   - world: Through whose door requests leave.
    ///   - readFile: Reads the assertion of a workload identity, anew for each exchange.
    ///   - time: The clock.
    package init(
        world: World,
        readFile: @escaping @Sendable (String) throws -> [UInt8],
        time: any Timekeeper
    ) {
        self.world = world
        self.readFile = readFile
        self.time = time
    }

    /// A token that is good for a minute at least.
    ///
    /// One that ends soon is renewed, and stays in use where Entra does not answer.
    ///
    /// - Parameters:
    ///   - credential: Who asks.
    ///   - audience: Whom it is for.
    ///   - cloud: The cloud in which both live.
    /// - Returns: The token.
    /// - Throws: Why there is none, an ``EntraRefusal`` or a ``Fault``.
    package func token(
        of credential: EntraCredential,
        for audience: TokenAudience,
        in cloud: Cloud
    ) async throws -> EntraToken {
        func isThat(_ held: Held) -> Bool {
            held.credential == credential && held.audience == audience && held.cloud == cloud
        }
        let held = tokens.first(where: isThat)?.token
        if let held, !held.shouldBeRenewed(at: time.now) { return held }
        do {
            let token = try await renew(credential, for: audience, in: cloud)
            tokens.removeAll(where: isThat)
            tokens.append(
                Held(credential: credential, audience: audience, cloud: cloud, token: token)
            )
            return token
        } catch {
            guard let held, held.isUsable(at: time.now) else { throw error }
            return held
        }
    }

    /// Sends a request to Resource Manager when the pace allows it.
    ///
    /// - Parameters:
    ///   - request: With its token.
    ///   - isWrite: Whether Azure counts it as one; `listKeys` is one.
    ///   - subscription: Whose limits it counts against.
    /// - Returns: The answer, also where it is a refusal.
    package func send(
        _ request: Request,
        isWrite: Bool,
        in subscription: String
    ) async -> Answer {
        let pause = pacing.book(isWrite: isWrite, in: subscription, at: time.now)
        if pause > .zero {
            let due = time.now.addingTimeInterval(pause.seconds)
            guard (try? await time.sleep(until: due)) != nil else {
                return Answer(.noResponse(.cancelled))
            }
        }
        let answer = await world.now.transport.send(request)
        if let allowance = ManagementReading.allowance(in: answer, at: time.now) {
            var isThrottled = false
            if case .response(let response) = answer.outcome {
                isThrottled = response.status == 429
            }
            pacing.heed(allowance, isThrottled: isThrottled, in: subscription, at: time.now)
        }
        return answer
    }

    private func renew(
        _ credential: EntraCredential,
        for audience: TokenAudience,
        in cloud: Cloud
    ) async throws -> EntraToken {
        var attempts = 0
        while true {
            let view = world.now
            let assertion = try credential.assertionFile.map { path in
                try Secret(String(decoding: readFile(path), as: UTF8.self))
            }
            let request = try credential.request(
                for: audience,
                in: cloud,
                assertion: assertion,
                through: view.settings.httpClient
            )
            let answer = await view.transport.send(request)
            do throws(EntraRefusal) {
                return try EntraToken.read(answer, for: audience, of: credential, at: time.now)
            } catch {
                attempts += 1
                guard let pause = IdentityRetry.pause(afterAttempts: attempts, of: error) else {
                    throw error
                }
                try await time.sleep(until: time.now.addingTimeInterval(pause.seconds))
            }
        }
    }
}
