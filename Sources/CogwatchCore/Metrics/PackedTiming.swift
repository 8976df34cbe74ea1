/// A ``Timing`` to the nanosecond in 49 bytes, where its dictionary alone takes 200.
struct PackedTiming: Sendable {
    private let total: Int64
    /// ``absent`` for a phase that was not needed.
    private let connection: ConnectionUse?
    private var phases = InlineArray<5, Int64>(repeating: Self.absent)

    private static let absent = Int64.min

    init(_ timing: Timing) {
        total = timing.total.wholeNanoseconds
        connection = timing.connection
        for (phase, length) in timing.phases {
            phases[Self.place(of: phase)] = length.wholeNanoseconds
        }
    }

    /// The same, unpacked.
    var timing: Timing {
        var timing = Timing(total: .nanoseconds(total), connection: connection)
        for phase in Phase.allCases {
            let nanoseconds = phases[Self.place(of: phase)]
            if nanoseconds != Self.absent { timing.phases[phase] = .nanoseconds(nanoseconds) }
        }
        return timing
    }

    /// The whole, in seconds.
    var seconds: Double { Self.seconds(total) }

    /// A phase in seconds; nil where it was not needed.
    func seconds(of phase: Phase) -> Double? {
        let nanoseconds = phases[Self.place(of: phase)]
        return nanoseconds == Self.absent ? nil : Self.seconds(nanoseconds)
    }

    /// One division of exact numbers, so that 3.836921 s do not become 3.8369210000000002.
    private static func seconds(_ nanoseconds: Int64) -> Double { Double(nanoseconds) / 1e9 }

    private static func place(of phase: Phase) -> Int {
        switch phase {
        case .resolve: 0
        case .connect: 1
        case .tls: 2
        case .processing: 3
        case .transfer: 4
        }
    }
}

extension Duration {
    /// In nanoseconds, cut off; beyond 292 years the most that fits.
    fileprivate var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflows) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, exceeds) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
        return overflows || exceeds ? (seconds < 0 ? .min + 1 : .max) : sum
    }
}
