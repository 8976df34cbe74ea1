import CogwatchCore
import Testing

@Suite("Lists that were found right")
struct ValidatedListsTests {
    private func mark(_ text: String) -> ValidatedLists.Mark { .init(of: Array(text.utf8)) }

    @Test("are known by all of their bytes")
    func known() {
        let lists = ValidatedLists()
        #expect(lists.count(of: mark("one")) == nil)
        lists.remember(mark("one"), count: 600)
        #expect(lists.count(of: mark("one")) == 600)
        #expect(lists.count(of: mark("onf")) == nil)
        #expect(lists.count(of: mark("one ")) == nil)
        #expect(lists.count(of: mark("")) == nil)
    }

    @Test("are forgotten, of too many, in the order in which they were last seen")
    func leastRecentlyUsed() {
        let lists = ValidatedLists(capacity: 3)
        for number in 1...3 { lists.remember(mark("\(number)"), count: number) }
        _ = lists.count(of: mark("1"))
        lists.remember(mark("4"), count: 4)
        lists.remember(mark("3"), count: 3)
        lists.remember(mark("5"), count: 5)
        #expect((1...5).map { lists.count(of: mark("\($0)")) } == [nil, nil, 3, 4, 5])
    }

    @Test("give a count that was known from the start")
    func count() {
        #expect(VoicesCount(known: 612).finish() == .success(612))
    }
}
