import Foundation

/// The files that a configuration refers to: each opened once, all of them part of its digest.
struct FileReferences {
    /// Why a file could not be used; fit to follow `cannot read file "…": `.
    struct Failure: Error, Equatable {
        let reason: String
    }

    /// A file as it was when it was read.
    struct Settled: Sendable {
        let path: String
        let stamp: FileStamp
        /// Its part of the digest of whoever refers to it.
        let digest: UInt64
    }

    /// A key, a password or a bundle of certificates has far less.
    private static let mostBytes = 4 * 1024 * 1024

    private let file: String
    private let directory: String
    private let readFile: @Sendable (String) throws -> [UInt8]
    private let stampFile: @Sendable (String) -> FileStamp?
    /// Of files that were read, from just before.
    private var stamps: [String: FileStamp] = [:]
    /// Those that were asked for since ``takeAsked()``.
    private var asked: Set<String> = []
    private var read: [String: Result<[UInt8], Failure>] = [:]
    /// The digests of files that are known not to have changed since they were read.
    private var unchanged: [String: UInt64] = [:]
    /// All paths to watch, in the order in which they are named; the file itself is the first.
    private(set) var watched: [String]

    init(
        of file: String,
        readFile: @escaping @Sendable (String) throws -> [UInt8],
        stampFile: @escaping @Sendable (String) -> FileStamp?
    ) {
        self.file = file
        self.readFile = readFile
        self.stampFile = stampFile
        watched = [file]
        directory = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
    }

    /// The path to open for a path in the file: relative ones start where the file is, as in
    /// Prometheus.
    func resolve(_ path: String) -> String {
        path.hasPrefix("/") ? path : directory + path
    }

    /// Takes over a file from an earlier reading.
    mutating func assume(_ file: Settled) {
        let known = unchanged.updateValue(file.digest, forKey: file.path)
        if known == nil, read[file.path] == nil { watch(file.path) }
    }

    private mutating func watch(_ path: String) {
        if path != file { watched.append(path) }
    }

    /// Whether a file is the one that it was.
    func isCurrent(_ file: Settled) -> Bool { stampFile(file.path) == file.stamp }

    /// A file that was read, fit to be recognised; nil where a change of it might stay unseen.
    func settledFile(at path: String, at now: Date) -> Settled? {
        guard let hash = hash(of: path), let stamp = stamps[path], stamp.isSettled(at: now) else {
            return nil
        }
        return Settled(path: path, stamp: stamp, digest: Self.digest(of: path, holding: hash))
    }

    /// The paths that were asked for since the last time, sorted.
    mutating func takeAsked() -> [String] {
        defer { asked = [] }
        return asked.sorted()
    }

    private func hash(of path: String) -> UInt64? {
        guard case .success(let bytes) = read[path] else { return nil }
        return FNV1a(of: bytes).value
    }

    mutating func contents(of path: String) -> Result<[UInt8], Failure> {
        let resolved = resolve(path)
        asked.insert(resolved)
        if let known = read[resolved] { return known }
        let result = open(resolved)
        read[resolved] = result
        if unchanged[resolved] == nil { watch(resolved) }
        return result
    }

    private mutating func open(_ path: String) -> Result<[UInt8], Failure> {
        guard !path.utf8.contains(0) else { return .failure(Failure(reason: "no path has a NUL")) }
        // Before it is read: one that is written meanwhile has another stamp afterwards.
        stamps[path] = stampFile(path)
        do {
            let bytes = try readFile(path)
            guard bytes.count <= Self.mostBytes else {
                return .failure(Failure(reason: "it has more than 4 MiB"))
            }
            return .success(bytes)
        } catch {
            return .failure(Failure(reason: LocalFile.reason(for: error)))
        }
    }

    /// The sum of FNV-1a over the file and over each file that it refers to, which needs no order.
    func digest(with contents: [UInt8]) -> UInt64 {
        let assumed = unchanged.reduce(FNV1a(of: contents).value) {
            read[$1.key] == nil ? $0 &+ $1.value : $0
        }
        return assumed &+ digest(of: read.keys)
    }

    /// Tells other contents of some of the files.
    ///
    /// - Parameter paths: As ``resolve(_:)`` returns them.
    /// - Returns: The same sum, over these; 0 for none.
    func digest(of paths: some Sequence<String>) -> UInt64 {
        paths.reduce(0) { $0 &+ Self.digest(of: $1, holding: hash(of: $1)) }
    }

    private static func digest(of path: String, holding contents: UInt64?) -> UInt64 {
        var digest = FNV1a()
        digest.add(path.utf8)
        // No path holds a NUL, nor does UTF-8 hold 0xFF.
        digest.add([contents == nil ? 0xff : 0])
        withUnsafeBytes(of: (contents ?? 0).littleEndian) { digest.add($0) }
        return digest.value
    }
}

/// The 64-bit FNV-1a hash.
struct FNV1a {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    init() {}

    init(of bytes: [UInt8]) {
        add(bytes)
    }

    mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }
}
