import CogwatchCore
import Foundation
import TestSupport

/// What goes wrong in the simulated Azure, one thing after the other, and what is wrong now.
struct StormWeather {
    /// What can be done to an account, and undone.
    enum Trouble: CaseIterable {
        case keyless, firewall, noQuota, noSubscription, newKey, newSpare
    }

    static let regions = ["japanwest", "eastus", "uksouth"]

    /// Eight accounts in each region.
    static let plans = regions.flatMap { region in
        (1...8).map { SimulatorPeer.Plan(name: "\(region)-\($0)", region: region) }
    }

    var dice: SeededGenerator
    private let azure: SimulatorPeer
    private(set) var troubles: [String: Trouble] = [:]
    private(set) var darkRegion: String?
    private(set) var changes = 0

    init(seed: UInt64, over azure: SimulatorPeer) {
        dice = SeededGenerator(seed: seed)
        self.azure = azure
    }

    /// The accounts that do not work as they should.
    var failing: Set<String> {
        let dark = Self.plans.filter { $0.region == darkRegion }.map(\.name)
        return Set(troubles.keys).union(dark)
    }

    mutating func roll(_ range: Range<Double>) -> Double { .random(in: range, using: &dice) }

    /// Breaks or mends something.
    ///
    /// - Returns: Whether the agent has to read its key files anew to see it.
    mutating func change() async throws -> Bool {
        changes += 1
        if roll(0..<1) < 0.1 {
            try await changeRegion()
            return false
        }
        let plan = Self.plans[Int.random(in: Self.plans.indices, using: &dice)]
        if let trouble = troubles.removeValue(forKey: plan.name) {
            return try await end(trouble, of: plan.name)
        }
        // Some stay well, so that a region never looks as if it were down.
        guard troubles.count < 10, let trouble = Trouble.allCases.randomElement(using: &dice) else {
            return false
        }
        troubles[plan.name] = trouble
        try await begin(trouble, of: plan.name)
        return false
    }

    /// Ends what concerns a whole region.
    mutating func clear() async throws {
        if darkRegion != nil { try await changeRegion() }
    }

    private mutating func changeRegion() async throws {
        if let region = darkRegion {
            darkRegion = nil
            for host in Self.hosts(of: region) { try azure.mendHost(host) }
        } else if let region = Self.regions.randomElement(using: &dice) {
            darkRegion = region
            for host in Self.hosts(of: region) {
                try await azure.breakHost(host, #"{"kind": "server_error", "status": 503}"#)
            }
        }
    }

    private static func hosts(of region: String) -> [String] {
        ["\(region).api.cognitive.microsoft.com", "\(region).tts.speech.microsoft.com"]
    }

    private func begin(_ trouble: Trouble, of name: String) async throws {
        switch trouble {
        case .keyless: try await azure.tell(name, "local-auth")
        case .firewall: try await azure.tell(name, "network")
        case .noQuota: try await azure.tell(name, "quota")
        case .noSubscription: try await azure.tell(name, "subscription")
        case .newKey: try await azure.tell(name, "regenerate", #"{"key": "key1"}"#)
        case .newSpare: try await azure.tell(name, "regenerate", #"{"key": "key2"}"#)
        }
    }

    private func end(_ trouble: Trouble, of name: String) async throws -> Bool {
        switch trouble {
        case .keyless: try await azure.tell(name, "local-auth", #"{"disabled": false}"#)
        case .firewall: try await azure.tell(name, "network", #"{"rules": false}"#)
        case .noQuota: try await azure.tell(name, "quota", #"{"clear": true}"#)
        case .noSubscription: try await azure.tell(name, "subscription", #"{"enabled": true}"#)
        case .newKey, .newSpare:
            try await azure.writeKeys(of: name)
            return true
        }
        return false
    }
}
