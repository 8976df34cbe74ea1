import CogwatchCore
import Foundation
import Synchronization
import TestSupport

/// Entra and Resource Manager as a test wants them, and any other host as the test says.
final class ManagementPlane: Sendable {
    /// What is asked, by the path.
    enum Question: String, CaseIterable, Sendable {
        case token, account, keys, subscription, deleted, health, activity
    }

    /// A question and when it came.
    struct Call: Sendable {
        let question: Question
        let at: Date
    }

    private struct State {
        var keys: (Secret, Secret)
        var events: [String] = []
        var answers: [Question: Answer] = [:]
        var calls: [Call] = []
    }

    static let resource =
        "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/voice"
        + "/providers/Microsoft.CognitiveServices/accounts/tts"
    static let access = AzureAccess(
        credential: .clientSecret(tenantID: "tenant", clientID: "app", secret: Secret("password")),
        cloud: .public
    )

    private let state: Mutex<State>
    private let time: ManualTime

    init(listing first: Int, _ second: Int, time: ManualTime) {
        state = Mutex(State(keys: (TestKeys.hex(first), TestKeys.hex(second))))
        self.time = time
    }

    var calls: [Call] { state.withLock { $0.calls } }

    func count(_ question: Question) -> Int { calls.count { $0.question == question } }

    func list(_ first: Int, _ second: Int) {
        state.withLock { $0.keys = (TestKeys.hex(first), TestKeys.hex(second)) }
    }

    /// From now on a question is answered differently.
    func answer(_ question: Question, _ answer: Answer) {
        state.withLock { $0.answers[question] = answer }
    }

    /// From now on the log tells of a regeneration of key 1.
    func regenerated(at time: Date, by caller: String) {
        let event = """
            {"eventTimestamp":"\(Timestamp.text(time))","eventName":{"value":"EndRequest"},\
            "operationName":{"value":"Microsoft.CognitiveServices/accounts/regenerateKey/action"},\
            "status":{"value":"Succeeded"},"correlationId":"c1","caller":"\(caller)",\
            "resourceId":"\(Self.resource)",\
            "properties":{"requestbody":"{\\"keyName\\":\\"Key1\\"}"}}
            """
        state.withLock { $0.events.append(event) }
    }

    /// Answers what is for Entra or Resource Manager; nil for other hosts.
    func answer(_ request: Request) -> Answer? {
        guard let question = Self.question(request.address.shown) else { return nil }
        return state.withLock { state in
            state.calls.append(Call(question: question, at: time.now))
            return state.answers[question]
                ?? Answers.response(200, body: Self.body(of: question, state))
        }
    }

    private static func question(_ url: String) -> Question? {
        if url.hasPrefix("https://login.microsoftonline.com/") { return .token }
        guard url.hasPrefix("https://management.azure.com/") else { return nil }
        if url.contains("/listKeys") { return .keys }
        if url.contains("/deletedAccounts") { return .deleted }
        if url.contains("/availabilityStatuses/") { return .health }
        if url.contains("/eventtypes/") { return .activity }
        return url.contains("/accounts/") ? .account : .subscription
    }

    private static func body(of question: Question, _ state: State) -> String {
        switch question {
        case .token: #"{"token_type":"Bearer","expires_in":86000,"access_token":"entra-token"}"#
        case .account:
            #"{"id":"\#(resource)","name":"tts","kind":"SpeechServices","location":"japanwest","#
                + #""sku":{"name":"S0"},"properties":{"provisioningState":"Succeeded"}}"#
        case .keys:
            state.keys.0.reveal { first in
                state.keys.1.reveal { #"{"key1":"\#(first)","key2":"\#($0)"}"# }
            }
        case .subscription: #"{"subscriptionId":"x","state":"Enabled"}"#
        case .deleted: #"{"value":[]}"#
        case .health: #"{"properties":{"availabilityState":"Available","title":"Available"}}"#
        case .activity: #"{"value":[\#(state.events.joined(separator: ","))]}"#
        }
    }
}

extension Answers {
    /// Resource Manager's word for a missing role.
    static let forbidden = response(403, body: #"{"error":{"code":"AuthorizationFailed"}}"#)
    /// Entra's word for a client secret whose time is over.
    static let expiredSecret = response(
        401,
        body: #"{"error":"invalid_client","error_codes":[7000222]}"#
    )
}
