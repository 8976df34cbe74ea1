import CogwatchCore
import Foundation

/// What it costs to classify an answer, without reading and writing JSON.
@main
struct ExplainBench {
    static func main() {
        let arguments = CommandLine.arguments
        let rounds = arguments.dropFirst().first.flatMap { Int($0) } ?? 1_000
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        let failures = lines.compactMap(ObservedFailure.init(jsonLine:))
        for (line, failure) in zip(lines, failures) {
            let cause = failure.diagnosis(at: now).cause
            // The best of ten: what else runs on the machine is not what is measured.
            let time = (0..<10).map { _ in
                ContinuousClock().measure {
                    for _ in 0..<rounds { precondition(failure.diagnosis(at: now).cause == cause) }
                }
            }.min()
            report(time ?? .zero, rounds, "\(cause.rawValue): \(line.prefix(60))")
        }
    }

    private static func report(_ time: Duration, _ rounds: Int, _ name: String) {
        let microseconds = time / .microseconds(1) / Double(max(1, rounds))
        print(String(format: "%8.1f µs  ", microseconds) + name)
    }

    /// The commonest answers, and a long page.
    private static let lines = [
        #"{"request":{"method":"GET","url":"https://japanwest.tts.speech.microsoft.com/cognitiveservices/voices/list","auth":"key"},"response":{"status":401,"body":"{\"error\":{\"code\":\"401\",\"message\":\"Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.\"}}"}}"#,
        #"{"request":{"method":"POST","url":"https://api.cognitive.microsofttranslator.com/translate?api-version=3.0","auth":"key"},"response":{"status":401,"body":"{\"error\":{\"code\":401000,\"message\":\"The request is not authorized because credentials are missing or invalid.\"}}"}}"#,
        #"{"response":{"status":429,"headers":{"Retry-After":"7"},"client_error":"429 Too Many Requests"}}"#,
        #"{"request":{"url":"https://en-us.tts.speech.microsoft.com/"},"response":{"transport_error":"getaddrinfo ENOTFOUND en-us.tts.speech.microsoft.com"}}"#,
        #"{"request":{"url":"https://eastus.tts.speech.microsoft.com/cognitiveservices/v1"},"response":{"status":401,"client_error":"nothing that is known is said in these words"}}"#,
        #"{"response":{"status":502,"body":"<html><head><title>Bad gateway</title></head><body>"#
            + String(repeating: "<p>The page you asked for cannot be shown.</p>", count: 200)
            + #"</body></html>"}}"#,
    ]
}
