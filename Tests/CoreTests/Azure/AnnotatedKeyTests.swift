import Foundation
import TestSupport
import Testing

@testable import CogwatchCore

@Suite("An annotated key")
struct AnnotatedKeyTests {
    @Test("is read as its own generator made it")
    func recorded() throws {
        guard let lines = SharedFacts.lines(of: "annotated-keys.tsv") else { return }
        let rows = lines.dropFirst().map {
            $0.split(separator: "\t", omittingEmptySubsequences: false)
        }
        try #require(rows.count > 50)
        for row in rows {
            let anatomy = KeyAnatomy(of: Secret(row[0...2].joined()))
            #expect(anatomy.service?.rawValue ?? "" == row[4])
            #expect(anatomy.issued?.text ?? "" == row[5])
            #expect((anatomy.checksum == .valid) == (row[6] == "true"))
            #expect(anatomy.problems.contains(.truncated) == (row[7] == "truncated"))
            #expect(anatomy.problems.contains(.checksumInvalid) == (row[7] == "transposed"))
        }
    }

    private static let seed: UInt64 = {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("AnnotatedKeyTests.minted seed \(seed)")
        return seed
    }()

    @Test("is minted valid for every service", arguments: AzureService.annotated)
    func minted(service: AzureService) {
        var generator = SeededGenerator(seed: Self.seed)
        for month in 1...12 {
            guard let issued = IssueMonth(year: 2024 + month * 5, month: month) else { continue }
            let key = AnnotatedKey.mint(service, issued: issued, using: &generator)
            let anatomy = KeyAnatomy(of: key ?? Secret(""))
            #expect(anatomy.shape == .annotated)
            #expect(anatomy.service == service)
            #expect(anatomy.issued == issued)
            #expect(anatomy.checksum == .valid)
            #expect(anatomy.problems.isEmpty)
        }
    }

    @Test("betrays every single changed character")
    func changed() {
        let key = Array(SampleKeys.annotated)
        for index in key.indices {
            var altered = key
            altered[index] = key[index] == "B" ? "C" : "B"
            #expect(KeyAnatomy(of: Secret(String(altered))).isIntact == false)
        }
    }

    @Test("of another Azure service is told by its signature and a valid checksum")
    func foreign() {
        let signed = String(SampleKeys.annotated.prefix(76)) + "ABCD"
        #expect(KeyAnatomy(of: Secret(signed + "0000")).problems == [.checksumInvalid])
        let anatomy = KeyAnatomy(
            of: Secret(
                signed
                    + String(decoding: AnnotatedKey.checksum(of: Array(signed.utf8)), as: UTF8.self)
            )
        )
        #expect(anatomy.problems == [.otherAzureService])
        #expect(anatomy.service == nil)
    }

    @Test(
        "names its service by the letter that Microsoft's table has",
        arguments: [
            ("A", AzureService.aiServices), ("B", .openAI), ("E", .cognitiveServices),
            ("K", .face), ("R", .luisAuthoring), ("S", .luis), ("Y", .speechServices),
            ("Z", .speechTranslation), ("a", .textAnalytics), ("b", .textTranslation),
            ("l", .bingSearchV7), ("o", .bingSpellCheckV7),
        ]
    )
    func letters(letter: String, service: AzureService) {
        #expect(service.keyLetter.map { String(UnicodeScalar($0)) } == letter)
        #expect(letter.utf8.first.flatMap(AzureService.init(keyLetter:)) == service)
    }

    @Test("names one of the 41 services of Microsoft's table and no other")
    func table() {
        let letters = AzureService.annotated.compactMap(\.keyLetter)
        let table = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmno"
        #expect(String(decoding: letters, as: UTF8.self) == table)
        #expect(AzureService.academic.keyLetter == nil)
        #expect(AzureService(keyLetter: UInt8(ascii: "p")) == nil)
    }
}

@Suite("Marvin32")
struct Marvin32Tests {
    @Test(
        "agrees with .NET's implementation",
        arguments: [
            // The vectors of dotnet/runtime's MarvinTests, whose 64 bits fold to ours.
            ([UInt8](), UInt64(0x004F_B61A_001B_DBCC), UInt64(0x30ED_35C1_00CD_3C7D)),
            ([0xAF], 0x004F_B61A_001B_DBCC, 0x48E7_3FC7_7D75_DDC1),
            ([0xE7, 0x0F], 0x004F_B61A_001B_DBCC, 0xB5F6_E1FC_485D_BFF8),
            ([0x37, 0xF4, 0x95], 0x004F_B61A_001B_DBCC, 0xF0B0_7C78_9B8C_F7E8),
            ([0x86, 0x42, 0xDC, 0x59], 0x004F_B61A_001B_DBCC, 0x7008_F2E8_7E9C_F556),
        ]
    )
    func vectors(bytes: [UInt8], seed: UInt64, state: UInt64) {
        let folded = UInt32(truncatingIfNeeded: state) ^ UInt32(truncatingIfNeeded: state >> 32)
        #expect(Marvin32.hash(bytes, seed: seed) == folded)
    }
}

@Suite("The month of a key")
struct IssueMonthTests {
    @Test(
        "begins at its first instant in UTC",
        arguments: [
            (2024, 1, "2024-01", 1_704_067_200.0), (2024, 2, "2024-02", 1_706_745_600),
            (2024, 3, "2024-03", 1_709_251_200), (2026, 5, "2026-05", 1_777_593_600),
            (2026, 12, "2026-12", 1_796_083_200),
        ]
    )
    func beginning(year: Int, month: Int, text: String, seconds: Double) throws {
        let issued = try #require(IssueMonth(year: year, month: month))
        #expect(issued.text == text)
        #expect(issued.firstInstant == Date(timeIntervalSince1970: seconds))
    }

    @Test("begins where Foundation's calendar has it, in every year a key can carry")
    func calendar() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        for year in IssueMonth.years {
            for month in 1...12 {
                let issued = try #require(IssueMonth(year: year, month: month))
                let parts = DateComponents(year: year, month: month, day: 1)
                #expect(issued.firstInstant == calendar.date(from: parts))
            }
        }
    }

    @Test("is none before 2024, nor a thirteenth")
    func impossible() {
        #expect(IssueMonth(year: 2023, month: 12) == nil)
        #expect(IssueMonth(year: 2026, month: 13) == nil)
        #expect(IssueMonth(year: 2026, month: 0) == nil)
    }
}
