import CogwatchCore

/// Reads an account's region.
struct RegionReading {
    let text: String
    let place: Place
    let cloud: Cloud
    /// What kind of account is in the region.
    let kind: AzureService
    let reading: Reading

    init(
        _ text: String,
        at place: Place,
        in cloud: Cloud,
        of kind: AzureService,
        _ reading: Reading
    ) {
        self.text = text
        self.place = place
        self.cloud = cloud
        self.kind = kind
        self.reading = reading
    }

    private var subject: String { "region \(Redaction.quoted(text))" }

    /// The region's id; nil where the text cannot be one.
    func region() -> String? {
        let id = Regions.normalise(text)
        switch Regions.doubt(about: text, in: cloud, of: kind) {
        case nil: return id
        case .displayName:
            reading.hint("\(subject) is read as \"\(id)\"", at: place, remedy: "write the id")
            return id
        case .otherCloud(let other):
            reading.error(
                "\(subject) belongs to cloud \(other.rawValue), not \(cloud.rawValue)",
                at: place,
                remedy: "set cloud: \(other.rawValue), or a region of \(cloud.rawValue)"
            )
            return nil
        case .withoutSpeech:
            reading.warning(
                "\(subject) has no Speech hosts",
                at: place,
                remedy: "only an account with an endpoint of its own can be probed there"
            )
            return id
        case .misspelt(let suggestion):
            let remedy = "did you mean \"\(suggestion)\"?"
            return unknown(id, remedy: remedy)
        case .unknown:
            return unknown(id, remedy: "if it is not a new one, copy it from the portal")
        case .placeholder: return refuse("is a placeholder or a variable that was never set")
        case .locale: return refuse("is a language, not a region")
        case .global:
            guard kind.servesSpeech else {
                return refuse("is no place of \(kind.rawValue) in cloud \(cloud.rawValue)")
            }
            return refuse("has no Speech hosts", remedy: "Speech needs a region")
        case .hostName(let region):
            let remedy = region.map { "write region: \($0)" }
            return refuse("is the name of a host", remedy: remedy)
        }
    }

    /// Azure's list grows, so an unknown region is only doubted; but it becomes part of a host's
    /// name, so it must look like one.
    private func unknown(_ id: String, remedy: String) -> String? {
        let isHostLabel = id.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
        // Names of hosts are asked in clear, so a key in this place must not become one.
        guard isHostLabel, !id.isEmpty, id.utf8.count <= 63, !Redaction.looksSecret(text) else {
            reading.error("\(subject) is no region", at: place, remedy: remedy)
            return nil
        }
        reading.warning(
            "\(subject) is not known in cloud \(cloud.rawValue)",
            at: place,
            remedy: remedy
        )
        return id
    }

    private func refuse(
        _ what: String,
        remedy: String? = "write the resource's location, as in japanwest"
    ) -> String? {
        reading.error("\(subject) \(what)", at: place, remedy: remedy)
        return nil
    }
}
