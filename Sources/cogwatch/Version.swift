import CogwatchCore
import CogwatchCurl

/// What program this is.
enum Version {
    static let number = "0.1.0"

    static let build = BuildDescription(
        version: number, revision: revision, swiftVersion: swiftVersion)

    static let text = """
        cogwatch, version \(number)
          revision: \(revision)
          swift:    \(swiftVersion)
          libcurl:  \(CurlVersion.text)
        """

    // The package manager hands no revision to the compiler; packagers replace this line.
    private static let revision = "unknown"

    private static var swiftVersion: String {
        #if compiler(>=6.4)
            "6.4 or later"
        #elseif compiler(>=6.3)
            "6.3"
        #else
            "6.2"
        #endif
    }
}
