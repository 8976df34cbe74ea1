import Foundation

/// The files of this machine.
package enum LocalFile {
    /// Ten times the configuration of ten thousand accounts.
    private static let mostBytes = 64 * 1024 * 1024

    /// A file's contents.
    ///
    /// - Parameter path: What to open.
    /// - Returns: The bytes as they are.
    /// - Throws: Foundation's error for a file that cannot be read or has more than 64 MiB.
    package static func contents(of path: String) throws -> [UInt8] {
        let url = URL(fileURLWithPath: path)
        let handle = try FileHandle(forReadingFrom: url)
        defer { try? handle.close() }
        let data = try handle.read(upToCount: mostBytes + 1) ?? Data()
        guard data.count <= mostBytes else { throw CocoaError(.fileReadTooLarge) }
        return Array(data)
    }

    /// The files that a pattern with `*`, `?` and `[…]` stands for, sorted.
    package static func matching(_ pattern: String) -> [String] {
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(pattern, 0, nil, &found) == 0, let paths = found.gl_pathv else { return [] }
        return (0..<Int(clamping: found.gl_pathc)).compactMap { index in
            paths[index].map { String(cString: $0) }
        }
    }

    /// What tells a file from the one that was under this path before, links followed.
    ///
    /// - Parameter path: What to look at.
    /// - Returns: nil where there is none, or it cannot be looked at.
    package static func stamp(of path: String) -> FileStamp? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return FileStamp(
            device: UInt64(truncatingIfNeeded: status.st_dev),
            node: UInt64(truncatingIfNeeded: status.st_ino),
            size: Int64(status.st_size),
            modified: FileStamp.Instant(status.st_mtim),
            changed: FileStamp.Instant(status.st_ctim)
        )
    }

    /// Why a file could not be read, in words for the person who named it.
    static func reason(for error: any Error) -> String {
        guard let error = error as? CocoaError else { return "it cannot be read" }
        // Foundation has no code of its own for some that the system has.
        let cause = error.underlying.flatMap {
            POSIXErrorCode(rawValue: Int32(truncatingIfNeeded: ($0 as NSError).code))
        }
        return cause.map(reason(for:)) ?? reason(for: error.code)
    }

    private static func reason(for code: CocoaError.Code) -> String {
        switch code {
        case .fileNoSuchFile, .fileReadNoSuchFile: "there is no such file"
        case .fileReadNoPermission: "permission denied"
        case .fileReadTooLarge: "it is too large"
        default: "it cannot be read"
        }
    }

    private static func reason(for code: POSIXErrorCode) -> String {
        switch code {
        case .ENOENT, .ENOTDIR: "there is no such file"
        case .EACCES, .EPERM: "permission denied"
        case .EISDIR: "it is a directory"
        default: "it cannot be read"
        }
    }
}
