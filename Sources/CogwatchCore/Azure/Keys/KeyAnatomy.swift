/// What a key's own text says, offline: its form, its service and month, and its damage.
///
/// Holds nothing of the key's text. Source: the facts in Microsoft's security-utilities, see
/// ``AnnotatedKey``; keys before 2024 are 32 hexadecimal digits.
package struct KeyAnatomy: Sendable, Equatable {
    /// What the text is, once damage such as quotes or blanks around it is set aside.
    package enum Shape: String, Sendable, CaseIterable, Codable {
        /// 84 letters and digits that name service and month.
        case annotated
        /// 32 hexadecimal digits: a key from before 2024, which says nothing of itself.
        case hex32
        /// An Azure subscription or tenant id.
        case guid
        /// An access token.
        case jwt
        case empty
        case other
    }

    /// Whether an annotated key's last four characters fit the rest.
    package enum Checksum: String, Sendable, CaseIterable, Codable {
        case valid, invalid
    }

    package let shape: Shape
    /// Characters of the text as it was given, damage included.
    package let length: Int
    /// The service that an annotated key names.
    package let service: AzureService?
    /// The month in which an annotated key was made.
    package let issued: IssueMonth?
    /// Nil where the form has none.
    package let checksum: Checksum?
    /// In the order of ``Problem/allCases``.
    package let problems: [Problem]

    /// Reads a key.
    package init(of key: Secret) {
        self = key.reveal(KeyAnatomy.init(text:))
    }

    /// Whether the text is provably something else than a key, or less than a whole one.
    package var cannotBeAKey: Bool {
        shape == .empty || problems.contains(where: \.isProofOfNoKey)
    }

    /// Whether the text has one of the two forms of keys and no sign of damage.
    package var isIntact: Bool {
        (shape == .annotated || shape == .hex32) && problems.isEmpty
    }

    private init(text: String) {
        length = text.unicodeScalars.count
        let cleaned = KeyCleaning(of: text)
        let reading = KeyReading(of: cleaned.core)
        var found = cleaned.problems.union(reading.problems)
        shape = reading.shape
        if shape == .annotated {
            service = AnnotatedKey.service(of: cleaned.core)
            issued = AnnotatedKey.issued(cleaned.core)
            checksum = AnnotatedKey.hasValidChecksum(cleaned.core) ? .valid : .invalid
        } else {
            service = nil
            issued = nil
            checksum = nil
        }
        if checksum == .invalid { found.insert(.checksumInvalid) }
        problems = Problem.allCases.filter(found.contains)
    }
}
