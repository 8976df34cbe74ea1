import CogwatchCore

/// `/badge/NAME.svg`: an account's name and state, to be shown on a page elsewhere.
struct Badge {
    let name: String
    let words: String
    let tone: Tone

    init(_ report: AccountReport) {
        name = report.account.name
        words = Wording.state(report)
        tone = Tone(report.state)
    }

    init(unknown name: String) {
        self.name = String(name.prefix(64))
        words = "no such account"
        tone = .idle
    }

    // A colour of each tone on which white letters are 4.5 times as light (WCAG 2.2, 1.4.3).
    private var colour: String {
        switch tone {
        case .good: "#1a7f4e"
        case .warn: "#8a5d00"
        case .bad: "#b3261e"
        case .idle: "#5b6864"
        }
    }

    var svg: String {
        let (left, right) = (Self.width(of: name), Self.width(of: words))
        let whole = left + right
        return HTML { html in
            html.element(
                "svg",
                [
                    "xmlns": "http://www.w3.org/2000/svg", "width": "\(whole)", "height": "20",
                    "role": "img", "aria-label": "\(name): \(words)",
                ]
            ) { html in
                html.element("title", "\(name): \(words)")
                html.raw("<clipPath id=\"r\">")
                box(x: 0, width: whole, fill: "#fff", radius: "3", into: &html)
                html.raw("</clipPath><g clip-path=\"url(#r)\">")
                box(x: 0, width: left, fill: "#3b4441", into: &html)
                box(x: left, width: right, fill: colour, into: &html)
                html.raw("</g><g fill=\"#fff\" font-size=\"11\" text-anchor=\"middle\" ")
                html.raw("font-family=\"Verdana,Geneva,DejaVu Sans,sans-serif\">")
                label(name, from: 0, width: left, into: &html)
                label(words, from: left, width: right, into: &html)
                html.raw("</g>")
            }
        }.text + "\n"
    }

    private func box(
        x: Int,
        width: Int,
        fill: String,
        radius: String = "0",
        into html: inout HTML
    ) {
        html.element(
            "rect",
            ["x": "\(x)", "width": "\(width)", "height": "20", "rx": radius, "fill": fill]
        ) { _ in }
    }

    private func label(_ text: String, from x: Int, width: Int, into html: inout HTML) {
        html.element(
            "text",
            [
                "x": TimelinePicture.text(Double(x) + Double(width) / 2), "y": "14",
                "textLength": "\(width - 12)",
            ],
            text
        )
    }

    // The letters' width in Verdana of 11 pixels, about; `textLength` makes it exact.
    private static func width(of text: String) -> Int {
        let tenths = text.unicodeScalars.reduce(0) { width, letter in
            switch letter {
            case "i", "j", "l", "I", ".", " ", ":", "|": width + 38
            case "f", "r", "t", "-": width + 46
            case "m", "w", "M", "W": width + 100
            case "A"..."Z": width + 76
            default: width + 68
            }
        }
        return tenths / 10 + 13
    }
}
