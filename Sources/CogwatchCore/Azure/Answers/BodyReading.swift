import Foundation

/// A body taken apart, in its own words.
struct BodyReading {
    let family: AnswerBody.Family
    private(set) var code: String?
    private(set) var innerCode: String?
    private(set) var message: String?

    /// Error bodies have some hundred bytes; a page of this size is cut and read as text.
    private static let maximumBytes = 65_536
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    init(of body: [UInt8]) {
        let unmarked = body.starts(with: Self.byteOrderMark) ? body.dropFirst(3) : body[...]
        let isWhole = unmarked.count <= Self.maximumBytes
        let bytes = Array(unmarked.prefix(Self.maximumBytes))
        // A cut may go through a character.
        let text =
            isWhole
            ? String(validating: bytes, as: UTF8.self) : String(decoding: bytes, as: UTF8.self)
        guard let text else {
            self.init(.invalidUTF8)
            return
        }
        let trimmed = Self.trimmed(text)
        switch trimmed.utf8.first {
        case nil: self.init(.empty)
        case UInt8(ascii: "{"), UInt8(ascii: "["): self.init(json: bytes, text: trimmed)
        case UInt8(ascii: "<"): self.init(markup: trimmed)
        default: self.init(.plainText, message: trimmed)
        }
    }

    private init(
        _ family: AnswerBody.Family,
        code: String? = nil,
        innerCode: String? = nil,
        message: String? = nil
    ) {
        self.family = family
        self.code = code
        self.innerCode = innerCode
        self.message = message
    }

    private init(json: [UInt8], text: String) {
        guard let value = try? JSONSerialization.jsonObject(with: Data(json)) else {
            self.init(.brokenJSON, message: text)
            return
        }
        guard let object = value as? [String: Any] else {
            self.init(.otherJSON)
            return
        }
        self.init(object: object)
    }

    private init(object: [String: Any]) {
        if let error = object["error"] as? [String: Any] {
            self.init(error: error)
        } else if let code = object["error"] as? String {
            self.init(.oauth, code: code, message: object["error_description"] as? String)
        } else if let error = (object["errors"] as? [[String: Any]])?.first {
            self.init(
                .bing,
                code: Self.code(error["code"]),
                innerCode: Self.code(error["subCode"]),
                message: error["message"] as? String
            )
        } else if let status = Self.code(object["statusCode"]) {
            self.init(.legacyGateway, code: status, message: object["message"] as? String)
        } else {
            self.init(
                .otherJSON,
                code: Self.code(object["code"] ?? object["Code"]),
                message: (object["message"] ?? object["Message"]) as? String
            )
        }
    }

    private init(error: [String: Any]) {
        let inner = (error["innererror"] ?? error["innerError"]) as? [String: Any]
        let detail = (error["details"] as? [[String: Any]])?.first
        let code = Self.code(error["code"])
        let isTranslator = error["code"] is Int && code?.utf8.count == 6
        self.init(
            isTranslator ? .translator : .gatewayError,
            code: code,
            innerCode: Self.code(inner?["code"] ?? detail?["code"]),
            message: error["message"] as? String
        )
    }

    private init(markup text: String) {
        let head = text.prefix(1_024).lowercased()
        if head.hasPrefix("<!doctype html") || head.contains("<html") {
            let isFrontDoor = AnswerSignature.find(in: text) == .frontDoorUnavailable
            self.init(isFrontDoor ? .frontDoorHTML : .otherHTML, message: Self.words(of: text))
        } else {
            let found = FoundText(text)
            self.init(
                .xml,
                code: found.text(after: "<code>", before: "</code>"),
                message: found.text(after: "<message>", before: "</message>")
                    ?? Self.words(of: text)
            )
        }
    }

    private static func trimmed(_ text: String) -> String {
        let isBlank: (UInt8) -> Bool = { $0 <= 0x20 }
        var inner = text.utf8.drop(while: isBlank)
        while inner.last.map(isBlank) ?? false { inner.removeLast() }
        return String(Substring(inner))
    }

    private static func code(_ value: Any?) -> String? {
        switch value {
        case let text as String: text
        case let number as Int: String(number)
        default: nil
        }
    }

    /// The text of a page without its tags.
    private static func words(of markup: String) -> String {
        var words: [UInt8] = []
        var isInTag = false
        for byte in markup.utf8.prefix(8_192) {
            switch byte {
            case UInt8(ascii: "<"): isInTag = true
            case UInt8(ascii: ">"):
                isInTag = false
                words.append(UInt8(ascii: " "))
            default:
                if !isInTag { words.append(byte) }
            }
        }
        return String(decoding: words, as: UTF8.self)
    }
}
