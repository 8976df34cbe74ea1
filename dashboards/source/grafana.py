"""The words in which dashboards are written: panels, queries, variables, links."""

SOURCE = {"type": "prometheus", "uid": "${datasource}"}

# The same colours mean the same everywhere.
STATES = {
    "ok": "green", "pending": "yellow", "throttled": "orange", "degraded": "light-orange",
    "unreachable": "purple", "auth_failing": "red", "unknown": "text",
}
CATEGORIES = {"auth": "red", "limit": "orange", "unreachable": "purple", "unexpected": "yellow"}
OUTCOMES = {
    "success": "green", "auth_failure": "red", "throttled": "orange", "client_error": "yellow",
    "server_error": "purple", "network_error": "blue", "invalid_response": "light-orange",
}
PHASES = {
    "resolve": "blue", "connect": "green", "tls": "yellow", "processing": "orange",
    "transfer": "purple",
}


def select(metric, *matchers):
    """A selector: the metric and its matchers, ("account", "=~", "$account") each."""
    return metric + "{" + ", ".join(f'{label}{sign}"{text}"' for label, sign, text in matchers) + "}"


def numbered(names, series, label):
    """One number for each value of a label, so that a band can change its colour."""
    return " or\n".join(
        f"({series((label, '=', name))} == 1) * {number}" for number, name in enumerate(names)
    )


def query(expr, legend="__auto", *, table=False, heatmap=False):
    """A question to Prometheus; a table asks for now, everything else for the whole range."""
    target = {
        "datasource": SOURCE, "expr": expr, "legendFormat": legend, "editorMode": "code",
        "range": not table, "instant": table,
    }
    if table or heatmap:
        target["format"] = "table" if table else "heatmap"
    return target


def panel(kind, title, description, queries, defaults, options, overrides=(), **more):
    targets = [one | {"refId": "ABCDEFGH"[place]} for place, one in enumerate(queries)]
    return {
        "type": kind, "title": title, "description": description, "datasource": SOURCE,
        "targets": targets,
        "fieldConfig": {"defaults": defaults, "overrides": list(overrides)},
        "options": options, **more,
    }


def steps(first, *rest):
    """Thresholds: the colour from below, then pairs of a value and the colour from there on."""
    pairs = [(None, first), *rest]
    return {"mode": "absolute", "steps": [{"color": color, "value": at} for at, color in pairs]}


def mapping(values):
    """What a number is called and which colour it has: {0: ("refused", "red")}."""
    return [{
        "type": "value",
        "options": {
            str(number): {"text": text, "color": color, "index": index}
            for index, (number, (text, color)) in enumerate(values.items())
        },
    }]


def paint(colors, pattern=None):
    """Overrides that give series their colours, by name or by a pattern with %s."""
    matcher = "byRegexp" if pattern else "byName"
    return [
        {
            "matcher": {"id": matcher, "options": (pattern or "%s") % name},
            "properties": [{"id": "color", "value": {"mode": "fixed", "fixedColor": color}}],
        }
        for name, color in colors.items()
    ]


def column(name, **properties):
    """How one column of a table looks."""
    return {
        "matcher": {"id": "byName", "options": name},
        "properties": [{"id": key, "value": value} for key, value in properties.items()],
    }


REDUCED = {"calcs": ["lastNotNull"], "fields": "", "values": False}


def stat(title, description, expr, thresholds=None, *, legend="__auto", fill=True, graph=False,
         name=False, links=(), **defaults):
    """One big number, or with `name` the name of the series."""
    color = {"mode": "thresholds"} if thresholds else {"mode": "fixed", "fixedColor": "blue"}
    defaults = {"color": color, **defaults}
    if thresholds:
        defaults["thresholds"] = thresholds
    if links:
        defaults["links"] = list(links)
    options = {
        "reduceOptions": REDUCED, "colorMode": "background" if fill and thresholds else "value",
        "graphMode": "area" if graph else "none", "justifyMode": "auto", "orientation": "auto",
        "textMode": "name" if name else "auto",
    }
    return panel("stat", title, description, [query(expr, legend)], defaults, options)


