import CogwatchCore
import Testing
import TestSupport

@Suite("A text that may hold a key")
struct RedactionTests {
    private static let token =
        "eyJhbGciOiJub25lIn0." + String(repeating: "eyJ4", count: 8) + "." + "c2lnbmVk"

    @Test(
        "keeps all but the key",
        arguments: [
            "%", "no account is called \"%\".\n  Try:\t--help", "http://me:%@host/é", "-%-",
        ]
    )
    func masked(_ text: String) {
        let secrets = [TestKeys.annotated(.speechServices), TestKeys.hex(3)].map {
            $0.reveal { $0 }
        }
        for secret in secrets {
            let shown = Redaction.masked(text.replacing("%", with: secret))
            #expect(shown == text.replacing("%", with: "[redacted]"))
        }
    }

    @Test("keeps all but the token")
    func token() {
        let shown = Redaction.masked("the value \(Self.token) is none\n")
        #expect(shown == "the value [redacted] is none\n")
    }

    @Test(
        "stays as it is where it holds none",
        arguments: [
            "", "Error: nothing\n\n  SEE --help", "4nMXo0Hq3CVJ8jXAvYwgsR",
            "00000000-1111-2222-3333-444444444444",
            "/srv/a-long-path/that.has_all-the.marks_of-a.token/cogwatch.yml",
        ]
    )
    func plain(_ text: String) {
        #expect(Redaction.masked(text) == text)
    }
}
