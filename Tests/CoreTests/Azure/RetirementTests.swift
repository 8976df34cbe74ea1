import Foundation
import Testing

@testable import CogwatchCore

@Suite("A service's retirement")
struct RetirementTests {
    @Test(
        "has Microsoft's date, where there is one",
        arguments: [
            (AzureService.bingSearch, "2025-08-11"), (.bingSearchV7, "2025-08-11"),
            (.bingSpellCheck, "2025-08-11"), (.bingCustomVisualSearch, "2025-08-11"),
            (.bingSpeech, "2019-10-15"), (.luis, "2026-03-31"), (.luisAuthoring, "2026-03-31"),
        ]
    )
    func dates(service: AzureService, day: String) {
        let since = service.retirement?.since
        #expect(since.map(Timestamp.text)?.hasPrefix(day + "T00:00:00") == true)
    }

    @Test(
        "has no date where nobody knows the day",
        arguments: [AzureService.speechTranslation, .academic]
    )
    func unknownDay(service: AzureService) {
        #expect(service.retirement != nil)
        #expect(service.retirement?.since == nil)
        #expect(service.retirement?.isOver(at: .distantFuture) == false)
    }

    @Test("is over from its first second on")
    func over() throws {
        let retirement = try #require(AzureService.luis.retirement)
        let since = try #require(retirement.since)
        #expect(retirement.isOver(at: since))
        #expect(!retirement.isOver(at: since.addingTimeInterval(-1)))
    }

    @Test("is known of all that start with Bing, and of no living service")
    func coverage() {
        for service in AzureService.allCases where service.rawValue.hasPrefix("Bing.") {
            #expect(service.retirement != nil, "\(service)")
        }
        for service: AzureService in [.speechServices, .aiServices, .openAI, .face, .knowledge] {
            #expect(service.retirement == nil, "\(service)")
        }
    }

    @Test("names a successor and a source", arguments: AzureService.allCases)
    func words(service: AzureService) {
        guard let retirement = service.retirement else { return }
        #expect(!retirement.successor.isEmpty)
        #expect(!retirement.source.isEmpty)
    }
}
