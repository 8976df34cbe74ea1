/// The entries of one page, and where the next is.
package struct ManagementPage<Item: Sendable>: Sendable {
    package let items: [Item]
    package let next: NextPage?
}

/// Puts the pages of a list together.
///
/// A page may be empty and still have a successor; a list that leads back to itself or does not end
/// is given up.
package struct PageWalk<Item: Sendable>: Sendable {
    package static var maximumPages: Int { 500 }
    package static var maximumItems: Int { 50_000 }

    private let call: ManagementCall
    private var seen: Set<NextPage> = []
    private var pages = 0
    package private(set) var items: [Item] = []

    package init(of call: ManagementCall) {
        self.call = call
    }

    /// Takes in a page.
    ///
    /// - Returns: The page to ask for next; nil at the end.
    /// - Throws: A refusal where the list goes in circles or is too long.
    package mutating func take(
        _ page: ManagementPage<Item>
    ) throws(ManagementRefusal) -> NextPage? {
        pages += 1
        items += page.items
        guard let next = page.next else { return nil }
        guard pages < Self.maximumPages, items.count <= Self.maximumItems,
            seen.insert(next).inserted
        else { throw ManagementRefusal(.tooMuch, of: call) }
        return next
    }
}
