import CogwatchCore
import Foundation
import Testing

@Suite("A webhook's signature")
struct SignatureTests {
    private let body = Array(#"{"test": 2432232314}"#.utf8)
    private let now = Date(timeIntervalSince1970: 1_614_265_330.9)

    private func signature(_ secret: String) -> [String: Request.Header.Value] {
        let headers = Signature.headers(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
            at: now,
            body: body,
            secret: Secret(secret)
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
}
