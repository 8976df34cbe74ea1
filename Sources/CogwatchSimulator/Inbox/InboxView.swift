import CogwatchCore
import Foundation

/// The inbox as JSON.
enum InboxView {
    static func messages(_ messages: [InboxMessage]) -> JSONValue {
        ["messages": .list(messages.map(message))]
    }

    private static func message(_ message: InboxMessage) -> JSONValue {
        [
            "number": .number(Double(message.number)),
            "arrived": .text(Timestamp.text(message.arrived)),
            "path": .text(message.path),
            "headers": .object(headers(of: message)),
            "answered_with": message.answeredWith.map { .number(Double($0)) } ?? .null,
            "body": body(of: message),
        ]
    }

    // JSON stays JSON; anything else is shown as text.
    private static func body(of message: InboxMessage) -> JSONValue {
        (try? JSONValue(parsing: message.body))
            ?? .text(String(decoding: message.body, as: UTF8.self))
    }

    private static func headers(of message: InboxMessage) -> [String: JSONValue] {
        let credentials = ["authorization", "proxy-authorization", "cookie"]
        return Dictionary(
            message.headers.lines.map { line in
                let name = line.name.lowercased()
                return (name, .text(credentials.contains(name) ? "[redacted]" : line.value))
            },
            uniquingKeysWith: { first, _ in first }
        )
    }
}
