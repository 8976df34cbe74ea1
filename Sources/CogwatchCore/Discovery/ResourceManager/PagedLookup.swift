/// A list of Resource Manager, asked for page by page.
struct PagedLookup<Item: Sendable>: Sendable {
    private enum Position: Sendable {
        case first
        case page(NextPage)
        case end
    }

    let call: ManagementCall
    let cloud: Cloud
    private var walk: PageWalk<Item>
    private var position = Position.first
    /// Nil until the list has come to an end.
    private(set) var result: Result<[Item], ManagementRefusal>?

    init(_ call: ManagementCall, in cloud: Cloud) {
        self.call = call
        self.cloud = cloud
        walk = PageWalk(of: call)
    }

    /// What to send next; nil at the end.
    func request(token: EntraToken) -> Request? {
        switch position {
        case .first: ResourceManager(in: cloud).request(call, token: token)
        case .page(let page): ResourceManager(in: cloud).request(page, token: token)
        case .end: nil
        }
    }

    /// Takes in a page, or why there is none: half a list is none.
    mutating func take(_ page: () throws(ManagementRefusal) -> ManagementPage<Item>) {
        do {
            if let next = try walk.take(page()) {
                position = .page(next)
            } else {
                position = .end
                result = .success(walk.items)
            }
        } catch {
            position = .end
            result = .failure(error)
        }
    }
}
