import Foundation
import TestSupport

/// The real curl: a client that has its own mind about TLS and passwords.
enum Curl {
    struct Got {
        let status: Int
        let text: String
    }

    /// Asks on a thread that may block.
    ///
    /// - Returns: Nil where curl gets no answer.
    static func ask(_ url: String, _ arguments: [String] = []) async -> Got? {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: answer(url, arguments))
            }
        }
    }

    private static func answer(_ url: String, _ arguments: [String]) -> Got? {
        let usual = ["curl", "-sS", "-i", "--noproxy", "*", "--max-time", "20"]
        guard let data = try? Command.run(usual + arguments + [url]) else { return nil }
        let text = String(decoding: data, as: UTF8.self)
        let words = text.split(separator: " ", maxSplits: 2)
        guard words.count > 1, let status = Int(words[1]) else { return nil }
        return Got(status: status, text: text)
    }
}
