/// What stands where something could not be done.
struct TroublePage {
    let title: String
    let words: String
    let layout: Layout

    var html: HTML {
        layout.page(title: title, refreshes: false) { html in
            html.element("h1", title)
            html.element("p", ["class": "problem", "role": "alert"], words)
            html.element("p") { html in
                html.element("a", ["href": "\(layout.prefix)/silences"], "All silences")
            }
        }
    }
}
