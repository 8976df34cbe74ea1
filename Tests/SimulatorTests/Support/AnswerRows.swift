import CogwatchCore
import CogwatchSimulator

/// What Azure answers, row by row.
enum AnswerRows {
    static let wrongKey =
        "Access denied due to invalid subscription key or wrong API endpoint."
    static let badToken = "Access token is missing, invalid, audience is incorrect"
    static let notFound = #""message": "Resource not found""#
    static let china = "chinaeast2.api.cognitive.azure.cn"
    static let domainVoices = "/tts/cognitiveservices/voices/list"

    static let accepted: [AnswerRow] = [
        AnswerRow(
            "gives a token for the right key",
            .token(.key("speech")),
            200,
            "OK",
            says: "eyJ"
        ),
        AnswerRow("knows both keys", .token(.key("speech", .key2)), 200),
        AnswerRow("knows old keys", .token(.key("old")), 200),
        AnswerRow("lists voices", .voices(.key("speech")), 200, says: #""ShortName":"en-US-"#),
        AnswerRow(
            "opens regional Speech hosts to multi-service keys",
            .voices("eastus.tts.speech.microsoft.com", .key("multi")),
            200
        ),
        AnswerRow(
            "serves a custom domain's token",
            .token(Sample.speechDomain, .key("domain")),
            200,
            says: "eyJ"
        ),
        AnswerRow(
            "serves a custom domain's voices under /tts",
            Ask(
                host: Sample.speechDomain,
                path: domainVoices,
                proof: .key("domain")
            ),
            200
        ),
        AnswerRow(
            "keeps the regional hosts open beside a custom domain",
            .voices("westeurope.tts.speech.microsoft.com", .key("domain")),
            200
        ),
        AnswerRow("serves China on China's hosts", .token(china, .key("china")), 200),
        AnswerRow("gives a Translator key a token", .token(.key("translator")), 200),
        AnswerRow(
            "compares paths without regard to case",
            Ask(
                method: "POST",
                host: Sample.tokenHost,
                path: "/STS/v1.0/ISSUETOKEN",
                proof: .key("speech")
            ),
            200
        ),
        AnswerRow(
            "answers a Face key on Face",
            Ask(
                host: Sample.tokenHost,
                path: "/face/v1.0/largepersongroups",
                proof: .key("face")
            ),
            200,
            says: "[]"
        ),
        AnswerRow(
            "gives a global Translator's key a token on the host without a region",
            after: [
                .create(AccountPlan(name: "global", kind: .textTranslation, region: "global"))
            ],
            .token("api.cognitive.microsoft.com", .key("global")),
            200,
            says: "eyJ"
        ),
        AnswerRow(
            "tells a custom domain's region without a key",
            Ask(
                host: Sample.speechDomain,
                path: "/tts/cognitiveservices/websocket/v1",
                query: "GenerateRedirectResponse=true"
            ),
            200,
            says: "https://westeurope.tts.speech.microsoft.com"
        ),
    ]

    static let refused: [AnswerRow] = [
        AnswerRow("refuses no key", .token(.nothing), 401, "PermissionDenied", says: wrongKey),
        AnswerRow(
            "refuses an unknown key",
            .token(.bogusKey),
            401,
            "PermissionDenied",
            says: wrongKey,
            header: ("WWW-Authenticate", #"realm="https://\#(Sample.tokenHost)/sts/v1.0""#)
        ),
        AnswerRow(
            "refuses a key in another region",
            .token("westus.api.cognitive.microsoft.com", .key("speech")),
            401,
            says: wrongKey
        ),
        AnswerRow(
            "refuses a key in another cloud",
            .token(china, .key("speech")),
            401,
            says: wrongKey
        ),
        AnswerRow("refuses a key of China at home", .token(.key("china")), 401, says: wrongKey),
        AnswerRow("refuses a Face key on Speech", .token(.key("face")), 401, says: wrongKey),
        AnswerRow("refuses a Translator key for voices", .voices(.key("translator")), 401),
        AnswerRow(
            "refuses a Speech key on Face",
            Ask(
                host: Sample.tokenHost,
                path: "/face/v1.0/largepersongroups",
                proof: .key("speech")
            ),
            401,
            says: wrongKey
        ),
        AnswerRow(
            "refuses another account's key on a custom domain",
            .token(Sample.speechDomain, .key("speech")),
            401,
            says: wrongKey
        ),
        AnswerRow(
            "refuses a key sent as a token",
            .voices(.keyAsBearer("speech")),
            401,
            "Unauthorized",
            says: badToken
        ),
        AnswerRow(
            "names the audience of its cloud",
            .token(china, .keyAsBearer("china")),
            401,
            says: "https://cognitiveservices.azure.cn"
        ),
        AnswerRow(
            "has no voices without /tts on a custom domain",
            .voices(Sample.speechDomain, .key("domain")),
            404,
            says: notFound
        ),
        AnswerRow(
            "has no GET on issueToken",
            Ask(host: Sample.tokenHost, path: "/sts/v1.0/issueToken", proof: .key("speech")),
            404,
            "Resource Not Found",
            says: notFound
        ),
        AnswerRow(
            "wants the length of a POST",
            Ask(
                method: "POST",
                host: Sample.tokenHost,
                path: "/sts/v1.0/issueToken",
                proof: .key("speech"),
                sendsLength: false
            ),
            411,
            "Length Required",
            says: "content length"
        ),
    ]

    static let states: [AnswerRow] = [
        AnswerRow(
            "refuses a deleted account's key",
            after: [.delete(account: "speech")],
            .token(.key("speech")),
            401,
            says: wrongKey
        ),
        AnswerRow(
            "refuses an expired trial's key",
            after: [.trial(account: "speech", expires: .after(.zero))],
            .token(.key("speech")),
            401,
            says: wrongKey
        ),
        AnswerRow(
            "accepts a running trial's key",
            after: [.trial(account: "speech", expires: .after(.seconds(60)))],
            .token(.key("speech")),
            200
        ),
        AnswerRow(
            "refuses a moved account's key in the old region",
            after: [.move(account: "speech", region: "japaneast")],
            .token(.key("speech")),
            401,
            says: wrongKey
        ),
        AnswerRow(
            "accepts a moved account's key in the new region",
            after: [.move(account: "speech", region: "japaneast")],
            .token("japaneast.api.cognitive.microsoft.com", .key("speech")),
            200
        ),
        AnswerRow(
            "says that keys are disabled",
            after: [.localAuth(account: "speech", .disabled)],
            .token(.key("speech")),
            403,
            says: "AuthenticationTypeDisabled"
        ),
        AnswerRow(
            "hides that keys are disabled",
            after: [.localAuth(account: "speech", .disabledSilently)],
            .token(.key("speech")),
            401,
            "PermissionDenied",
            says: wrongKey
        ),
        AnswerRow(
            "says that the firewall denies",
            after: [.network(account: "speech", rules: true)],
            .token(.key("speech")),
            403,
            says: "Virtual Network/Firewall rules",
            header: ("policy-id", "ThrowExceptionDueToTrafficDenied")
        ),
        AnswerRow(
            "says that public access is off",
            after: [.publicAccess(account: "speech", enabled: false)],
            .voices(.key("speech")),
            403,
            says: "Public access is disabled."
        ),
        AnswerRow(
            "says when the quota is filled again",
            after: [.quota(account: "speech", replenishedIn: .seconds(2 * 86_400 + 3723))],
            .token(.key("speech")),
            403,
            says: "replenished in 2.01:02:03."
        ),
        AnswerRow(
            "throttles with kind and SKU",
            after: [.throttle(account: "speech", retryAfter: 30)],
            .token(.key("speech")),
            429,
            "Too Many Requests",
            says: "SpeechServices S0 pricing tier. Please retry after 30 seconds",
            header: ("Retry-After", "30")
        ),
        AnswerRow(
            "hides an account's state from an unknown key",
            after: [.network(account: "speech", rules: true)],
            .token(.bogusKey),
            401
        ),
        AnswerRow(
            "answers the other accounts of a throttled one's region",
            after: [.throttle(account: "speech", retryAfter: 30)],
            .token(.key("old")),
            200
        ),
    ]

    static let faults: [AnswerRow] = [
        AnswerRow(
            "fails with 500",
            after: [.fault(host: Sample.tokenHost, .serverError(500))],
            .token(.key("speech")),
            500,
            "Internal Server Error"
        ),
        AnswerRow(
            "fails with 502",
            after: [.fault(host: Sample.tokenHost, .serverError(502))],
            .token(.key("speech")),
            502,
            "Bad Gateway"
        ),
        AnswerRow(
            "shows Front Door's page",
            after: [.fault(host: Sample.tokenHost, .frontDoorPage)],
            .token(.key("speech")),
            503,
            says: "Our services aren't available right now",
            header: ("Content-Type", "text/html")
        ),
        AnswerRow(
            "is hidden by a captive portal",
            after: [.fault(host: Sample.tokenHost, .captivePortal)],
            .token(.key("speech")),
            200,
            says: "Sign in",
            header: ("Content-Type", "text/html")
        ),
        AnswerRow(
            "breaks one host only",
            after: [.fault(host: Sample.tokenHost, .serverError(503))],
            .voices(.key("speech")),
            200
        ),
        AnswerRow(
            "is mended",
            after: [
                .fault(host: Sample.tokenHost, .hang), .mend(host: Sample.tokenHost),
            ],
            .token(.key("speech")),
            200
        ),
    ]

    static let translator: [AnswerRow] = [
        AnswerRow(
            "asks the Translator's callers for their region",
            Ask(
                method: "POST",
                host: "api.cognitive.microsofttranslator.com",
                path: "/translate",
                proof: .key("translator")
            ),
            401,
            says: #""code":401000"#
        ),
        AnswerRow(
            "translates for the right region",
            Ask(
                method: "POST",
                host: "api.cognitive.microsofttranslator.com",
                path: "/translate",
                proof: .key("translator"),
                extra: [
                    Headers.Line(name: "Ocp-Apim-Subscription-Region", value: "japanwest")
                ]
            ),
            200
        ),
        AnswerRow(
            "tells a Speech key that it is one",
            Ask(
                method: "POST",
                host: "api.cognitive.microsofttranslator.com",
                path: "/translate",
                proof: .key("speech")
            ),
            401,
            says: #""code":401015"#
        ),
        AnswerRow(
            "lists languages to everybody",
            Ask(host: "api.cognitive.microsofttranslator.com", path: "/languages"),
            200
        ),
    ]

    static let all = accepted + refused + states + faults + translator
}
