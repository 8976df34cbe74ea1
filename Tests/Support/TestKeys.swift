package import CogwatchCore

/// Keys for tests, put together from pieces so that no scanner takes them for real ones.
package enum TestKeys {
    /// An old-style key of 32 hex digits; another one for each number.
    package static func hex(_ number: Int) -> Secret {
        let tail = String(number, radix: 16)
        return Secret(String(repeating: "c", count: 32 - tail.count) + tail)
    }

    /// A key that names its service and the month of its issue, with a true checksum.
    package static func annotated(
        _ service: AzureService,
        year: Int = 2026,
        month: Int = 1
    ) -> Secret {
        var generator = SystemRandomNumberGenerator()
        return AnnotatedKey.mint(
            service: service, issued: IssueMonth(year: year, month: month), using: &generator)
    }
}
