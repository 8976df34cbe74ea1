package import CogwatchCore
import Synchronization

/// The configuration in force, and the door that it opens: swapped whole at a reload.
package final class World: Sendable {
    /// What is in force at one moment.
    package struct View: Sendable {
        package let settings: Settings
        package let transport: any Transport
        /// Nil where the names of hosts say nothing of the way to them: behind a proxy, or where
        /// connections are redirected.
        package let names: (any NameService)?
        /// The ways to the Alertmanagers.
        let outlets: [Outlet]

        init(
            settings: Settings,
            transport: any Transport,
            names: (any NameService)?,
            outlets: [Outlet]
        ) {
            self.settings = settings
            self.transport = transport
            self.outlets = outlets
            self.names = settings.httpClient.resolvesNames ? names : nil
        }

        /// The same with other accounts.
        func watching(_ accounts: [Account]) -> View {
            var settings = settings
            settings.accounts = accounts
            return View(
                settings: settings,
                transport: transport,
                names: names,
                outlets: outlets
            )
        }

        /// A view without Alertmanagers.
        package init(
            settings: Settings,
            transport: any Transport,
            names: (any NameService)?
        ) {
            self.init(settings: settings, transport: transport, names: names, outlets: [])
        }

        var alertPolicy: AlertPolicy {
            AlertPolicy(
                externalLabels: settings.externalLabels,
                trialThresholds: settings.alerting.trialThresholds
            )
        }
    }

    private let view: Mutex<View>

    /// A world as it is at the start.
    package init(_ view: View) {
        self.view = Mutex(view)
    }

    var now: View { view.withLock { $0 } }

    func swap(_ next: View) {
        view.withLock { $0 = next }
    }
}
