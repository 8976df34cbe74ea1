package import CogwatchCore

extension ManagementDesk {
    /// Asks for the two keys that an account has now.
    ///
    /// - Parameters:
    ///   - id: The account's.
    ///   - access: Who asks, and where.
    /// - Returns: The keys, to be compared and forgotten.
    /// - Throws: Why there are none: an ``EntraRefusal``, a ``ManagementRefusal``, a ``Fault``, or
    ///   that the task was cancelled.
    package func keys(of id: ResourceID, by access: AzureAccess) async throws -> ListedKeys {
        let call = ManagementCall.keys(id)
        let token = try await token(
            of: access.credential,
            for: .resourceManager,
            in: access.cloud
        )
        let answer = await send(
            ResourceManager(in: access.cloud).request(call, token: token),
            isWrite: call.isWrite,
            in: id.subscription
        )
        try Task.checkCancellation()
        return try ManagementReading.keys(answer, to: call, at: time.now)
    }
}
