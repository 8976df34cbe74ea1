import CogwatchCore
import Foundation
package import HTTPTypes
package import Hummingbird
package import HummingbirdCore
import NIOCore

/// The control API: plain HTTP and JSON, for a person with curl and for tests in any language.
struct ControlRoutes {
    let azure: SimulatedAzure

    private static let maximumBody = 64 * 1024

    func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.get("/v1/world") { _, _ in ControlReply(ControlView.world(azure.world)) }
        router.get("/v1/requests") { request, _ in try requests(request) }
        router.post("/v1/reset") { _, _ in
            azure.reset()
            return ControlReply(["reset": true])
        }
        router.post("/v1/accounts") { request, _ in try await create(request) }
        router.get("/v1/accounts/:name/keys") { _, context in
            ControlReply(ControlView.keys(try azure.account(parameter("name", context))))
        }
        router.post("/v1/accounts/:name/:command") { request, context in
            try await command(request, context)
        }
        router.delete("/v1/accounts/:name") { _, context in
            try delete(parameter("name", context))
        }
        router.post("/v1/hosts/:host/fault") { request, context in
            try await fault(request, parameter("host", context))
        }
        router.delete("/v1/hosts/:host/fault") { _, context in
            try mend(parameter("host", context))
        }
        ManagementRoutes(control: self).add(to: router)
        for method in [HTTPRequest.Method.get, .post, .put, .delete] {
            router.on("/**", method: method) { _, _ -> ControlReply in
                throw ControlProblem(.notFound, Self.paths)
            }
        }
        return router
    }

    private static let paths =
        "there is no such path; there are: GET /v1/world, GET /v1/requests, POST /v1/accounts,"
        + " GET /v1/accounts/NAME/keys, POST /v1/accounts/NAME/COMMAND, DELETE /v1/accounts/NAME,"
        + " POST and DELETE /v1/hosts/HOST/fault, POST /v1/reset, "
        + ManagementRoutes.paths + "; COMMAND for an account is one of: "
        + accountCommands.joined(separator: ", ")

    private static let accountCommands =
        ControlCommand.forAccounts.map(\.rawValue)
        + ManagementCommand.commands(for: .account).map(\.rawValue)

    // MARK: What each path does

    private func requests(_ request: HummingbirdCore.Request) throws(ControlProblem) -> ControlReply
    {
        guard let text = request.uri.queryParameters["limit"] else {
            return ControlReply(ControlView.requests(azure.receivedRequests(limit: 100)))
        }
        guard let limit = Int(text), (1...SimulatedAzure.memory).contains(limit) else {
            throw .malformed("limit is \"\(text)\"; write 1 to \(SimulatedAzure.memory)")
        }
        return ControlReply(ControlView.requests(azure.receivedRequests(limit: limit)))
    }

    private func create(_ request: HummingbirdCore.Request) async throws(ControlProblem)
        -> ControlReply
    {
        let fields = try await fields(of: request, for: .create)
        let change = try ControlCommand.create.change(of: "", fields)
        guard case .create(let plan) = change else { throw .malformed("not an account") }
        return ControlReply(ControlView.keys(try azure.create(plan)))
    }

    private func command(
        _ request: HummingbirdCore.Request,
        _ context: BasicRequestContext
    ) async throws(ControlProblem) -> ControlReply {
        let name = parameter("name", context)
        let word = parameter("command", context)
        if let command = ManagementRoutes.command(word, for: .account) {
            let fields = try await fields(of: request, place: word, allowed: command.fields)
            try azure.apply(.management(command.change(of: name, fields)))
            return ControlReply(ControlView.account(try azure.account(name)))
        }
        guard let command = ControlCommand(rawValue: word),
            ControlCommand.forAccounts.contains(command)
        else {
            throw ControlProblem(
                .notFound,
                "there is no command \"\(word)\" for an account; there are: "
                    + Self.accountCommands.joined(separator: ", ")
            )
        }
        let change = try command.change(of: name, await fields(of: request, for: command))
        try azure.apply(change)
        guard case .regenerate(_, let slot, _) = change else {
            return ControlReply(ControlView.account(try azure.account(name)))
        }
        let key = try azure.key(slot, of: name)
        return ControlReply(
            ["account": .text(name), "key": .text(slot.rawValue), "value": ControlView.open(key)])
    }

    private func delete(_ name: String) throws(ControlProblem) -> ControlReply {
        try azure.delete(name)
        return ControlReply(["deleted": .text(name)])
    }

    private func fault(
        _ request: HummingbirdCore.Request,
        _ host: String
    ) async throws(ControlProblem) -> ControlReply {
        let fields = try await fields(of: request, for: .fault)
        try azure.apply(ControlCommand.fault.change(of: host, fields))
        return ControlReply(ControlView.world(azure.world))
    }

    private func mend(_ host: String) throws(ControlProblem) -> ControlReply {
        try azure.mend(host)
        return ControlReply(ControlView.world(azure.world))
    }

    // MARK: Between JSON and HTTP

    private func fields(
        of request: HummingbirdCore.Request,
        for command: ControlCommand
    ) async throws(ControlProblem) -> JSONFields {
        try await fields(of: request, place: command.rawValue, allowed: command.fields)
    }

    func fields(
        of request: HummingbirdCore.Request,
        place: String,
        allowed: [String]
    ) async throws(ControlProblem) -> JSONFields {
        let body: [UInt8]
        do {
            body = Array(try await request.body.collect(upTo: Self.maximumBody).readableBytesView)
        } catch {
            throw .malformed("the body is longer than \(Self.maximumBody) bytes, or broken off")
        }
        let value: JSONValue = body.isEmpty ? [:] : try JSONValue(parsing: body)
        return try JSONFields(value, place: place, allowed: allowed)
    }

    func parameter(_ name: String, _ context: BasicRequestContext) -> String {
        context.parameters.get(name) ?? ""
    }
}

/// An answer of the control API.
struct ControlReply: ResponseGenerator {
    private let status: Int
    private let value: JSONValue

    init(_ value: JSONValue, status: Int = 200) {
        self.status = status
        self.value = value
    }

    func response(
        from request: HummingbirdCore.Request,
        context: some RequestContext
    ) -> Hummingbird.Response {
        Hummingbird.Response(
            status: HTTPResponse.Status(code: status),
            headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: value.bytes))
        )
    }
}

extension ControlProblem: HTTPResponseError {
    package var status: HTTPResponse.Status { HTTPResponse.Status(code: code) }

    package func response(
        from request: HummingbirdCore.Request,
        context: some RequestContext
    ) -> Hummingbird.Response {
        ControlReply(["error": .text(description)], status: code)
            .response(from: request, context: context)
    }
}
