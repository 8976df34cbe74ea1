import CogwatchCore
import Foundation
import Testing
import TestSupport

@Suite("Entra")
struct EntraTests {
    static let now = Stage.now
    static let app = EntraCredential.clientSecret(
        tenantID: "contoso.example",
        clientID: "an-app",
        secret: Secret("s&cr=t ")
    )
    static let instance = EntraCredential.managedIdentity(ManagedIdentity(environment: [:]))

    @Test(
        "asks the cloud's authority for the cloud's scope",
        arguments: [
            (
                Cloud.public, TokenAudience.resourceManager, "login.microsoftonline.com",
                "management.azure.com"
            ),
            (.public, .keyVault, "login.microsoftonline.com", "vault.azure.net"),
            (
                .china, .resourceManager, "login.partner.microsoftonline.cn",
                "management.chinacloudapi.cn"
            ),
            (.china, .keyVault, "login.partner.microsoftonline.cn", "vault.azure.cn"),
            (.usgov, .resourceManager, "login.microsoftonline.us", "management.usgovcloudapi.net"),
            (.usgov, .keyVault, "login.microsoftonline.us", "vault.usgovcloudapi.net"),
        ]
    )
    func authority(cloud: Cloud, audience: TokenAudience, host: String, resource: String) throws {
        let request = try Self.app.request(for: audience, in: cloud)
        #expect(request.method == .post)
        #expect(request.url == "https://\(host)/contoso.example/oauth2/v2.0/token")
        #expect(request.text.contains("scope=https%3A%2F%2F\(resource)%2F.default"))
        #expect(request.text.contains("grant_type=client_credentials"))
        #expect(request.text.hasSuffix("&client_secret=s%26cr%3Dt%20"))
    }

    @Test("sends the file's content as an assertion")
    func workload() throws {
        let identity = try WorkloadIdentity(
            clientID: "mine",
            environment: [
                "AZURE_TENANT_ID": "a-tenant", "AZURE_CLIENT_ID": "theirs",
                "AZURE_FEDERATED_TOKEN_FILE": "/var/run/token",
            ]
        )
        let credential = EntraCredential.workloadIdentity(identity)
        #expect(credential.assertionFile == "/var/run/token")
        let request = try credential.request(
            for: .keyVault,
            in: .public,
            assertion: Secret("x.y.z")
        )
        #expect(request.text.hasPrefix("client_id=mine&"))
        #expect(request.text.contains("client_assertion=x.y.z"))
        #expect(request.text.contains("jwt-bearer"))
        let fault = thrown { () throws(Fault) in
            try credential.request(for: .keyVault, in: .public)
        }
        #expect(fault?.description.contains("/var/run/token") == true)
    }

    @Test("names the variables that workload identity lacks")
    func missingVariables() {
        let fault = thrown { () throws(Fault) in
            try WorkloadIdentity(environment: ["AZURE_TENANT_ID": "x"])
        }
        #expect(fault?.why == "not set: AZURE_CLIENT_ID, AZURE_FEDERATED_TOKEN_FILE")
    }

    private static let pod = [
        "AZURE_TENANT_ID": "a-tenant", "AZURE_CLIENT_ID": "an-app",
        "AZURE_FEDERATED_TOKEN_FILE": "/var/run/token",
    ]

    @Test(
        "exchanges a workload's token where AZURE_AUTHORITY_HOST says",
        arguments: [
            (nil, Cloud.public, "login.microsoftonline.com"),
            ("", .china, "login.partner.microsoftonline.cn"),
            ("https://login.microsoftonline.com/", .public, "login.microsoftonline.com"),
            ("https://login.chinacloudapi.cn/", .china, "login.chinacloudapi.cn"),
            ("HTTPS://Login.MicrosoftOnline.US", .usgov, "login.microsoftonline.us"),
        ] as [(String?, Cloud, String)]
    )
    func authorityOfThePod(variable: String?, cloud: Cloud, host: String) throws {
        var environment = Self.pod
        environment["AZURE_AUTHORITY_HOST"] = variable
        let identity = try WorkloadIdentity(environment: environment)
        let request = try EntraCredential.workloadIdentity(identity).request(
            for: .resourceManager,
            in: cloud,
            assertion: Secret("x.y.z")
        )
        #expect(request.url == "https://\(host)/a-tenant/oauth2/v2.0/token")
    }

