/// A file that comes with the program.
struct Asset: Sendable {
    let text: String
    let type: String
    /// Tells a file from one of another build, so that a browser keeps none of another's.
    let digest: String

    init(_ text: String, type: String) {
        self.text = text
        self.type = type
        // FNV-1a: no more is needed than that another text has another one.
        let hash = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { hash, byte in
            (hash ^ UInt64(byte)) &* 0x0100_0000_01b3
        }
        digest = String(hash, radix: 16)
    }

    static let style = Asset(Stylesheet.text, type: "text/css; charset=utf-8")
    static let script = Asset(Script.text, type: "text/javascript; charset=utf-8")
    static let icon = Asset(Icon.text, type: "image/svg+xml")
}
