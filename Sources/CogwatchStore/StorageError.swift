import Foundation
import GRDB

/// Why nothing can be kept, and what to do about it.
package enum StorageError: Error, Equatable {
    case unusableDirectory(String, reason: String)
    case unusableFile(String, reason: String)
    case full(String)
    case notADatabase(String)
    case damaged(String, reason: String)
    case newerVersion(String)
    case busy(String)
    case failing(String, code: Int32, reason: String)
}

extension StorageError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unusableDirectory(let path, let reason):
            "cannot use the storage directory \(path): \(reason); make it writable for this user, "
                + "or name another with --storage.path"
        case .unusableFile(let file, let reason):
            "cannot write \(file): \(reason); make the file and its directory writable for this "
                + "user, or name another directory with --storage.path"
        case .full(let file):
            "no room left on the disk of \(file): free some, nothing that was kept is lost"
        case .notADatabase(let file):
            "\(file) is not a database: move the file away, and start again with an empty one"
        case .damaged(let file, let reason):
            "\(file) is damaged: \(reason); restore it from a backup, or move it away together "
                + "with its -wal and -shm files and start again with an empty one"
        case .newerVersion(let file):
            "\(file) was written by a newer cogwatch: run that version, or name another directory "
                + "with --storage.path"
        case .busy(let file):
            "\(file) is held by another process: stop it, only one cogwatch can use a directory"
        case .failing(let file, let code, let reason):
            "cannot use \(file): \(reason) (SQLite code \(code)); check the disk and its file system"
        }
    }
}

extension StorageError {
    /// Names a failure of SQLite.
    ///
    /// - Parameters:
    ///   - code: SQLite's result code, extended or not.
    ///   - message: What SQLite says.
    ///   - file: The database.
    /// - Source: <https://www.sqlite.org/rescode.html>
    package init(code: Int32, message: String, file: String) {
        let primary = ResultCode(rawValue: code).primaryResultCode
        self =
            switch primary {
            case .SQLITE_FULL: .full(file)
            case .SQLITE_NOTADB: .notADatabase(file)
            case .SQLITE_CORRUPT: .damaged(file, reason: message)
            case .SQLITE_BUSY, .SQLITE_LOCKED: .busy(file)
            case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_READONLY:
                .unusableFile(file, reason: message)
            default: .failing(file, code: code, reason: message)
            }
    }

    /// Words an error of this room's libraries for a person; leaves others, such as a
    /// cancellation, as they are.
    static func explaining(_ error: any Error, file: String) -> any Error {
        switch error {
        case let error as DatabaseError:
            StorageError(
                code: error.extendedResultCode.rawValue,
                message: error.message ?? "no reason given",
                file: file
            )
        case is DecodingError:
            StorageError.damaged(file, reason: "a row holds something else than it should")
        default: error
        }
    }
}
