import ArgumentParser
import CogwatchCore

/// A command that does not exist, where one was to be named.
///
/// The parser would hand the word to the default command, and show that one's usage.
struct Misspelling: Equatable {
    let word: String
    /// The commands before it, from the program on.
    let path: [String]
    let nearest: String?

    /// Finds the first word that should have been a command's name.
    ///
    /// - Parameter arguments: The command line without the program.
    /// - Returns: Nil where all are names.
    static func find(in arguments: [String]) -> Misspelling? {
        var commands = Cogwatch.configuration.subcommands
        var path = ["cogwatch"]
        for word in arguments {
            guard !commands.isEmpty, !word.hasPrefix("-"), word != "help" else { return nil }
            let names = commands.map { $0._commandName }
            guard let place = names.firstIndex(of: word) else {
                let nearest = Spelling.closest(to: word, among: names)
                return Misspelling(word: word, path: path, nearest: nearest)
            }
            path.append(word)
            commands = commands[place].configuration.subcommands
        }
        return nil
    }

    /// What to tell the person who wrote it.
    var message: String {
        let words = path.joined(separator: " ")
        let hint = nearest.map { "; did you mean \"\(words) \($0)\"?" } ?? "."
        return "Error: \(words) has no command \"\(word)\"\(hint)\n"
            + "  See '\(words) --help' for all of them."
    }
}
