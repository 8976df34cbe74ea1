import Foundation

/// The threads of this process, as proc(5) tells of them.
package enum Threads {
    /// Returns once all who can run have come to rest: who still computes, waits for a core or for
    /// the disk is waited for, so that a story keeps its times on a busy machine.
    package static func comeToRest() async {
        await withCheckedContinuation { continuation in
            // On a thread of its own: to look, it needs no other that would then be at work.
            Thread.detachNewThread {
                var looks = 0
                // One look reads thread after thread, and may miss who wakes whom meanwhile.
                while looks < 2 {
                    usleep(100)
                    looks = isAlone() ? looks + 1 : 0
                }
                continuation.resume()
            }
        }
    }

    /// Whether nobody but the caller is at work.
    private static func isAlone() -> Bool {
        guard let folder = opendir("/proc/self/task") else { return false }
        defer { closedir(folder) }
        var busy = 0
        while let entry = readdir(folder) {
            let thread = withUnsafeBytes(of: &entry.pointee.d_name) { name in
                String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !thread.hasPrefix("."), isBusy(thread, in: dirfd(folder)) { busy += 1 }
        }
        return busy <= 1
    }

    private static func isBusy(_ thread: String, in folder: CInt) -> Bool {
        let file = openat(folder, "\(thread)/stat", O_RDONLY)
        // It ended meanwhile.
        guard file >= 0 else { return false }
        defer { close(file) }
        return withUnsafeTemporaryAllocation(byteCount: 64, alignment: 1) { buffer in
            let text = buffer.prefix(max(read(file, buffer.baseAddress, buffer.count), 0))
            // "4711 (name) R": the name may hold anything.
            guard let end = text.lastIndex(of: UInt8(ascii: ")")), end + 2 < text.endIndex else {
                return false
            }
            return [UInt8(ascii: "R"), UInt8(ascii: "D")].contains(text[end + 2])
        }
    }
}
