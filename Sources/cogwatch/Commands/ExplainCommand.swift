import ArgumentParser
import CogwatchCore
import Foundation

/// `cogwatch explain`: why a call failed that someone else made.
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Says why a call failed, from its answer alone. No network.",
        discussion: """
            Reads the output of `curl -i` or `curl -v` from standard input, or one JSON object a \
            line with --jsonl. Takes credentials out before you paste: cogwatch does not need them.

            EXAMPLE
              curl -i https://japanwest.tts.speech.microsoft.com/cognitiveservices/voices/list \\
                | cogwatch explain
            """
    )

    @Flag(help: "Reads JSON lines, and writes them.")
    var jsonl = false

    func run() async throws {
        if jsonl { return try explainLines() }
        let input = FileHandle.standardInput.readDataToEndOfFile().prefix(4 * 1024 * 1024)
        let text = String(decoding: input, as: UTF8.self)
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw ValidationError(
                "Nothing on standard input: paste an answer, as `curl -i` prints it."
            )
        }
        let (failure, now) = (ObservedFailure(transcript: text), Date())
        guard !failure.isSuccess(at: now) else {
            return Output.line("This answer is a success: there is nothing to explain.")
        }
        Output.line(DiagnosisText(failure.diagnosis(at: now)).rendered(.output))
        throw ExitCode.finding
    }

    private func explainLines() throws {
        var (isFinding, isBroken) = (false, false)
        while let line = readLine() {
            guard line.contains(where: { !$0.isWhitespace }) else { continue }
            guard let failure = ObservedFailure(jsonLine: line) else {
                Output.error(
                    "a line on standard input is no JSON object and is left out; see --help"
                )
                isBroken = true
                continue
            }
            let diagnosis = failure.diagnosis(at: Date())
            isFinding = true
            Output.line(try JSON.line(ExplainedFailure(id: failure.id, diagnosis)))
        }
        if isBroken { throw ExitCode.impossible }
        if isFinding { throw ExitCode.finding }
    }
}

/// A line of `cogwatch explain --jsonl`.
private struct ExplainedFailure: Encodable {
    let id: String?
    let cause: Cause
    let confidence: Confidence
    let candidates: [Candidate]
    let evidence: [String]
    let nextSteps: [String]

    enum CodingKeys: String, CodingKey {
        case id, cause, confidence, candidates, evidence
        case nextSteps = "next_steps"
    }

    init(id: String?, _ diagnosis: Diagnosis) {
        self.id = id
        cause = diagnosis.cause
        confidence = diagnosis.confidence
        candidates = diagnosis.candidates
        evidence = diagnosis.evidence.map(\.text)
        nextSteps = diagnosis.nextSteps
    }
}
