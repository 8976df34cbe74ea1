/// A regular expression as steps that are walked along all paths at once, so that no value takes
/// longer than its length times the number of steps.
struct PatternProgram: Sendable {
    enum Step: Sendable {
        case consume(ScalarClass)
        case fork(Int, Int)
        case jump(Int)
        case check(PatternAssertion)
        case accept
    }

    /// More is no condition on a label; RE2's own limit is some hundred times as high.
    private static let mostSteps = 20_000
    private var steps: [Step] = []

    init(_ node: PatternNode) throws(PatternError) {
        try append(node)
        steps.append(.accept)
    }

    /// Whether some part of the text has the form; patterns on labels are anchored by themselves.
    func matches(_ text: [Unicode.Scalar]) -> Bool {
        var walk = Walk(steps)
        var previous: Unicode.Scalar?
        for scalar in text {
            if walk.start(between: previous, and: scalar) { return true }
            walk.consume(scalar)
            previous = scalar
        }
        return walk.start(between: previous, and: nil)
    }
}

// MARK: - From a node to steps

extension PatternProgram {
    private mutating func append(_ node: PatternNode) throws(PatternError) {
        guard steps.count < Self.mostSteps else { throw .tooLarge }
        switch node {
        case .empty: break
        case .character(let set): steps.append(.consume(set))
        case .assertion(let assertion): steps.append(.check(assertion))
        case .sequence(let nodes): for node in nodes { try append(node) }
        case .choice(let nodes): try append(choice: nodes[...])
        case .repetition(let node, let least, let most): try append(node, least, most)
        }
    }

    private mutating func append(choice nodes: ArraySlice<PatternNode>) throws(PatternError) {
        var ends: [Int] = []
        for (index, node) in zip(nodes.indices, nodes) {
            guard index + 1 < nodes.endIndex else {
                try append(node)
                break
            }
            let fork = reserve()
            try append(node)
            ends.append(reserve())
            steps[fork] = .fork(fork + 1, steps.count)
        }
        for end in ends { steps[end] = .jump(steps.count) }
    }

    private mutating func append(
        _ node: PatternNode,
        _ least: Int,
        _ most: Int?
    ) throws(PatternError) {
        var start = steps.count
        for _ in 0..<least {
            start = steps.count
            try append(node)
        }
        guard let most else {
            guard least == 0 else {
                steps.append(.fork(start, steps.count + 1))
                return
            }
            let fork = reserve()
            try append(node)
            steps.append(.jump(fork))
            steps[fork] = .fork(fork + 1, steps.count)
            return
        }
        var forks: [Int] = []
        for _ in least..<max(least, most) {
            forks.append(reserve())
            try append(node)
        }
        for fork in forks { steps[fork] = .fork(fork + 1, steps.count) }
    }

    /// A place for a step whose target is not known yet.
    private mutating func reserve() -> Int {
        steps.append(.accept)
        return steps.count - 1
    }
}

// MARK: - Along all paths at once

/// Where the paths through the steps have got to.
private struct Walk {
    private let steps: [PatternProgram.Step]
    /// The steps that wait for a character.
    private var waiting: [Int] = []
    /// The steps that the last character led to.
    private var reached: [Int] = []
    /// At which character a step was last visited.
    private var visits: [Int]
    private var turn = 0

    init(_ steps: [PatternProgram.Step]) {
        self.steps = steps
        visits = Array(repeating: 0, count: steps.count)
    }

    /// Follows all paths up to where they need the next character; true where one arrives.
    mutating func start(between previous: Unicode.Scalar?, and next: Unicode.Scalar?) -> Bool {
        turn += 1
        waiting.removeAll(keepingCapacity: true)
        var todo = reached
        todo.append(0)
        while let index = todo.popLast() {
            guard visits[index] != turn else { continue }
            visits[index] = turn
            switch steps[index] {
            case .consume: waiting.append(index)
            case .fork(let first, let second):
                todo.append(second)
                todo.append(first)
            case .jump(let target): todo.append(target)
            case .check(let assertion):
                if assertion.holds(between: previous, and: next) { todo.append(index + 1) }
            case .accept: return true
            }
        }
        return false
    }

    mutating func consume(_ scalar: Unicode.Scalar) {
        reached.removeAll(keepingCapacity: true)
        for index in waiting {
            if case .consume(let set) = steps[index], set.contains(scalar) {
                reached.append(index + 1)
            }
        }
    }
}
