/// What `cogwatch key inspect` prints of one key, and nothing that would show it.
///
/// Nil fields are written as `null`, so that every line has the same fields.
package struct KeyInspection: Sendable, Equatable, Encodable {
    private let anatomy: KeyAnatomy
    private let fingerprint: String?

    /// Puts a key's anatomy and fingerprint together.
    package init(_ anatomy: KeyAnatomy, fingerprint: String?) {
        self.anatomy = anatomy
        self.fingerprint = fingerprint
    }

    private enum CodingKeys: String, CodingKey {
        case shape, length, kind, issued, checksum, problems, fingerprint
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(anatomy.shape, forKey: .shape)
        try container.encode(anatomy.length, forKey: .length)
        try container.encode(anatomy.service?.rawValue, forKey: .kind)
        try container.encode(anatomy.issued?.text, forKey: .issued)
        try container.encode(anatomy.checksum, forKey: .checksum)
        try container.encode(anatomy.problems, forKey: .problems)
        try container.encode(fingerprint, forKey: .fingerprint)
    }
}
