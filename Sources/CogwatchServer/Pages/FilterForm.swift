import CogwatchCore

/// Asks which accounts to show; what it sends stands in the address.
struct FilterForm {
    let fleet: Fleet
    let layout: Layout

    private var query: FleetQuery { fleet.query }

    func write(into html: inout HTML) {
        html.element(
            "form",
            [
                "class": "filters", "id": "filters", "method": "get", "role": "search",
                "action": "\(layout.prefix)/#accounts", "aria-label": "Filter accounts",
            ]
        ) { html in
            field("q", "Text", into: &html) { html in
                html.open(
                    "input",
                    [
                        "id": "f-q", "name": "q", "type": "search", "value": query.text,
                        "placeholder": "name, label, fingerprint …", "autocomplete": "off",
                        "spellcheck": "false", "maxlength": "200",
                    ]
                )
            }
            choices("state", "State", standings, query.standing?.rawValue, into: &html)
            choices("cause", "Cause", causes, query.cause?.rawValue, into: &html)
            choices(
                "cloud",
                "Cloud",
                plain(Cloud.allCases.map(\.rawValue)),
                query.cloud?.rawValue,
                into: &html
            )
            region(into: &html)
            label(into: &html)
            choices("sort", "Sort by", orders, query.sort, any: nil, into: &html)
            html.element("p", ["class": "buttons"]) { html in
                html.element("button", ["type": "submit"], "Show")
                if !query.isPlain {
                    html.element(
                        "a",
                        ["class": "button plain", "href": "\(layout.prefix)/"],
                        "Show all"
                    )
                }
            }
        }
    }

    private typealias Choice = (value: String, words: String)

    private var standings: [Choice] {
        FleetQuery.Standing.allCases.map { ($0.rawValue, Wording.standing($0)) }
    }

    private var causes: [Choice] {
        let asked = query.cause.map { [$0] } ?? []
        return Cause.allCases.filter { fleet.causes.contains($0) || asked.contains($0) }
            .map { ($0.rawValue, Wording.title($0)) }
    }

    private var orders: [Choice] {
        var orders = FleetQuery.Order.allCases.map { ($0.rawValue, Wording.order($0)) }
        if query.isReversed {
            orders.append((query.sort, "\(Wording.order(query.order)), reversed"))
        }
        return orders
    }

    private func plain(_ values: [String]) -> [Choice] { values.map { ($0, $0) } }

    private func region(into html: inout HTML) {
        field("region", "Region", into: &html) { html in
            html.open(
                "input",
                [
                    "id": "f-region", "name": "region", "value": query.region ?? "",
                    "list": "regions", "placeholder": "any", "autocomplete": "off",
                    "spellcheck": "false", "maxlength": "80",
                ]
            )
            suggestions("regions", fleet.regions, into: &html)
        }
    }

    private func label(into html: inout HTML) {
        field("label", "Label", into: &html) { html in
            html.open(
                "input",
                [
                    "id": "f-label", "name": "label", "value": query.label?.text ?? "",
                    "list": "labels", "placeholder": "team=voice", "autocomplete": "off",
                    "spellcheck": "false", "maxlength": "400",
                ]
            )
            suggestions("labels", fleet.labels, into: &html)
        }
    }

    private func suggestions(_ id: String, _ values: [String], into html: inout HTML) {
        html.element("datalist", ["id": id]) { html in
            for value in values { html.open("option", ["value": value]) }
        }
    }

    private func choices(
        _ name: String,
        _ words: String,
        _ choices: [Choice],
        _ chosen: String?,
        any: String? = "any",
        into html: inout HTML
    ) {
        field(name, words, into: &html) { html in
            html.element("select", ["id": "f-\(name)", "name": name]) { html in
                if let any { option(("", any), isChosen: chosen == nil, into: &html) }
                for choice in choices {
                    option(choice, isChosen: choice.value == chosen, into: &html)
                }
            }
        }
    }

    private func option(_ choice: Choice, isChosen: Bool, into html: inout HTML) {
        html.element(
            "option",
            listed: [("value", choice.value)] + (isChosen ? [("selected", "")] : []),
            choice.words
        )
    }

    private func field(
        _ name: String,
        _ words: String,
        into html: inout HTML,
        _ control: (inout HTML) -> Void
    ) {
        html.element("div") { html in
            html.element("label", ["for": "f-\(name)"], words)
            control(&html)
        }
    }
}
