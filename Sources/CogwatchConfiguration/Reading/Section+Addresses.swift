import CogwatchCore

extension Section {
    /// The address in `url` or in the file that `url_file` names; whoever knows it may post there.
    func secretAddress() -> Secret {
        guard has("url") || has("url_file") else {
            let what = "\(vocabulary.name) has no address"
            reading.error(what, at: place, remedy: "write url or url_file")
            return Secret("")
        }
        guard let url = secret("url", orFile: "url_file") else { return Secret("") }
        if !url.isEmpty && !url.reveal(Self.isAddress) {
            let key = has("url") ? "url" : "url_file"
            reading.error(
                "\"\(key)\" in \(vocabulary.name) holds no address",
                at: place(of: key),
                remedy: "it must begin with https:// or http://, and have no blanks"
            )
        } else if url.isEmpty && text("url") != nil {
            reading.error("\"url\" in \(vocabulary.name) is empty", at: place(of: "url"))
        }
        return url
    }

    private static func isAddress(_ url: String) -> Bool {
        let lowercased = url.lowercased()
        guard let scheme = ["https://", "http://"].first(where: lowercased.hasPrefix) else {
            return false
        }
        let authority = lowercased.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
        let isPrintable = url.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7f }
        return isPrintable && !authority.isEmpty
    }
}