def lines(title, description, queries, *, stacked=False, fill=0, overrides=(), side=True,
          **defaults):
    """Curves over time, or stacked areas."""
    custom = {
        "drawStyle": "line", "lineWidth": 1, "fillOpacity": fill, "showPoints": "never",
        "spanNulls": False,
        "stacking": {"mode": "normal" if stacked else "none", "group": "A"},
    }
    options = {
        "legend": {
            "displayMode": "table", "placement": "right" if side else "bottom",
            "calcs": ["lastNotNull", "max"], "showLegend": True,
        },
        "tooltip": {"mode": "multi", "sort": "desc"},
    }
    defaults = {"min": 0, "custom": custom, **defaults}
    return panel("timeseries", title, description, queries, defaults, options, overrides)


def timeline(title, description, queries, mappings, *, show="auto", links=()):
    """A band for each series whose colour is what it was at the time."""
    defaults = {
        "color": {"mode": "thresholds"}, "thresholds": steps("text"), "mappings": mappings,
        "custom": {"fillOpacity": 80, "lineWidth": 0}, "links": list(links),
    }
    options = {
        "mergeValues": True, "showValue": show, "rowHeight": 0.85, "alignValue": "left",
        "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True},
        "tooltip": {"mode": "single", "sort": "none"},
    }
    return panel("state-timeline", title, description, queries, defaults, options)


def heatmap(title, description, expr, unit="s"):
    """How often a histogram's buckets were hit, over time."""
    options = {
        "calculate": False, "cellGap": 1, "cellValues": {"unit": "short"},
        "color": {"mode": "scheme", "scheme": "Oranges", "steps": 64, "exponent": 0.5,
                  "scale": "exponential", "reverse": False, "fill": "dark-orange"},
        "exemplars": {"color": "rgba(255,0,255,0.7)"}, "filterValues": {"le": 1e-9},
        "legend": {"show": True}, "rowsFrame": {"layout": "auto"}, "showValue": "never",
        "tooltip": {"mode": "single", "yHistogram": True, "showColorScale": False},
        "yAxis": {"axisPlacement": "left", "reverse": False, "unit": unit},
    }
    defaults = {"custom": {"scaleDistribution": {"type": "linear"}}}
    return panel("heatmap", title, description, [query(expr, "{{le}}", heatmap=True)], defaults,
                 options)


def bars(title, description, expr, legend, thresholds, *, links=(), **defaults):
    """One horizontal bar for each series."""
    target = query(expr, legend) | {"range": False, "instant": True}
    defaults = {"color": {"mode": "thresholds"}, "thresholds": thresholds, "links": list(links),
                **defaults}
    options = {
        "reduceOptions": REDUCED, "orientation": "horizontal", "displayMode": "lcd",
        "showUnfilled": True, "valueMode": "color", "namePlacement": "auto", "sizing": "auto",
        "minVizHeight": 16, "minVizWidth": 8, "maxVizHeight": 300,
    }
    return panel("bargauge", title, description, [target], defaults, options)


def table(title, description, expressions, columns, hidden, *, first, looks=()):
    """Rows that agree in all labels; `columns` maps labels and "Value #A" to headings, in order."""
    wanted = [name for name in columns]
    hidden = {name: True for name in ("Time", "__name__", "job", *hidden)}
    organize = {
        "excludeByName": hidden,
        "indexByName": {name: place for place, name in enumerate(wanted)},
        "renameByName": {name: text for name, text in columns.items() if text != name},
        "includeByName": {},
    }
    return panel(
        "table", title, description, [query(one, table=True) for one in expressions],
        {"custom": {"align": "auto", "filterable": True}},
        {"showHeader": True, "cellHeight": "sm", "sortBy": [{"displayName": first, "desc": False}]},
        looks,
        transformations=[{"id": "merge", "options": {}},
                         {"id": "organize", "options": organize}],
    )


