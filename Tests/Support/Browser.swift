import Foundation
import Synchronization

/// A real Chromium without a window, spoken to over its DevTools pipe.
///
/// The pipe is two named ones here, which a shell puts where the program looks for them, so that no
/// other socket or library is needed.
package final class Browser: Sendable {
    /// Something that the browser tells unasked.
    struct Event: Sendable {
        let method: String
        let session: String
        /// JSON.
        let parameters: Data
    }

    private struct Talk {
        var lastID = 0
        var answers: [Int: Data] = [:]
        var events: [Event] = []
    }

    private let talk = Mutex(Talk())
    private let scratch: Scratch
    private let process: pid_t
    private let hears: Int32
    private let speaks: Int32

    /// The name of the program that is there; nil, with a line that says so, where none is.
    package static let program: String? = {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin"
        let found = ["chromium", "chromium-browser", "google-chrome"].first { name in
            path.split(separator: ":").contains {
                FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
            }
        }
        if found == nil { print("SKIPPED: chromium is not installed; `make test` installs it") }
        return found
    }()

    /// Starts the browser.
    package init() throws {
        guard let program = Self.program else { throw PeerProblem("there is no chromium") }
        scratch = try Scratch()
        let (hears, speaks) = (scratch.path("hears"), scratch.path("speaks"))
        guard mkfifo(hears, 0o600) == 0, mkfifo(speaks, 0o600) == 0 else {
            throw PeerProblem("cannot make a named pipe")
        }
        // Open for both, a named pipe waits for nobody.
        self.hears = open(hears, O_RDWR | O_CLOEXEC)
        self.speaks = open(speaks, O_RDWR | O_CLOEXEC)
        let flags = [
            "--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-extensions", "--disable-component-update", "--disable-background-networking",
            "--hide-scrollbars", "--force-color-profile=srgb", "--font-render-hinting=none",
            "--no-proxy-server", "--user-data-dir=\(scratch.path("profile"))",
            "--remote-debugging-pipe",
        ]
        // Chromium's sandbox refuses to work for root.
        let all = flags + (getuid() == 0 ? ["--no-sandbox"] : []) + ["about:blank"]
        process = try Command.start(
            ["sh", "-c", "exec \"$@\" 3<'\(hears)' 4>'\(speaks)'", "sh", program] + all,
            input: "/dev/null",
            output: scratch.path("output"),
            errors: scratch.path("output")
        )
        listen()
    }

    deinit {
        kill(process, SIGKILL)
        Command.wait(for: process)
        close(hears)
        close(speaks)
    }

    private func listen() {
        let speaks = speaks
        Thread.detachNewThread { [weak self] in
            var bytes = Data()
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            while self != nil {
                var waiting = pollfd(fd: speaks, events: Int16(POLLIN), revents: 0)
                guard poll(&waiting, 1, 200) > 0 else { continue }
                let count = read(speaks, &buffer, buffer.count)
                guard count > 0 else { return }
                bytes.append(contentsOf: buffer.prefix(count))
                while let end = bytes.firstIndex(of: 0) {
                    self?.take(Data(bytes[bytes.startIndex..<end]))
                    bytes = Data(bytes[bytes.index(after: end)...])
                }
            }
        }
    }

    private func take(_ message: Data) {
        guard let json = try? JSONSerialization.jsonObject(with: message) as? [String: Any] else {
            return
        }
        if let id = json["id"] as? Int {
            talk.withLock { $0.answers[id] = message }
        } else if let method = json["method"] as? String {
            let parameters = try? JSONSerialization.data(withJSONObject: json["params"] ?? [:])
            let event = Event(
                method: method,
                session: json["sessionId"] as? String ?? "",
                parameters: parameters ?? Data()
            )
            talk.withLock { $0.events.append(event) }
        }
    }

    /// What a session told so far.
    func events(of session: String) -> [Event] {
        talk.withLock { talk in talk.events.filter { $0.session == session } }
    }

    /// Gives a command and waits for its result.
    func call(
        _ method: String,
        _ parameters: [String: Any] = [:],
        session: String? = nil
    ) async throws -> [String: Any] {
        let id = talk.withLock { talk in
            talk.lastID += 1
            return talk.lastID
        }
        var message: [String: Any] = ["id": id, "method": method, "params": parameters]
        message["sessionId"] = session
        try say(JSONSerialization.data(withJSONObject: message) + [0])
        let answer = try await answer(to: id, method)
        let json = try JSONSerialization.jsonObject(with: answer) as? [String: Any] ?? [:]
        if let problem = json["error"] { throw PeerProblem("\(method): \(problem)") }
        return json["result"] as? [String: Any] ?? [:]
    }

    private func say(_ message: Data) throws {
        var rest = Array(message)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(hears, $0.baseAddress, $0.count) }
            guard count > 0 else { throw PeerProblem("the browser hears nothing") }
            rest = rest.dropFirst(count)
        }
    }

    private func answer(to id: Int, _ method: String) async throws -> Data {
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            if let answer = talk.withLock({ $0.answers.removeValue(forKey: id) }) { return answer }
            try await Task.sleep(for: .milliseconds(5))
        }
        let output = try? String(contentsOfFile: scratch.path("output"), encoding: .utf8)
        throw PeerProblem("the browser does not answer \(method): \(output?.suffix(500) ?? "")")
    }
}
