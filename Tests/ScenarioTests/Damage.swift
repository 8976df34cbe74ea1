import CogwatchCore
import CogwatchSimulator
import Foundation

/// What is pasted where a key belongs.
enum Pasted: CaseIterable {
    case guid, token, endpoint, connectionString, resourceID, region, vaultReference, openAIKey
    case placeholder, base64, half, smallLetters

    func text(of key: Secret, on stage: inout Stage) -> Secret {
        switch self {
        case .guid: Secret(UUID().uuidString.lowercased())
        case .token:
            Secret(["eyJhbGciOiJIUzI1NiJ9", "eyJhdWQiOiJ4In0", "c2ln"].joined(separator: "."))
        case .endpoint: Secret("https://\(stage.circumstances.region).api.cognitive.microsoft.com/")
        case .connectionString:
            Secret("endpoint=https://x.communication.azure.com/;accesskey=" + "QUJD")
        case .resourceID: Secret("/subscriptions/0/resourceGroups/g/providers/x/accounts/tts")
        case .region: Secret(stage.circumstances.region)
        case .vaultReference: Secret("@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/s)")
        case .openAIKey: Secret("sk-" + String(repeating: "a1", count: 24))
        case .placeholder: Secret("<your-speech-key>")
        case .base64: key.reveal { Secret(Data($0.utf8).base64EncodedString()) }
        case .half: key.reveal { Secret(String($0.prefix($0.count - 1))) }
        case .smallLetters:
            // Only annotated keys have capitals to lose.
            stage.circumstances.shape == .annotated
                ? key.reveal { Secret($0.lowercased()) } : Secret("key1")
        }
    }
}

/// What happens to a key between the portal and the file.
enum Damage: CaseIterable {
    case quoted, smartQuotes, comma, lineBreakInside, blankInside, zeroWidth, percentEncoded
    case headerName, variableName, bearer, twice, lineBreakAfter, control

    func text(of key: Secret) -> Secret {
        key.reveal { Secret(damaged($0)) }
    }

    private func damaged(_ key: String) -> String {
        let half = key.count / 2
        return switch self {
        case .quoted: "\"\(key)\""
        case .smartQuotes: "“\(key)”"
        case .comma: key + ","
        case .lineBreakInside: key.prefix(half) + "\n" + key.dropFirst(half)
        case .blankInside: key.prefix(half) + " " + key.dropFirst(half)
        case .zeroWidth: key.prefix(half) + "\u{200B}" + key.dropFirst(half)
        case .percentEncoded: "%22\(key)%22"
        case .headerName: "Ocp-Apim-Subscription-Key: " + key
        case .variableName: "SPEECH_KEY=" + key
        case .bearer: "Bearer " + key
        case .twice: key + key
        case .lineBreakAfter: key + "\n"
        case .control: "\u{1B}" + key
        }
    }
}
