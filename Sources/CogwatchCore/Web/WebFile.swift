/// What a reading of a web configuration file came to.
package struct WebFile: Sendable {
    /// The file, for messages.
    package let path: String
    /// Nil where the file cannot be used.
    package let settings: WebSettings?
    /// Why not, a line each, with the place and what to do.
    package let problems: [String]
    /// The file itself and every file that it names, as paths to open.
    package let watchedFiles: [String]

    package init(
        path: String,
        settings: WebSettings?,
        problems: [String],
        watchedFiles: [String]
    ) {
        self.path = path
        self.settings = settings
        self.problems = problems
        self.watchedFiles = watchedFiles
    }
}
