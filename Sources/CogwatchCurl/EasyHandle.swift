import CCurl
import CogwatchCore

/// A curl handle, which lives and dies on the engine's thread.
final class EasyHandle {
    let pointer: UnsafeMutableRawPointer

    /// - Returns: nil where there is no memory.
    init?() {
        guard let pointer = curl_easy_init() else { return nil }
        self.pointer = pointer
    }

    deinit { curl_easy_cleanup(pointer) }

    /// Back to a new handle's state, so that nothing of one request can reach the next.
    func reset() {
        // A reset keeps the share, and a share cannot be freed while a handle holds it.
        _ = cogwatch_set_share(pointer, nil)
        curl_easy_reset(pointer)
    }

    @discardableResult
    func set(_ option: EasyOption) -> CURLcode {
        switch option {
        case .number(let name, let value): cogwatch_set_number(pointer, name, value)
        case .text(let name, let value): cogwatch_set_text(pointer, name, value)
        case .secret(let name, let value):
            value.reveal { cogwatch_set_text(pointer, name, $0) }
        case .onlyWeb: cogwatch_allow_only_web(pointer)
        case .leaveResolverBehind: cogwatch_leave_resolver_behind(pointer)
        case .keepTrust(let seconds): cogwatch_keep_trust(pointer, seconds)
        }
    }

    func number(_ info: CURLINFO) -> Int {
        var value = 0
        _ = cogwatch_get_number(pointer, info, &value)
        return value
    }

    func size(_ info: CURLINFO) -> Int64 {
        var value: curl_off_t = 0
        _ = cogwatch_get_size(pointer, info, &value)
        return Int64(value)
    }
}
