import CogwatchCore
import Foundation
import TestSupport
import Testing

/// `make screenshots` writes the pictures of the documentation where `COGWATCH_PICTURES` says.
private let pictureFolder = ProcessInfo.processInfo.environment["COGWATCH_PICTURES"]

@Suite("Pictures", .enabled(if: pictureFolder != nil && Browser.program != nil))
struct Pictures {
    struct Shot: CustomTestStringConvertible {
        let name: String
        let path: String
        let width: Int
        let height: Int
        var isDark = false

        var testDescription: String { name }
    }

    private static let account = "/accounts/\(ShownFleet.broken)"

    @Test(
        "are taken of the same bad night, always",
        arguments: [
            Shot(name: "fleet-light", path: "/", width: 1_200, height: 1_400),
            Shot(name: "fleet-dark", path: "/", width: 1_200, height: 1_400, isDark: true),
            Shot(name: "fleet-phone", path: "/", width: 360, height: 900),
            Shot(name: "account-light", path: account, width: 1_200, height: 1_330),
            Shot(
                name: "account-dark",
                path: account,
                width: 1_200,
                height: 1_330,
                isDark: true
            ),
            Shot(name: "account-phone", path: account, width: 360, height: 900, isDark: true),
            Shot(name: "incidents-light", path: "/incidents", width: 1_200, height: 1_000),
            Shot(
                name: "incidents-dark",
                path: "/incidents",
                width: 1_200,
                height: 1_000,
                isDark: true
            ),
        ]
    )
    func shot(_ shot: Shot) async throws {
        let folder = URL(filePath: try #require(pictureFolder))
        try await RunningServer.with(ShownFleet.console()) { server in
            let tab = try await BrowserTab(in: Browser(), width: shot.width, isDark: shot.isDark)
            try await tab.go(to: "http://127.0.0.1:\(server.ports.first ?? 0)\(shot.path)")
            let picture = try await tab.picture(width: shot.width, height: shot.height)
            try picture.write(to: folder.appending(path: "\(shot.name).png"))
            #expect(tab.complaints == [])
        }
    }
}
