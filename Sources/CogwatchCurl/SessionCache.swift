import CCurl

/// The TLS sessions of one host.
///
/// curl keeps sessions per handle, or eight in a share; a share for each host keeps every host's.
/// All handles that use it are on the engine's thread, so it needs no locks.
final class SessionCache {
    let pointer: UnsafeMutableRawPointer

    /// - Returns: nil where curl has no memory.
    init?() {
        guard let pointer = curl_share_init() else { return nil }
        guard cogwatch_share_sessions(pointer) == CURLSHE_OK else {
            curl_share_cleanup(pointer)
            return nil
        }
        self.pointer = pointer
    }

    deinit { curl_share_cleanup(pointer) }
}
