import Foundation

/// Keeps a second agent out of a storage directory: two would end each other's incidents.
///
/// The kernel gives the lock back when the process ends, however it ends.
final class StorageLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock.
    ///
    /// - Parameter path: The storage directory, which is made where it is not there.
    /// - Throws: ``Impossible`` when another agent has it, or nothing can be written there.
    init(path: String) throws {
        // What goes wrong here is said better when the database is opened.
        try? FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        let file = URL(filePath: path).appending(path: "lock").path()
        descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Impossible(
                "cannot write to the storage directory \"\(path)\": "
                    + "\(String(cString: strerror(errno))); name another with --storage.path"
            )
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw Impossible(
                "another cogwatch works in the storage directory \"\(path)\"; "
                    + "stop it, or give this one its own with --storage.path"
            )
        }
    }

    deinit { close(descriptor) }
}
