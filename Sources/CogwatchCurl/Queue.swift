/// First come, first served, without moving those who wait.
struct Queue<Element> {
    private var elements: [Element?] = []
    private var head = 0

    var count: Int { elements.count - head }
    var isEmpty: Bool { count == 0 }

    mutating func append(_ element: Element) {
        elements.append(element)
    }

    mutating func popFirst() -> Element? {
        guard head < elements.count else { return nil }
        defer { advance() }
        return elements[head]
    }

    /// Takes out the first that fits.
    mutating func remove(where fits: (Element) -> Bool) -> Element? {
        let index = elements[head...].firstIndex { $0.map(fits) ?? false }
        return index.flatMap { elements.remove(at: $0) }
    }

    /// Takes out all, in their order.
    mutating func removeAll() -> [Element] {
        defer { (elements, head) = ([], 0) }
        return elements[head...].compactMap(\.self)
    }

    private mutating func advance() {
        elements[head] = nil
        head += 1
        // Seldom enough to cost nothing, often enough that what has left takes no room.
        guard head >= 64, head * 2 >= elements.count else { return }
        elements.removeFirst(head)
        head = 0
    }
}
