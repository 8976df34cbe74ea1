package import Foundation

/// A page in a ``Browser``, with cookies and storage of its own.
package struct BrowserTab: Sendable {
    private let browser: Browser
    private let session: String

    /// Opens an empty page.
    ///
    /// - Parameters:
    ///   - browser: Where.
    ///   - width: In CSS pixels; less than 600 is a phone.
    ///   - isDark: Whether its user likes dark pages.
    ///   - runsScripts: Whether JavaScript is on.
    ///   - zone: The user's time zone.
    /// - Throws: When the browser does not do as it is told.
    package init(
        in browser: Browser,
        width: Int = 1_200,
        isDark: Bool = false,
        runsScripts: Bool = true,
        zone: String = "UTC"
    ) async throws {
        self.browser = browser
        let context = try await browser.call("Target.createBrowserContext")
        let target = try await browser.call(
            "Target.createTarget",
            [
                "url": "about:blank",
                "browserContextId": context["browserContextId"] as? String ?? "",
            ]
        )
        let attached = try await browser.call(
            "Target.attachToTarget",
            ["targetId": target["targetId"] as? String ?? "", "flatten": true]
        )
        session = attached["sessionId"] as? String ?? ""
        for domain in ["Page", "Runtime", "Log", "Network"] { try await call("\(domain).enable") }
        try await call("Emulation.setTimezoneOverride", ["timezoneId": zone])
        try await call(
            "Emulation.setEmulatedMedia",
            ["features": [["name": "prefers-color-scheme", "value": isDark ? "dark" : "light"]]]
        )
        try await call("Emulation.setScriptExecutionDisabled", ["value": !runsScripts])
        try await resize(width: width, height: 900)
    }

    @discardableResult
    private func call(
        _ method: String,
        _ parameters: [String: Any] = [:]
    ) async throws -> [String: Any] {
        try await browser.call(method, parameters, session: session)
    }

    private func resize(width: Int, height: Int) async throws {
        try await call(
            "Emulation.setDeviceMetricsOverride",
            ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600]
        )
    }

    /// Goes to an address, and waits until the page is there with all it needs.
    package func go(to url: String) async throws {
        let before = loads
        try await call("Page.navigate", ["url": url])
        let deadline = ContinuousClock.now + .seconds(30)
        while loads == before {
            guard ContinuousClock.now < deadline else { throw PeerProblem("\(url) does not load") }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    private var loads: Int { told("Page.loadEventFired").count }

    private func told(_ method: String) -> [[String: Any]] {
        browser.events(of: session).filter { $0.method == method }.map { event in
            let json = try? JSONSerialization.jsonObject(with: event.parameters)
            return json as? [String: Any] ?? [:]
        }
    }

    /// Everything that a developer would see in red: errors, warnings, what the policy forbade.
    package var complaints: [String] {
        let logged = told("Log.entryAdded").compactMap { $0["entry"] as? [String: Any] }
            .filter { ["error", "warning"].contains($0["level"] as? String ?? "") }
            .map { "\($0["source"] ?? ""): \($0["text"] ?? "") \($0["url"] ?? "")" }
        let thrown = told("Runtime.exceptionThrown").map { "\($0["exceptionDetails"] ?? "")" }
        let said = told("Runtime.consoleAPICalled")
            .filter { ["error", "warning", "assert"].contains($0["type"] as? String ?? "") }
            .map { "\($0["args"] ?? "")" }
        return logged + thrown + said
    }

    /// The addresses of everything that was asked for.
    package var requests: [String] {
        told("Network.requestWillBeSent").compactMap {
            ($0["request"] as? [String: Any])?["url"] as? String
        }
    }

    /// Runs an expression in the page, also where its own scripts are off.
    ///
    /// - Returns: Its value as text; empty where the page went away meanwhile.
    @discardableResult
    package func evaluate(_ expression: String) async throws -> String {
        let result: [String: Any]
        do {
            result = try await call(
                "Runtime.evaluate",
                [
                    "expression": "(async () => String(await (\(expression))))()",
                    "returnByValue": true, "awaitPromise": true,
                ]
            )
        } catch let problem as PeerProblem where problem.description.contains("navigated") {
            return ""
        }
        if let problem = result["exceptionDetails"] { throw PeerProblem("\(problem)") }
        return (result["result"] as? [String: Any])?["value"] as? String ?? ""
    }

    /// The page's words, as far as they are shown.
    package func text(of selector: String = "body") async throws -> String {
        try await evaluate("document.querySelector('\(selector)')?.innerText ?? ''")
    }

    /// Presses and releases a key, such as `Tab` or `Enter`.
    package func press(_ key: String) async throws {
        let codes = ["Tab": 9, "Enter": 13]
        for type in ["rawKeyDown", "char", "keyUp"] where type != "char" || key == "Enter" {
            var parameters: [String: Any] = [
                "type": type, "key": key, "code": key,
                "windowsVirtualKeyCode": codes[key] ?? 0,
            ]
            if type == "char" { parameters["text"] = "\r" }
            try await call("Input.dispatchKeyEvent", parameters)
        }
    }

    /// Cuts the network, or mends it.
    package func setOffline(_ isOffline: Bool) async throws {
        try await call(
            "Network.emulateNetworkConditions",
            ["offline": isOffline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1]
        )
    }

    /// Takes a picture of the page from its top.
    ///
    /// - Parameters:
    ///   - width: In CSS pixels.
    ///   - height: In CSS pixels.
    /// - Returns: A PNG.
    /// - Throws: When the browser makes none.
    package func picture(width: Int, height: Int) async throws -> Data {
        try await resize(width: width, height: height)
        let result = try await call("Page.captureScreenshot", ["format": "png"])
        guard let text = result["data"] as? String, let data = Data(base64Encoded: text) else {
            throw PeerProblem("the browser made no picture")
        }
        return data
    }
}
