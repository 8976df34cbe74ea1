import CogwatchCore
import Foundation
import Synchronization
import TestSupport

/// Entra, the Instance Metadata Service and Resource Manager, of our own writing after the
/// documented shapes.
final class FakeManagement: Sendable {
    struct World: Sendable {
        /// Names by subscription.
        var accounts: [String: [String]] = [:]
        var tags = #"{"team":"voice"}"#
        var region = "japanwest"
        var deleted: [String] = []
        var pageSize = 100
        /// The accounts for which keys are switched off.
        var switchedOff: Set<String> = []
        /// Which of ``TestKeys`` an account has, by name.
        var keys: [String: Int] = [:]
        /// Instead of what it would answer, by a part of the URL.
        var instead: [String: Answer] = [:]
    }

    static let subscription = "00000000-1111-2222-3333-444444444444"

    private let state = Mutex(World())

    func change(_ change: (inout World) -> Void) {
        state.withLock { change(&$0) }
    }

    /// Nil where somebody else is asked.
    func answer(_ request: Request) -> Answer? {
        let url = request.address.url.reveal(\.self)
        let world = state.withLock { $0 }
        if let part = world.instead.keys.first(where: url.contains) { return world.instead[part] }
        if url.contains("login.microsoftonline.com") || url.contains("169.254.169.254") {
            let body = #"{"token_type":"Bearer","expires_in":3599,"access_token":"a.b.c"}"#
            return Answers.response(200, body: body)
        }
        guard let url = URL(string: url), url.host == "management.azure.com" else { return nil }
        return Self.managed(url, world)
    }

    private static func managed(_ url: URL, _ world: World) -> Answer {
        let parts = url.path.split(separator: "/").map(String.init)
        let subscription = parts.count > 1 ? parts[1] : ""
        let names = world.accounts[subscription] ?? []
        if parts.last == "listKeys", parts.count > 2 {
            let name = parts[parts.count - 2]
            guard !world.switchedOff.contains(name) else {
                return refusal(400, "BadRequest")
            }
            let number = world.keys[name] ?? 1
            return TestKeys.hex(number).reveal { first in
                TestKeys.hex(number + 1000).reveal { second in
                    Answers.response(200, body: #"{"key1":"\#(first)","key2":"\#(second)"}"#)
                }
            }
        }
        if parts.last == "deletedAccounts" {
            let entries = world.deleted.map { #"{"id":"\#(id($0, in: subscription))"}"# }
            return Answers.response(200, body: #"{"value":[\#(entries.joined(separator: ","))]}"#)
        }
        let start = Int(url.query?.split(separator: "=").last ?? "") ?? 0
        return page(
            names,
            from: url.query?.contains("$skip") == true ? start : 0,
            subscription,
            world
        )
    }

    private static func page(
        _ names: [String],
        from start: Int,
        _ subscription: String,
        _ world: World
    ) -> Answer {
        let entries = names.dropFirst(start).prefix(world.pageSize).map { name in
            let keys = world.switchedOff.contains(name) ? #","disableLocalAuth":true"# : ""
            return """
                {"id":"\(id(name, in: subscription))","name":"\(name)","kind":"SpeechServices",\
                "location":"\(world.region)","sku":{"name":"S0"},"tags":\(world.tags),\
                "properties":{"provisioningState":"Succeeded"\(keys)}}
                """
        }
        let next = start + world.pageSize
        let link =
            next < names.count
            ? ",\"nextLink\":\"https://management.azure.com/subscriptions/\(subscription)/providers"
                + "/Microsoft.CognitiveServices/accounts?api-version=2023-05-01&$skip=\(next)\""
            : ""
        return Answers.response(200, body: "{\"value\":[\(entries.joined(separator: ","))]\(link)}")
    }

    static func id(_ name: String, in subscription: String = subscription) -> String {
        "/subscriptions/\(subscription)/resourceGroups/voice/providers"
            + "/Microsoft.CognitiveServices/accounts/\(name)"
    }

    static func refusal(_ status: Int, _ code: String) -> Answer {
        Answers.response(
            status,
            body: #"{"error":{"code":"\#(code)","message":"of mallory@contoso.example"}}"#
        )
    }
}
