/// The files that a configuration refers to: each opened once, all of them part of its digest.
struct FileReferences {
    /// Why a file could not be used; fit to follow `cannot read file "…": `.
    struct Failure: Error, Equatable {
        let reason: String
    }

    /// A key, a password or a bundle of certificates has far less.
    private static let mostBytes = 4 * 1024 * 1024

    private let file: String
    private let directory: String
    private let readFile: @Sendable (String) throws -> [UInt8]
    private var read: [String: Result<[UInt8], Failure>] = [:]

    init(of file: String, readFile: @escaping @Sendable (String) throws -> [UInt8]) {
        self.file = file
        self.readFile = readFile
        directory = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
    }

    /// The path to open for a path in the file: relative ones start where the file is, as in
    /// Prometheus.
    func resolve(_ path: String) -> String {
        path.hasPrefix("/") ? path : directory + path
    }

    /// All paths to watch, sorted, the file itself among them.
    var watched: [String] { ([file] + read.keys.filter { $0 != file }).sorted() }

    mutating func contents(of path: String) -> Result<[UInt8], Failure> {
        let resolved = resolve(path)
        if let known = read[resolved] { return known }
        let result = open(resolved)
        read[resolved] = result
        return result
    }

    private func open(_ path: String) -> Result<[UInt8], Failure> {
        guard !path.utf8.contains(0) else { return .failure(Failure(reason: "no path has a NUL")) }
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

    /// FNV-1a over the file and everything that it refers to, in the order of the paths.
    func digest(with contents: [UInt8]) -> UInt64 {
        var hash = FNV1a()
        hash.add(contents)
        for (path, result) in read.sorted(by: { $0.key < $1.key }) {
            hash.add([0xff])
            hash.add(path.utf8)
            switch result {
            case .success(let bytes):
                hash.add([0xfe])
                hash.add(bytes)
            case .failure:
                hash.add([0xfd])
            }
        }
        return hash.value
    }
}

/// The 64-bit FNV-1a hash.
private struct FNV1a {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }
}
