import Foundation

/// A line of the workshop's collection of failures, as far as these tests read it.
struct RecordedFailure {
    let id: String
    let status: Int
    let body: String

    init?(_ line: Substring) {
        guard
            let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
            let id = object["id"] as? String,
            let response = object["response"] as? [String: Any]
        else { return nil }
        self.id = id
        status = response["status"] as? Int ?? 0
        body = response["body"] as? String ?? ""
    }
}
