import CZlib

/// Unpacks gzip, and zlib's own format.
enum Unpacking {
    enum End: Equatable {
        /// To the end, with the right check sum.
        case whole
        /// All is right, but more should have come.
        case cutOff
        case damaged(String)
        /// The one who takes the pieces wanted no more.
        case refused
    }

    private static let room = 64 * 1024

    /// Hands the unpacked pieces to `take` until that returns false.
    ///
    /// What comes after the end of the packed bytes does not count.
    static func unpack(_ packed: [UInt8], into take: (UnsafeRawBufferPointer) -> Bool) -> End {
        var stream = z_stream()
        // zlib wants its state to stay where it is.
        return withUnsafeMutablePointer(to: &stream) { stream in
            guard cogwatch_inflate_init(stream) == Z_OK else { return .damaged("out of memory") }
            defer { inflateEnd(stream) }
            return packed.withUnsafeBufferPointer { input in
                // zlib reads from here only, although its C type does not say so.
                stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                stream.pointee.avail_in = uInt(clamping: input.count)
                return run(stream, into: take)
            }
        }
    }

    private static func run(
        _ stream: UnsafeMutablePointer<z_stream>,
        into take: (UnsafeRawBufferPointer) -> Bool
    ) -> End {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: room) { room in
            while true {
                stream.pointee.next_out = room.baseAddress
                stream.pointee.avail_out = uInt(clamping: room.count)
                let code = inflate(stream, Z_NO_FLUSH)
                let piece = room.prefix(room.count - Int(stream.pointee.avail_out))
                if !piece.isEmpty,
                    !take(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: piece)))
                {
                    return .refused
                }
                switch code {
                case Z_OK: continue
                case Z_STREAM_END: return .whole
                // No fatal one: nothing is left to read.
                case Z_BUF_ERROR: return .cutOff
                default: return .damaged(stream.pointee.msg.map { String(cString: $0) } ?? "")
                }
            }
        }
    }
}
