import CogwatchCore
import Foundation
import Testing

@Suite("A webhook's signature")
struct SignatureTests {
    private let body = Array(#"{"test": 2432232314}"#.utf8)
    private let now = Date(timeIntervalSince1970: 1_614_265_330.9)

    private func signature(_ secrets: String...) -> [String: Request.Header.Value] {
        let headers = Signature.headers(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
            at: now,
            body: body,
            secrets: secrets.map { Secret($0) }
        )
        return Dictionary(headers.map { ($0.name, $0.value) }) { first, _ in first }
    }

    @Test("is the one that the specification's example has")
    func example() {
        let headers = signature("whsec_" + "MfKQ9r8GKYqrTwjU" + "PD8ILPZIo2LaLaSw")
        #expect(headers["webhook-timestamp"] == .plain("1614265330"))
        #expect(
            headers["webhook-signature"]
                == .plain("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
        )
    }

    @Test("depends on the secret, whose text is the key where it is no whsec_")
    func secrets() {
        let signatures = ["one", "two", "whsec_not base64"].map {
            signature($0)["webhook-signature"]
        }
        #expect(Set(signatures.map { "\(String(describing: $0))" }).count == 3)
    }

    @Test("is given with the old and the new secret while one takes the other's place")
    func rotation() throws {
        let (old, new) = ("whsec_" + "b2xkIG9sZA==", "whsec_" + "bmV3IG5ldw==")
        let both = try #require(signature(new, old)["webhook-signature"])
        let each = [new, old].map { signature($0)["webhook-signature"] }
        guard case .plain(let text) = both, case .plain(let first) = each[0],
            case .plain(let second) = each[1]
        else {
            Issue.record("a signature is no plain text")
            return
        }
        #expect(text == "\(first) \(second)")
    }
}
