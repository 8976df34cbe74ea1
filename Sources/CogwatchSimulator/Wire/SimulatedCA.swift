import CogwatchCore
import Crypto
package import Foundation
import NIOSSL
import SwiftASN1
import X509

/// A certificate authority of the simulator's own, with one leaf for all of Azure's host names.
///
/// Made anew for every simulator, so that trust in it never outlives a test. The authority's
/// private key is forgotten once the leaf is signed.
package struct SimulatedCA: Sendable {
    /// What a client must trust, as PEM.
    package let pem: String
    /// When the leaf ends.
    package let leafExpires: Date

    let leaf: NIOSSLCertificate
    let leafKey: NIOSSLPrivateKey

    /// - Parameters:
    ///   - now: The authority is valid from an hour earlier, for ten years.
    ///   - leafValidity: From an hour ago for 90 days where nil; give a span in the past for a
    ///     certificate that has expired.
    /// - Throws: What the crypto libraries report; nothing that a caller can mend.
    package init(now: Date = Date(), leafValidity: Range<Date>? = nil) throws {
        let span =
            leafValidity
            ?? now.addingTimeInterval(-3600)..<now.addingTimeInterval(90 * Self.day)
        let authorityKey = Certificate.PrivateKey(P256.Signing.PrivateKey())
        let authority = try Self.authority(key: authorityKey, now: now, covering: span)
        let key = P256.Signing.PrivateKey()
        let certificate = try Self.leaf(
            key: key,
            validity: span,
            issuer: authority,
            issuerKey: authorityKey
        )
        pem = try authority.serializeAsPEM().pemString + "\n"
        leafExpires = span.upperBound
        leaf = try NIOSSLCertificate(
            bytes: certificate.serializeAsPEM().derBytes,
            format: .der
        )
        leafKey = try NIOSSLPrivateKey(bytes: Array(key.pemRepresentation.utf8), format: .pem)
    }

    private static let day: TimeInterval = 86_400

    private static func authority(
        key: Certificate.PrivateKey,
        now: Date,
        covering leaf: Range<Date>
    ) throws -> Certificate {
        // A name of its own, so that a client that trusts another simulator's authority says that
        // it does not know this one, instead of stumbling over its signature.
        let mark = String(UInt32.random(in: .min ... .max), radix: 36)
        let name = try DistinguishedName {
            OrganizationName("cogwatch")
            CommonName("cogwatch simulated Azure CA \(mark)")
        }
        return try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: key.publicKey,
            // Reaches back behind an expired leaf: its own end alone shall be at fault.
            notValidBefore: min(now.addingTimeInterval(-3600), leaf.lowerBound),
            notValidAfter: now.addingTimeInterval(3650 * day),
            issuer: name,
            subject: name,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                Critical(KeyUsage(keyCertSign: true, cRLSign: true))
            },
            issuerPrivateKey: key
        )
    }

    private static func leaf(
        key: P256.Signing.PrivateKey,
        validity: Range<Date>,
        issuer: Certificate,
        issuerKey: Certificate.PrivateKey
    ) throws -> Certificate {
        try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: Certificate.PublicKey(key.publicKey),
            notValidBefore: validity.lowerBound,
            notValidAfter: validity.upperBound,
            issuer: issuer.subject,
            subject: DistinguishedName { CommonName("cogwatch simulated Azure") },
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth])
                SubjectAlternativeNames(
                    SimulatedHost.certificateNames.map(GeneralName.dnsName)
                        + [.dnsName("localhost"), .ipAddress(loopback)]
                )
            },
            issuerPrivateKey: issuerKey
        )
    }

    private static let loopback = ASN1OctetString(contentBytes: [127, 0, 0, 1])
}
