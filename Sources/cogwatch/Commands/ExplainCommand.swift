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
            line with --jsonl. Take credentials out before you paste: cogwatch does not need them, and shows none.

            EXAMPLE
              curl -i https://japanwest.tts.speech.microsoft.com/cognitiveservices/voices/list \\
                | cogwatch explain
            """
    )

    @Flag(help: "Reads JSON lines, and writes them.")
    var jsonl = false

    func run() async throws {
        if jsonl { return try explainLines() }
        let text = try pastedText()
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

    /// Bytes that are no text are shown as what they are not, and a flood is cut: either way what
    /// is readable is explained.
    private func pastedText() throws -> String {
        var bytes: [UInt8] = []
        while bytes.count <= BoundedLines.maximumBytes {
            let chunk = try StandardInput.chunk()
            guard !chunk.isEmpty else { return String(decoding: bytes, as: UTF8.self) }
            bytes += chunk
        }
        Output.error("only the first 1 MiB of standard input is read")
        return String(decoding: bytes.prefix(BoundedLines.maximumBytes), as: UTF8.self)
    }

    private func explainLines() throws {
        var lines = StandardInput.lines()
        var (number, isFinding, isBroken) = (0, false, false)
        while let line = try lines.next() {
            number += 1
            switch FailureLine(line) {
            case .blank: continue
            case .unreadable(let reason):
                Output.error("line \(number): \(reason); it is left out")
                isBroken = true
            case .failure(let failure):
                let diagnosis = failure.diagnosis(at: Date())
                Output.line(
                    try JSON.line(
                        ExplainedFailure(id: failure.id.map(Redaction.presentable), diagnosis)
                    )
                )
                isFinding = true
            }
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
