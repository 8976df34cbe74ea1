import Foundation
import Glibc

/// The place on disk, closed to other users: the database holds the installation's secret.
enum StorageDirectory {
    /// Makes the directory and an empty database file where there is none.
    ///
    /// - Returns: The path of the database file.
    static func prepare(_ directory: String) throws(StorageError) -> String {
        try makeDirectory(directory)
        let file = directory.hasSuffix("/") ? directory + name : directory + "/" + name
        // Never open an existing database here: closing it would drop SQLite's locks on it.
        let descriptor = open(file, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        if descriptor >= 0 {
            close(descriptor)
        } else if errno == EEXIST {
            try checkExisting(file)
        } else if errno == ENOSPC || errno == EDQUOT {
            throw .full(file)
        } else {
            throw .unusableDirectory(directory, reason: lastProblem)
        }
        return file
    }

    private static let name = "cogwatch.sqlite"

    private static func makeDirectory(_ directory: String) throws(StorageError) {
        guard !FileManager.default.fileExists(atPath: directory) else { return }
        do {
            try FileManager.default.createDirectory(
                atPath: directory,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw .unusableDirectory(directory, reason: words(of: error))
        }
    }

    private static func checkExisting(_ file: String) throws(StorageError) {
        var status = stat()
        guard stat(file, &status) == 0, access(file, R_OK | W_OK) == 0 else {
            throw .unusableFile(file, reason: lastProblem)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .unusableFile(file, reason: "it is no regular file")
        }
        guard status.st_mode & 0o077 != 0 else { return }
        guard chmod(file, 0o600) == 0 else {
            throw .unusableFile(
                file,
                reason: "others may read it, and its mode cannot be changed: \(lastProblem)"
            )
        }
    }

    private static func words(of error: any Error) -> String {
        guard let cause = (error as? CocoaError)?.underlying as? POSIXError else {
            return error.localizedDescription
        }
        return String(cString: strerror(cause.code.rawValue))
    }

    private static var lastProblem: String { String(cString: strerror(errno)) }
}
