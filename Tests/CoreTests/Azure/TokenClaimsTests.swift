import CogwatchCore
import Foundation
import Testing

@Suite("An issued token's claims")
struct TokenClaimsTests {
    @Test("are read where they stand")
    func whole() throws {
        let claims = try #require(
            read(
                #"{"region":"global","product-id":"SpeechServices.S0","azure-resource-id":"#
                    + #""/subscriptions/1/x","aud":"urn:ms.speechservices.westus","#
                    + #""exp":1790000000,"iss":"urn:ms.cognitiveservices"}"#
            )
        )
        #expect(claims.expires == Date(timeIntervalSince1970: 1_790_000_000))
        #expect(claims.region == "westus")
        #expect(claims.productID == "SpeechServices.S0")
        #expect(claims.resourceID == "/subscriptions/1/x")
        #expect(claims.audience == "urn:ms.speechservices.westus")
        #expect(claims.issuer == "urn:ms.cognitiveservices")
    }

    @Test(
        "give the end as a number or a text, and no damage as a date",
        arguments: [
            ("1790000000", 1_790_000_000.0), ("\"1790000000\"", 1_790_000_000),
            ("1790000000.5", 1_790_000_000.5), ("\"soon\"", nil), ("null", nil), ("-1", nil),
            ("1e300", nil), ("\"inf\"", nil), ("\"nan\"", nil), ("[]", nil),
        ] as [(String, Double?)]
    )
    func expiry(claim: String, seconds: Double?) {
        #expect(
            read("{\"exp\":\(claim)}")?.expires == seconds.map(Date.init(timeIntervalSince1970:))
        )
    }

    @Test(
        "give the region of the audience, or else the one named",
        arguments: [
            (#"{"aud":"urn:ms.speechservices.japanwest"}"#, "japanwest"),
            (#"{"aud":["urn:ms.speechservices.eastus","x"],"region":"y"}"#, "eastus"),
            (#"{"aud":"urn:ms.microsofttranslator","region":"global"}"#, "global"),
            (#"{"aud":"urn:ms.speechservices."}"#, nil),
            (#"{"region":""}"#, nil), (#"{"region":7}"#, nil), ("{}", nil),
        ] as [(String, String?)]
    )
    func region(payload: String, region: String?) {
        #expect(read(payload)?.region == region)
    }

    @Test("are read with padding and blanks around the token too")
    func padding() {
        for payload in ["{}", "{\"a\":1}", "{\"a\":12}", "{\"a\":123}"] {
            #expect(read(payload) != nil)
            let padded = ["e30=", Data(payload.utf8).base64EncodedString(), "e30="]
                .joined(separator: ".")
            #expect(TokenClaims(token: Array(" \(padded)\r\n".utf8)) != nil)
        }
    }

    @Test(
        "are none of what is no token",
        arguments: [
            "", ".", "..", "...", "a.b", "a.b.c", "e30.e30", "e30.e30.e30.e30", "e30..e30",
            ".e30.e30", "e30.W10.e30", "e30.MQ.e30", "e30.e3.e30", "e30.{}.e30", "\"e30.e30.e30\"",
            #"{"error":{"code":"401"}}"#, "e30.é.e30",
        ]
    )
    func nothing(text: String) {
        #expect(TokenClaims(token: Array(text.utf8)) == nil)
    }

    @Test("are none of a text that is far too long, deep or wild", .timeLimit(.minutes(1)))
    func hostile() {
        let deep = String(repeating: "[", count: 30_000)
        #expect(read(#"{"a":"# + deep + "}") == nil)
        #expect(read(#"{"a":""# + String(repeating: "x", count: 70_000) + "\"}") == nil)
        #expect(TokenClaims(token: Array(repeating: UInt8(ascii: "."), count: 60_000)) == nil)
        #expect(TokenClaims(token: Array(repeating: 0xFF, count: 60_000)) == nil)
    }

    private func read(_ payload: String) -> TokenClaims? {
        let parts = ["{\"alg\":\"HS256\"}", payload, "signature"].map { part in
            Data(part.utf8).base64EncodedString()
                .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        }
        return TokenClaims(token: Array(parts.joined(separator: ".").utf8))
    }
}
