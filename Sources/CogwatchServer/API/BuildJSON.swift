import CogwatchCore

/// What program this is, in the API.
struct BuildJSON: Encodable {
    let version: String
    let revision: String
    let swiftVersion: String

    init(_ build: BuildDescription) {
        version = build.version
        revision = build.revision
        swiftVersion = build.swiftVersion
    }
}