    @Test(
        "gives a workload's token to nobody who is not known as Entra",
        arguments: [
            "http://login.microsoftonline.com/", "login.microsoftonline.com", "https://",
            "https://login.microsoftonline.com.evil.example/",
            "https://evil.example/login.microsoftonline.com",
            "https://login.microsoftonline.com@evil.example/",
            "https://login.microsoftonline.com:8443/", "https://x.login.microsoftonline.com/",
        ]
    )
    func strangeAuthority(variable: String) {
        var environment = Self.pod
        environment["AZURE_AUTHORITY_HOST"] = variable
        let fault = thrown { () throws(Fault) in
            try WorkloadIdentity(environment: environment)
        }
        #expect(fault?.why.contains("AZURE_AUTHORITY_HOST is no address of Entra") == true)
        #expect(fault?.remedy.contains("https://login.microsoftonline.us/") == true)
    }

    @Test("says that the authority is another cloud's")
    func authorityOfAnotherCloud() throws {
        var environment = Self.pod
        environment["AZURE_AUTHORITY_HOST"] = "https://login.chinacloudapi.cn/"
        let identity = try WorkloadIdentity(environment: environment)
        let fault = thrown { () throws(Fault) in
            try EntraCredential.workloadIdentity(identity).request(
                for: .resourceManager,
                in: .public,
                assertion: Secret("x.y.z")
            )
        }
        #expect(fault?.why.contains("Entra of AzureChinaCloud") == true)
        #expect(fault?.remedy.contains("environment to AzureChinaCloud") == true)
    }

