import CogwatchCore

/// One page of a list, with the link to the next one.
struct ListPage {
    let items: [JSONValue]
    /// Nil on the last page.
    let next: String?

    /// Cuts a page out of a list; nil where the request's `$skiptoken` is none of ours.
    ///
    /// - Parameters:
    ///   - all: The whole list.
    ///   - visit: The request, whose `$skiptoken` says which page it wants.
    ///   - size: Entries in a page; the settings' where nil.
    ///   - authority: The host in the link.
    ///   - keeping: Fields of the query that the link repeats.
    ///   - document: Makes JSON of an entry; asked for those of this page only.
    init?<Item>(
        of all: [Item],
        for visit: ManagementVisit,
        size: Int? = nil,
        authority: String,
        keeping: [String],
        _ document: (Item) -> JSONValue
    ) {
        let settings = visit.management.settings
        guard let number = Self.number(visit.query["$skiptoken"]) else { return nil }
        let size = max(1, size ?? settings.pageSize)
        // Every other page is empty where the settings say so.
        let step = settings.emptyPages ? 2 : 1
        let isEmpty = settings.emptyPages && number.isMultiple(of: 2)
        // A page number from outside may be anything; one past the end is empty.
        let start = min(
            all.count,
            (number / step).multipliedReportingOverflow(by: size).partialValue
        )
        guard start >= 0 else { return nil }
        items = isEmpty ? [] : all.dropFirst(start).prefix(size).map(document)
        let hasMore = isEmpty ? start < all.count : start + size < all.count
        let foreign = settings.nextLinkHost
        guard hasMore || foreign != nil else {
            next = nil
            return
        }
        let kept = keeping.compactMap { name in
            visit.query[name].map { "\(name)=\(Self.encoded($0))" }
        }
        let query = (kept + ["$skiptoken=\(Self.token(number + 1))"]).joined(separator: "&")
        next = "https://\(foreign ?? authority)\(visit.request.path)?\(query)"
    }

    // Opaque to clients, as Azure's are.
    private static func token(_ number: Int) -> String {
        "%5B" + String(number &+ 0x5EED, radix: 16, uppercase: true) + "%5D"
    }

    private static func number(_ token: String?) -> Int? {
        guard let token else { return 0 }
        guard token.hasPrefix("["), token.hasSuffix("]"),
            let value = Int(token.dropFirst().dropLast(), radix: 16), value >= 0x5EED,
            value < 1_000_000_000
        else { return nil }
        return value - 0x5EED
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let character = Character(Unicode.Scalar(byte))
            let isPlain = byte < 0x80 && (character.isLetter || character.isNumber)
            if isPlain || "-._~".utf8.contains(byte) { return String(character) }
            let digits = String(byte, radix: 16, uppercase: true)
            return "%" + (digits.count == 1 ? "0" : "") + digits
        }
        .joined()
    }
}
