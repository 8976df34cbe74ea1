/// Errors of Microsoft Entra by the number behind `AADSTS` (its page on error codes).
enum EntraErrors {
    /// The cause that comes nearest; the numbers are hints, as one stands for several mistakes.
    static func cause(of number: Int) -> Cause {
        causes[number] ?? .entraTokenFormat
    }

    /// The number's own words say of an end that it is one; the rest is nearest, not proven.
    static func hypothesis(for number: Int) -> Hypothesis {
        let cause = cause(of: number)
        return Hypothesis(
            cause,
            cause == .entraTokenExpired ? .likely : .possible,
            ["Entra's own error AADSTS\(number)"]
        )
    }

    private static let causes: [Int: Cause] = {
        var causes: [Int: Cause] = [:]
        for (cause, numbers) in groups {
            for number in numbers { causes[number] = cause }
        }
        return causes
    }()

    private static let groups: [(Cause, [Int])] = [
        // A grant, an assertion or a client's secret that is past its end.
        (
            .entraTokenExpired,
            [
                50_089, 50_173, 70_008, 70_043, 70_044, 500_133, 700_024, 700_081, 700_082,
                700_084, 7_000_222,
            ]
        ),
        // A resource or scope that is not known, or not written as it must be.
        (.entraAudience, [50_001, 65_005, 70_011, 500_011, 1_002_012]),
        // Consent, conditional access, a second factor, an assignment or the app itself is missing.
        (
            .entraPermission,
            [
                50_020, 50_057, 50_076, 50_079, 50_105, 50_158, 53_000, 53_001, 53_003, 65_001,
                65_004, 70_021, 90_094, 700_016, 700_213, 7_000_112,
            ]
        ),
        // A tenant that is not of this cloud, or of none.
        (.wrongCloud, [90_002, 90_038, 900_382, 900_432, 900_439]),
        // A secret, password or certificate that is not the app's.
        (.invalidKey, [50_034, 50_126, 700_027, 7_000_215]),
        (.missingKey, [7_000_216, 7_000_218]),
    ]
}
