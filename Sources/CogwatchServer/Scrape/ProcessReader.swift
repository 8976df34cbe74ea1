import CogwatchCore
import Foundation

/// Reads what Linux says of this process.
enum ProcessReader {
    /// The standard metrics' values; nil where `/proc` does not have them.
    static func statistics() -> ProcessStatistics {
        let files = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
        return statistics(
            stat: text(of: "/proc/self/stat"),
            limits: text(of: "/proc/self/limits"),
            system: text(of: "/proc/stat"),
            // The directory's own descriptor is open while it is read.
            openFiles: files.map { max($0.count - 1, 0) },
            clock: System(ticks: sysconf(Int32(_SC_CLK_TCK)), page: sysconf(Int32(_SC_PAGESIZE)))
        )
    }

    /// The units that the kernel counts in.
    struct System {
        /// Clock ticks per second.
        let ticks: Int
        /// Bytes of a page.
        let page: Int
    }

    /// The same, from texts.
    static func statistics(
        stat: String,
        limits: String,
        system: String,
        openFiles: Int?,
        clock: System
    ) -> ProcessStatistics {
        // The second field is the program's name in parentheses, which may hold anything.
        let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
        // proc(5) counts from 1, and two fields are cut off.
        func field(_ number: Int) -> Int? {
            fields.dropFirst(number - 3).first.flatMap { Int($0) }
        }
        func seconds(_ ticks: Int?) -> Double? {
            ticks.map { Double($0) / Double(max(clock.ticks, 1)) }
        }
        let boot = value(after: "btime", in: system).flatMap({ Double($0) })
        return ProcessStatistics(
            cpuSeconds: seconds(field(14)).flatMap { user in seconds(field(15)).map { user + $0 } },
            threads: field(20),
            openFiles: openFiles,
            maximumFiles: value(after: "Max open files", in: limits).flatMap { Int($0) },
            virtualMemoryBytes: field(23),
            maximumVirtualMemoryBytes: value(after: "Max address space", in: limits)
                .flatMap { $0 == "unlimited" ? -1 : Int($0) },
            residentMemoryBytes: field(24).map { $0.multipliedReportingOverflow(by: clock.page) }
                .flatMap { $0.overflow ? nil : $0.partialValue },
            start: boot.flatMap { boot in
                seconds(field(22)).map { Date(timeIntervalSince1970: boot + $0) }
            }
        )
    }

    private static func value(after name: String, in text: String) -> Substring? {
        for line in text.split(separator: "\n") where line.hasPrefix(name) {
            return line.dropFirst(name.count).split(separator: " ").first
        }
        return nil
    }

    private static func text(of path: String) -> String {
        (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    }
}
