import CogwatchCore

/// An Alertmanager and the way to it.
struct Outlet: Sendable {
    let instance: AlertmanagerInstance
    let transport: any Transport

    /// A way to each Alertmanager; those that are reached alike share one.
    ///
    /// - Parameters:
    ///   - settings: Names the Alertmanagers.
    ///   - known: Ways that are open already.
    ///   - open: Opens a new one.
    /// - Returns: In the order of the file.
    /// - Throws: What `open` throws.
    static func all(
        for settings: AlertingSettings,
        keeping known: [Outlet],
        open: (HTTPClientSettings) throws -> any Transport
    ) throws -> [Outlet] {
        var outlets: [Outlet] = []
        for instance in settings.alertmanagers {
            let alike = (known + outlets).first { $0.instance.client == instance.client }
            let transport = try alike?.transport ?? open(instance.client)
            outlets.append(Outlet(instance: instance, transport: transport))
        }
        return outlets
    }
}
