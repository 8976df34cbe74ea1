// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

let argumentParser = Target.Dependency.product(
    name: "ArgumentParser",
    package: "swift-argument-parser"
)
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTLS = Target.Dependency.product(name: "HummingbirdTLS", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let serviceLifecycle = Target.Dependency.product(
    name: "ServiceLifecycle",
    package: "swift-service-lifecycle"
)

let unixSignals = Target.Dependency.product(
    name: "UnixSignals",
    package: "swift-service-lifecycle"
)

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")

/// The linker of Swift's own toolchain, and no symbols for others to find: the runtime asks for all
/// to be exported, four megabytes of names that nobody looks up.
let linking: [LinkerSetting] = [
    .unsafeFlags(["-use-ld=lld", "-Xlinker", "--no-export-dynamic"], .when(platforms: [.linux]))
]

/// A room of the house: it may see the core and the one foreign library it is there for.
func room(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(
    _ name: String,
    _ dependencies: [Target.Dependency],
    resources: [Resource] = [],
) -> Target {
    .testTarget(
        name: name,
        dependencies: dependencies,
        resources: resources,
        swiftSettings: settings
    )
}

let package = Package(
    name: "cogwatch",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird",
            from: "2.28.0",
            traits: []
        ),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(name: "CCrypt"),
        .systemLibrary(name: "CCurl"),
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(name: "CResolv"),
        .systemLibrary(name: "CZlib"),
        room("CogwatchCore", [crypto]),
        room(
            "CogwatchConfiguration",
            ["CogwatchCore", .product(name: "Yams", package: "Yams")]
        ),
        room("CogwatchCurl", ["CCurl", "CZlib", "CogwatchCore"]),
        room("CogwatchTemplates", ["CogwatchCore", mustache]),
        room("CogwatchNames", ["CResolv", "CogwatchCore"]),
        room("CogwatchStore", ["CogwatchCore", grdb]),
        room(
            "CogwatchServer",
            [
                "CCrypt", "CZlib", "CogwatchCore", crypto, hummingbird, hummingbirdCore,
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                logging, serviceLifecycle,
            ]
        ),
        room(
            "CogwatchAgent",
            [
                "CogwatchCore", logging, serviceLifecycle,
                unixSignals,
            ]
        ),
        room(
            "CogwatchSimulator",
            [
                "CogwatchCore", crypto, hummingbird, hummingbirdCore, hummingbirdTLS,
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "X509", package: "swift-certificates"),
                logging, serviceLifecycle,
            ]
        ),
        .executableTarget(
            name: "cogwatch",
            dependencies: [
                "CMalloc", "CogwatchAgent", "CogwatchConfiguration", "CogwatchCore", "CogwatchCurl",
                "CogwatchNames", "CogwatchServer", "CogwatchSimulator", "CogwatchStore",
                "CogwatchTemplates", argumentParser, logging, serviceLifecycle, unixSignals,
            ],
            swiftSettings: settings,
            linkerSettings: linking
        ),
        // Measures; no part of what is installed.
        .executableTarget(
            name: "BenchExplain",
            dependencies: ["CogwatchCore"],
            path: "Benchmarks/Explain",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "BenchLedger",
            dependencies: ["CogwatchCore", "CogwatchStore"],
            path: "Benchmarks/Ledger",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "BenchExposition",
            dependencies: [
                "CogwatchAgent", "CogwatchCore", "CogwatchServer", logging, serviceLifecycle,
            ],
            path: "Benchmarks/Exposition",
            swiftSettings: settings
        ),
        // Tells scripts/reference what the code knows of itself; no part of what is installed either.
        .executableTarget(
            name: "Reference",
            dependencies: ["CogwatchConfiguration", "CogwatchCore"],
            path: "Tests/Reference",
            swiftSettings: settings
        ),
        .target(
            name: "TestSupport",
            dependencies: ["CogwatchCore"],
            path: "Tests/Support",
            swiftSettings: settings
        ),
        tests("CoreTests", ["CogwatchCore", "TestSupport"], resources: [.copy("Fixtures")]),
        tests("AccuracyTests", ["CogwatchCore", "TestSupport"], resources: [.copy("Fixtures")]),
        tests(
            "ConfigurationTests",
            ["CogwatchConfiguration", "CogwatchCore", "CogwatchTemplates", "TestSupport"],
            resources: [.copy("Fixtures")]
        ),
        tests("CurlTests", ["CogwatchCore", "CogwatchCurl", "CogwatchSimulator", "TestSupport"]),
        tests("TemplatesTests", ["CogwatchCore", "CogwatchTemplates"]),
        tests("NamesTests", ["CogwatchCore", "CogwatchNames", "TestSupport"]),
        tests("StoreTests", ["CogwatchCore", "CogwatchStore", "TestSupport", grdb]),
        tests(
            "ServerTests",
            [
                "CogwatchCore", "CogwatchCurl", "CogwatchServer", "TestSupport", logging,
                serviceLifecycle,
            ]
        ),
        tests(
            "SimulatorTests",
            ["CogwatchCore", "CogwatchSimulator", "TestSupport", logging, serviceLifecycle]
        ),
        tests(
            "ScenarioTests",
            ["CogwatchAgent", "CogwatchCore", "CogwatchSimulator", "TestSupport"]
        ),
        tests(
            "AgentTests",
            [
                "CogwatchAgent", "CogwatchCore", "CogwatchSimulator", "CogwatchStore",
                "TestSupport",
                logging, serviceLifecycle,
            ]
        ),
        tests(
            "JourneyTests",
            [
                "cogwatch", "CogwatchAgent", "CogwatchCore", "CogwatchCurl", "CogwatchSimulator",
                "TestSupport", logging,
            ]
        ),
    ]
)
