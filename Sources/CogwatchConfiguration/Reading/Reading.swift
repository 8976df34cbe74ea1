import CogwatchCore
import Foundation

/// One reading of a configuration file: what was found wrong, and which other files were opened.
///
/// A class, because every part of the file adds to the same list; it lives on one stack only.
final class Reading {
    /// A problem before its source line is looked up.
    private struct Finding: Hashable {
        let severity: ConfigurationProblem.Severity
        let place: Place?
        let what: String
        let remedy: String?
        let isKeySource: Bool
    }

    /// As the loader was given it.
    let file: String
    let now: Date
    let environment: [String: String]
    let compileTemplate: TemplateCompiler
    var references: FileReferences
    /// What holds for accounts that do not say it themselves.
    var timing = ProbeTiming.standard
    private var findings: [Finding] = []

    init(_ file: String, loader: ConfigurationLoader) {
        self.file = file
        now = loader.now()
        environment = loader.environment
        compileTemplate = loader.compileTemplate
        references = FileReferences(
            of: file,
            readFile: loader.readFile,
            stampFile: loader.stampFile
        )
    }

    func error(_ what: String, at place: Place?, remedy: String? = nil, isKeySource: Bool = false) {
        let finding = Finding(
            severity: .error,
            place: place,
            what: what,
            remedy: remedy,
            isKeySource: isKeySource
        )
        findings.append(finding)
    }

    func warning(_ what: String, at place: Place, remedy: String? = nil) {
        note(.warning, what, at: place, remedy: remedy)
    }

    func hint(_ what: String, at place: Place, remedy: String? = nil) {
        note(.hint, what, at: place, remedy: remedy)
    }

    private func note(
        _ severity: ConfigurationProblem.Severity,
        _ what: String,
        at place: Place,
        remedy: String?
    ) {
        let finding = Finding(
            severity: severity,
            place: place,
            what: what,
            remedy: remedy,
            isKeySource: false
        )
        findings.append(finding)
    }

    /// The contents of a file that the configuration refers to.
    func contents(of path: String) -> Result<[UInt8], FileReferences.Failure> {
        references.contents(of: path)
    }

    /// How many problems were found until now.
    var findingCount: Int { findings.count }

    /// Whether nothing forbids to use what was read.
    var isUsable: Bool { findings.allSatisfy { $0.severity != .error || $0.isKeySource } }

    /// Everything that was found, in the order of the file, each thing once.
    ///
    /// - Parameters:
    ///   - secrets: Texts that messages may have quoted and must not.
    ///   - lines: The lines of the file, asked for only where there are problems.
    /// - Returns: What may be shown to anybody.
    func problems(
        hiding secrets: [String],
        with lines: () -> SourceLines
    ) -> [ConfigurationProblem] {
        guard !findings.isEmpty else { return [] }
        let lines = lines()
        func scrubbed(_ text: String) -> String {
            Redaction.scrubbed(
                secrets.reduce(text) { $0.replacing($1, with: Redaction.placeholder) }
            )
        }
        var seen: Set<Finding> = []
        let once = findings.filter { seen.insert($0).inserted }
        return once.sorted(by: Self.comesFirst).map { finding in
            ConfigurationProblem(
                severity: finding.severity,
                file: file,
                line: finding.place?.line,
                column: finding.place?.column,
                what: scrubbed(finding.what),
                remedy: finding.remedy.map(scrubbed),
                isKeySource: finding.isKeySource,
                sourceLine: finding.place.flatMap(lines.line(at:))
            )
        }
    }

    private static func comesFirst(_ left: Finding, _ right: Finding) -> Bool {
        let start = Place(line: 0, column: 0)
        let places = (left.place ?? start, right.place ?? start)
        return places.0 == places.1 ? left.what < right.what : places.0 < places.1
    }
}

/// Did-you-mean, as a remedy.
enum Suggestion {
    /// `did you mean "region"?`, or nil where nothing is near.
    static func remedy(for word: String, among words: [String]) -> String? {
        Spelling.closest(to: word, among: words).map { "did you mean \"\($0)\"?" }
    }

    /// The nearest word or, where none is near, all of them.
    static func remedyOrList(for word: String, among words: [String]) -> String {
        remedy(for: word, among: words) ?? "write \(oneOf(words))"
    }

    /// `a, b or c`.
    static func oneOf(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.joined() }
        return "\(words.dropLast().joined(separator: ", ")) or \(last)"
    }
}
