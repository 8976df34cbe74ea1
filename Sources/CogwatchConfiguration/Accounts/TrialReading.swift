import CogwatchCore
import Foundation

extension Vocabulary {
    static let trial = Vocabulary(name: "a trial", texts: ["expires", "started", "days"])
}

/// Reads when a trial ends.
///
/// A bare date is 00:00 UTC of that day.
struct TrialReading {
    /// The length of Azure's free trial.
    private static let usualDays = 30

    let section: Section
    private var reading: Reading { section.reading }

    init(_ section: Section) {
        self.section = section
    }

    /// The trial; nil where its end cannot be told.
    func trial() -> Trial? {
        switch (section.has("expires"), section.has("started")) {
        case (true, true):
            let place = section.place(ofKey: "started")
            reading.error(
                "a trial has both \"expires\" and \"started\"",
                at: place,
                remedy: "keep one"
            )
            return nil
        case (false, false):
            let remedy = "write when it \"expires\" or when it \"started\""
            reading.error("a trial has no date", at: section.place, remedy: remedy)
            return nil
        case (true, false): return ending()
        case (false, true): return running()
        }
    }

    private func ending() -> Trial? {
        if section.has("days") {
            let place = section.place(ofKey: "days")
            reading.error(
                "\"days\" counts from \"started\", and a trial that expires has none",
                at: place
            )
        }
        guard let expires = date("expires") else { return nil }
        return checked(Trial(expires: expires), key: "expires")
    }

    private func running() -> Trial? {
        let days = section.number("days", in: 1...3650) ?? Self.usualDays
        guard let started = date("started") else { return nil }
        if started > reading.now {
            reading.warning("the trial has not begun yet", at: section.place(of: "started"))
        }
        let expires = started.addingTimeInterval(Double(days) * 86_400)
        return checked(Trial(expires: expires), key: "started")
    }

    private func checked(_ trial: Trial, key: String) -> Trial {
        if trial.expires <= reading.now {
            let day = Timestamp.text(trial.expires).prefix(10)
            let remedy = "remove \"trial\" if the account was upgraded"
            reading.warning("the trial ended on \(day)", at: section.place(of: key), remedy: remedy)
        }
        return trial
    }

    private func date(_ key: String) -> Date? {
        guard let text = section.text(key) else { return nil }
        if let date = DateText.date(text) { return date }
        reading.error(
            "\"\(key)\" in a trial is \(section.shown(text, key)), which is no date",
            at: section.place(of: key),
            remedy: "write it as 2026-12-20 or 2026-12-20T09:00:00Z"
        )
        return nil
    }
}
