/// What stands where nothing is.
struct NotFoundPage {
    let words: String
    let layout: Layout

    var html: HTML {
        layout.page(title: "Not found", refreshes: false) { html in
            html.element("h1", "Not found")
            html.element("p", words)
            html.element("p") { html in
                html.element("a", ["href": "\(layout.prefix)/"], "All accounts")
            }
        }
    }
}
