package import CogwatchCore

/// Keys for tests, put together from pieces so that no scanner takes them for real ones.
package enum TestKeys {
    /// An old-style key of 32 hex digits; another one for each number.
    package static func hex(_ number: Int) -> Secret {
        let tail = String(number, radix: 16)
        return Secret(String(repeating: "c", count: 32 - tail.count) + tail)
    }

    /// A key that names its service and the month of its issue, with a true checksum.
    ///
    /// A month or a service that no key can carry gives an empty key, which no test takes for a good one.
    package static func annotated(
        _ service: AzureService,
        year: Int = 2026,
        month: Int = 1
    ) -> Secret {
        guard let issued = IssueMonth(year: year, month: month) else { return Secret("") }
        var generator = SystemRandomNumberGenerator()
        return AnnotatedKey.mint(service, issued: issued, using: &generator) ?? Secret("")
    }
}