    @Test(
        "asks the identity endpoint of the place, never through a proxy",
        arguments: [
            (
                [:], "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01",
                "Metadata", "true"
            ),
            (
                ["IDENTITY_ENDPOINT": "http://127.0.0.1:41/msi/token", "IDENTITY_HEADER": "h"],
                "http://127.0.0.1:41/msi/token?api-version=2019-08-01", "X-IDENTITY-HEADER", "h"
            ),
            (
                [
                    "IDENTITY_ENDPOINT": "http://localhost:42356/msi/token", "IDENTITY_HEADER": "h",
                    "CONTAINER_APP_NAME": "app",
                ],
                "http://localhost:42356/msi/token?api-version=2019-08-01", "X-IDENTITY-HEADER", "h"
            ),
        ]
    )
    func identity(environment: [String: String], url: String, header: String, value: String) throws
    {
        let identity = ManagedIdentity(clientID: "an id", environment: environment)
        var client = HTTPClientSettings(connectTo: ["::127.0.0.1:1"])
        client.proxyURL = Secret("http://proxy:3128")
        client.proxyFromEnvironment = true
        let request = try EntraCredential.managedIdentity(identity).request(
            for: .resourceManager,
            in: .public,
            through: client
        )
        #expect(request.method == .get)
        #expect(
            request.url
                == url + "&resource=https%3A%2F%2Fmanagement.azure.com%2F&client_id=an%20id"
        )
        #expect(request.header(header) == value)
        let door = try #require(request.door)
        #expect(door.proxyURL == nil && !door.proxyFromEnvironment)
        #expect(door.connectTo == client.connectTo)
    }

    @Test(
        "refuses what is no credential",
        arguments: ["", "../admin", "a/b", "a?b", "tenant\r\nx"]
    )
    func noTenant(tenant: String) {
        let credential = EntraCredential.clientSecret(
            tenantID: tenant,
            clientID: "x",
            secret: Secret("y")
        )
        #expect(
            thrown { () throws(Fault) in
                try credential.request(for: .keyVault, in: .public)
            } != nil
        )
    }

    @Test(
        "reads tokens in every documented shape",
        arguments: [
            (ManagementBodies.token, 3599.0),
            (#"{"access_token":"t","expires_in":86399,"ext_expires_in":86399}"#, 86_399),
            (
                #"{"access_token":"t","expires_in":"3599","expires_on":"1","refresh_token":""}"#,
                3599
            ),
            (#"{"access_token":"t","expires_on":"1800000600","resource":"x"}"#, 600),
            (#"{"access_token":"t","expires_on":1800000600}"#, 600),
        ]
    )
    func tokens(body: String, lifetime: Double) throws {
        let answer = Answers.response(200, body: body)
        let token = try EntraToken.read(
            answer,
            for: .keyVault,
            of: Self.instance,
            at: Self.now
        )
        #expect(token.expires == Self.now.addingTimeInterval(lifetime))
        #expect(token.isUsable(at: Self.now))
        #expect(token.shouldBeRenewed(at: token.expires.addingTimeInterval(-299)))
        #expect("\(token)".contains("[redacted]"))
    }

    @Test(
        "does not take anything else for a token",
        arguments: [
            "", "<html>Sign in</html>", "{}", #"{"access_token":""}"#, #"{"access_token":"t"}"#,
            #"{"access_token":"t\r\nX: y","expires_in":3599}"#,
            #"{"access_token":"t","expires_on":"1"}"#, #"{"access_token":"t","expires_in":1e300}"#,
        ]
    )
    func noToken(body: String) {
        let refusal = Self.refusal(Answers.response(200, body: body), of: Self.app)
        #expect(refusal?.kind == .notAToken)
    }

    @Test(
        "names what is wrong with a credential",
        arguments: [
            (7_000_215, EntraRefusal.Kind.wrongSecret, "value, not its id"),
            (7_000_222, .secretExpired, "expired"), (700_016, .unknownApplication, "client_id"),
            (90_002, .unknownTenant, "tenant_id"), (53_003, .conditionalAccess, "policy"),
            (70_011, .refused, "AADSTS70011"),
        ]
    )
    func numbers(number: Int, kind: EntraRefusal.Kind, word: String) throws {
        let answer = Answers.response(401, body: ManagementBodies.entraError(number))
        let refusal = try #require(Self.refusal(answer, of: Self.app))
        #expect(refusal.kind == kind)
        #expect(refusal.fault.description.contains("AADSTS\(number)"))
        #expect(refusal.fault.description.contains(word))
        #expect(!refusal.fault.description.contains("mallory"))
        #expect(!refusal.isPassing)
    }

    @Test("finds the number in the description where there is no list")
    func numberInText() {
        let body = #"{"error":"invalid_client","error_description":"AADSTS7000222: gone"}"#
        #expect(
            Self.refusal(Answers.response(400, body: body), of: Self.app)?.kind == .secretExpired
        )
    }

    @Test(
        "asks a platform's endpoint again as documented",
        arguments: [
            (404, [0, 2, 6, 14, 30]), (429, [0, 2, 6, 14, 30]), (500, [0, 2, 6, 14, 30]),
            (503, [0, 2, 6, 14, 30]), (410, [0, 2, 6, 14, 30, 30]), (400, []), (403, []),
        ]
    )
    func retries(status: Int, pauses: [Int]) throws {
        let answer = Answers.response(status, body: #"{"error":"x"}"#)
        let refusal = try #require(Self.refusal(answer, of: Self.instance))
        let found = (1...10).compactMap { IdentityRetry.pause(afterAttempts: $0, of: refusal) }
        #expect(found == pauses.map { .seconds($0) })
        let ofEntra = try #require(Self.refusal(answer, of: Self.app))
        #expect(IdentityRetry.pause(afterAttempts: 1, of: ofEntra) == nil)
    }

    @Test("says where an identity endpoint that is silent would be")
    func silence() throws {
        let answer = Answers.noResponse(.timedOut(.connect))
        let refusal = try #require(Self.refusal(answer, of: Self.instance))
        #expect(refusal.kind == .unreachable && refusal.isPassing)
        #expect(refusal.fault.description.contains("169.254.169.254"))
        #expect(refusal.fault.description.contains("virtual machine"))
    }

    private static func refusal(_ answer: Answer, of credential: EntraCredential) -> EntraRefusal? {
        thrown { () throws(EntraRefusal) in
            try EntraToken.read(answer, for: .resourceManager, of: credential, at: now)
        }
    }
}