def variable(name, label, selector, of, *, many=True, every=None, hide=0):
    """A choice among the values of a label; `every` is the pattern that "All" stands for."""
    ask = f"label_values({selector}, {of})"
    chosen = {"text": ["All"], "value": ["$__all"]} if many else {}
    made = {
        "name": name, "label": label, "type": "query", "datasource": SOURCE,
        "query": {"qryType": 1, "query": ask, "refId": f"variable-{name}"}, "definition": ask,
        "refresh": 2, "sort": 1, "multi": many, "includeAll": many, "current": chosen,
        "options": [], "regex": "", "hide": hide, "skipUrlSync": False,
    }
    return made | ({"allValue": every} if every else {})


DATASOURCE = {
    "name": "datasource", "label": "Data source", "type": "datasource", "query": "prometheus",
    "refresh": 1, "regex": "", "hide": 0, "multi": False, "includeAll": False, "options": [],
    "current": {},
}
AGENT = {
    "name": "agent", "label": "Agent's address", "type": "textbox",
    "description": "Where your browser reaches cogwatch; links lead to its pages.",
    "query": "http://localhost:10977", "hide": 0, "skipUrlSync": False,
    "current": {"text": "http://localhost:10977", "value": "http://localhost:10977"},
    "options": [{
        "text": "http://localhost:10977", "value": "http://localhost:10977", "selected": True,
    }],
}


def link(title, url):
    return {"title": title, "url": url, "targetBlank": False}


def page_links(account):
    """From an account, wherever it is shown, to its dashboard and its page."""
    to_board = (
        f"/d/cogwatch-account?var-account={account}&${{datasource:queryparam}}"
        "&${agent:queryparam}&${__url_time_range}"
    )
    return [
        link("Dashboard of the account", to_board),
        link("Verdict, evidence and next steps on the agent's page",
             f"${{agent:raw}}/accounts/{account}"),
    ]


def event(name, color, expr, text):
    """A mark on all graphs where a query gives something."""
    return {
        "name": name, "datasource": SOURCE, "enable": True, "hide": False, "iconColor": color,
        "expr": expr, "step": "15s", "titleFormat": name, "textFormat": text,
        "useValueForTime": False,
    }


BUILT_IN = {
    "builtIn": 1, "datasource": {"type": "grafana", "uid": "-- Grafana --"}, "enable": True,
    "hide": True, "iconColor": "rgba(0, 211, 255, 1)", "name": "Annotations & Alerts",
    "type": "dashboard",
}


def lay_out(rows):
    """Gives panels their ids and places: from the left, a new line where one is full."""
    placed, y = [], 0

    def place(one, x, y, w, h):
        placed.append({"id": len(placed) + 1, "gridPos": {"x": x, "y": y, "w": w, "h": h}, **one})

    for heading, panels in rows:
        place({"type": "row", "title": heading, "collapsed": False, "panels": []}, 0, y, 24, 1)
        y, x, tallest = y + 1, 0, 0
        for width, height, one in panels:
            if x + width > 24:
                x, y, tallest = 0, y + tallest, 0
            place(one, x, y, width, height)
            x, tallest = x + width, max(tallest, height)
        y += tallest
    return placed


def dashboard(uid, title, description, variables, rows, *, events=(), links=(), since="now-6h"):
    together = {
        "title": "cogwatch", "type": "dashboards", "tags": ["cogwatch"], "asDropdown": False,
        "icon": "dashboard", "includeVars": False, "keepTime": True, "targetBlank": False,
        "tooltip": "", "url": "",
    }
    outside = [
        {"title": text, "type": "link", "url": url, "icon": "external link", "tags": [],
         "asDropdown": False, "includeVars": False, "keepTime": False, "targetBlank": True,
         "tooltip": ""}
        for text, url in links
    ]
    return {
        "uid": uid, "title": title, "description": description, "tags": ["cogwatch", "azure"],
        "schemaVersion": 41, "version": 1, "editable": True, "graphTooltip": 1,
        "timezone": "browser", "refresh": "30s", "time": {"from": since, "to": "now"},
        "fiscalYearStartMonth": 0, "liveNow": False, "preload": False,
        "links": [together, *outside], "annotations": {"list": [BUILT_IN, *events]},
        "templating": {"list": variables}, "panels": lay_out(rows),
    }
