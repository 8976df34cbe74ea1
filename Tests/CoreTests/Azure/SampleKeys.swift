import CogwatchCore
import TestSupport

/// Key-shaped texts, put together here so that no file holds one whole.
enum SampleKeys {
    static let speech =
        String(repeating: "A", count: 52) + "JQQJ99" + "CE"
        + String(repeating: "A", count: 12) + "AAAYACOG"
    static let hex = String(repeating: "0123456789abcdef", count: 2)
    static let guid = ["01234567", "89ab", "cdef", "0123", "456789abcdef"].joined(separator: "-")
    static let token = ["eyJhbGciOiJIUzI1NiJ9", "eyJleHAiOjF9", "c2lnbmF0dXJl"]
        .joined(separator: ".")

    /// A valid key of Speech, made in May 2026.
    static let annotated = minted(.speechServices)

    static func minted(
        _ service: AzureService,
        year: Int = 2026,
        month: Int = 5,
        seed: UInt64 = 1
    ) -> String {
        var generator = SeededGenerator(seed: seed)
        guard let issued = IssueMonth(year: year, month: month) else { return "" }
        return AnnotatedKey.mint(service, issued: issued, using: &generator)?.reveal { $0 } ?? ""
    }
}
