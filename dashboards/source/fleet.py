"""All accounts: who fails, since when and why."""

from grafana import (
    AGENT, CATEGORIES, DATASOURCE, PHASES, STATES, bars, column, dashboard, heatmap, lines, mapping,
    numbered, page_links, paint, query, select, stat, steps, table, timeline, variable,
)

PLACE = 'azure_cloud=~"$cloud", azure_region=~"$region"'
CHOSEN = f'cogwatch_account_info{{{PLACE}, label_team=~"$team", account=~"$account"}}'
SAME = "on (job, instance, account)"


def of(metric, *matchers):
    """The series of a metric that belong to accounts."""
    return select(metric, ("account", "=~", "$account"), *matchers)


def chosen(metric, *matchers, wrap="%s"):
    """The series of the accounts that the variables choose."""
    return f"{wrap % of(metric, *matchers)} and {SAME} {CHOSEN}"


def how_many(series):
    return f"count({series}) or vector(0)"


def share_of_successes(by=""):
    rate = "rate(%s[$__rate_interval])"
    into = f"* {SAME} group_left (azure_region)" if by else f"and {SAME}"
    good = rate % of("cogwatch_probes_total", ("outcome", "=", "success"))
    asked = rate % of("cogwatch_probes_total")
    total = f"sum {by}" if by else "sum"
    return f"{total}({good} {into} {CHOSEN})\n/\n{total}({asked} {into} {CHOSEN})"


NOW = [
    (3, 4, stat("Accounts", "Accounts that are chosen above.", how_many(CHOSEN))),
    (3, 4, stat(
        "Refused", "Accounts whose credentials Azure refuses, confirmed.",
        how_many(chosen('cogwatch_failure_cause', ("category", "=", "auth"))),
        steps("green", (1, "red")),
    )),
    (3, 4, stat(
        "Failing otherwise", "Confirmed: limits, no connection, unexpected answers.",
        how_many(chosen('cogwatch_failure_cause', ("category", "!=", "auth"))),
        steps("green", (1, "orange")),
    )),
    (3, 4, stat(
        "Refused keys", "Configured keys that are refused, spare keys too.",
        how_many(chosen('cogwatch_key_valid', wrap='(%s == 0)')),
        steps("green", (1, "orange")),
    )),
    (4, 4, stat(
        "Probes that succeed", "Share of all probes of the chosen accounts, all operations.",
        share_of_successes(), steps("red", (0.95, "orange"), (0.995, "green")), fill=False,
        graph=True, unit="percentunit", decimals=1, min=0, max=1,
    )),
    (4, 4, stat(
        "Accounts whose error budget is spent",
        "More failed in 30 days than the objective allows. Needs the recording rules.",
        how_many(chosen('cogwatch:error_budget:remaining', wrap='(%s < 0)')),
        steps("green", (1, "orange")),
    )),
    (4, 4, stat(
        "Trials that end within a week", "Those that are over already, too.",
        how_many(chosen('cogwatch_trial_days_remaining', wrap='(%s < 7)')),
        steps("green", (1, "orange")),
    )),
]

SECONDS = {"unit": "dtdurations", "decimals": 0}
ACCOUNT = column("account", links=page_links("${__data.fields.account}"))

IN_STATE = numbered(STATES, lambda *state: of("cogwatch_account_state", *state), "state")
OF_CATEGORY = numbered(CATEGORIES, lambda *kind: of("cogwatch_failure_cause", *kind), "category")
EVER_NOT_OK = f"min_over_time({of('cogwatch_account_state', ('state', '=', 'ok'))}[$__range]) == 0"

FAILING = [
    (24, 8, table(
        "Failing accounts", "Why each account fails, as the agent has confirmed it.",
        [
            f"{of('cogwatch_failure_cause')} * {SAME} "
            f"group_left (azure_cloud, azure_region, kind, label_team) {CHOSEN}",
            chosen("cogwatch_failure_since_timestamp_seconds", wrap="(time() - %s)"),
            f"(time() - max without (operation) "
            f"({of('cogwatch_last_success_timestamp_seconds')})) "
            f"and {SAME} cogwatch_failure_cause and {SAME} {CHOSEN}",
        ],
        {
            "account": "account", "category": "category", "cause": "cause",
            "confidence": "confidence", "azure_cloud": "cloud", "azure_region": "region",
            "kind": "kind", "label_team": "team", "Value #B": "failing for",
            "Value #C": "last success",
        },
        ["Value #A", "instance"], first="failing for",
        looks=[
            ACCOUNT, column("failing for", **SECONDS), column("last success", **SECONDS),
            column("category", **{
                "custom.cellOptions": {"type": "color-text"},
                "mappings": mapping({name: (name, color) for name, color in CATEGORIES.items()}),
            }),
        ],
    )),
    (12, 9, timeline(
        "Accounts that were not well", "State over time of accounts that left ok in the range.",
        [query(
            f"max by (account) (\n({IN_STATE})\nand {SAME} ({EVER_NOT_OK})\nand {SAME} {CHOSEN}\n)",
            "{{account}}",
        )],
        mapping(dict(enumerate(STATES.items()))), links=page_links("${__field.labels.account}"),
    )),
    (12, 9, timeline(
        "Cause over time", "A band while a cause was the confirmed verdict, coloured by category.",
        [query(
            f"max by (account, cause) (\n({OF_CATEGORY})\nand {SAME} {CHOSEN}\n)",
            "{{account}}: {{cause}}",
        )],
        mapping(dict(enumerate(CATEGORIES.items()))), show="never",
        links=page_links("${__field.labels.account}"),
    )),
]

LATENCY = f'cogwatch_probe_latency_seconds_bucket{{{PLACE}}}[$__rate_interval]'

FLEET = [
    (12, 8, lines(
        "Accounts by state", "Every account is in one state.",
        [query(f"sum by (state) ({chosen('cogwatch_account_state')})", "{{state}}")],
        stacked=True, fill=60, overrides=paint(STATES), decimals=0,
    )),
    (12, 8, lines(
        "Probes that succeed, by region", "Share of probes that succeed.",
        [query(share_of_successes("by (azure_region) "), "{{azure_region}}")],
        unit="percentunit", max=1,
    )),
    (12, 8, lines(
        "Latency by phase", "Mean over the chosen accounts; what is thick is what is slow.",
        [query(f"avg by (phase) ({chosen('cogwatch_probe_phase_duration_seconds')})",
               "{{phase}}")],
        stacked=True, fill=60, overrides=paint(PHASES), unit="s",
    )),
    (12, 8, heatmap(
        "Latency of all probes",
        "Of the chosen clouds and regions; team and account make no difference here.",
        f"sum by (le) (increase({LATENCY}))",
    )),
    (12, 8, lines(
        "95th percentile of a probe, by region",
        "From name resolution to the last byte, of the chosen clouds and regions.",
        [query(
            f"histogram_quantile(0.95, sum by (le, azure_region, operation) (rate({LATENCY})))",
            "{{azure_region}} {{operation}}",
        )],
        unit="s",
    )),
    (12, 8, lines(
        "Availability of an hour, by region", "Recorded: cogwatch:region_availability:ratio_rate1h.",
        [query(f"cogwatch:region_availability:ratio_rate1h{{{PLACE}}}",
               "{{azure_cloud}} {{azure_region}}")],
        unit="percentunit", max=1,
    )),
]

KEYS = [
    (12, 8, bars(
        "Days left of trials", "Negative: over. The key stops at once when a trial ends.",
        f"sort({chosen('cogwatch_trial_days_remaining')})", "{{account}}",
        steps("red", (1, "orange"), (3, "yellow"), (7, "green")), unit="d", decimals=1, min=0,
        max=30, links=page_links("${__field.labels.account}"),
    )),
    (12, 8, table(
        "Keys", "Every configured key, refused ones first.",
        [
            f"sort({chosen('cogwatch_key_valid')})",
            chosen("cogwatch_key_issued_timestamp_seconds", wrap="(%s * 1000)"),
        ],
        {"account": "account", "key": "key", "Value #A": "accepted", "Value #B": "issued"},
        ["instance"], first="accepted",
        looks=[
            ACCOUNT, column("issued", unit="time:YYYY-MM"),
            column("accepted", **{
                "custom.cellOptions": {"type": "color-background"},
                "mappings": mapping({0: ("refused", "red"), 1: ("accepted", "green")}),
            }),
        ],
    )),
]


def build():
    place = 'cogwatch_account_info{azure_cloud=~"$cloud"'
    return dashboard(
        "cogwatch-fleet", "cogwatch: the fleet",
        "Azure AI accounts as cogwatch sees them: who fails, since when and why.",
        [
            DATASOURCE,
            variable("cloud", "Cloud", "cogwatch_account_info", "azure_cloud", every=".+"),
            variable("region", "Region", place + "}", "azure_region", every=".+"),
            # Accounts without the label belong to all teams.
            variable("team", "Team", f"cogwatch_account_info{{{PLACE}}}", "label_team",
                     every=".*"),
            variable("account", "Account",
                     f'cogwatch_account_info{{{PLACE}, label_team=~"$team"}}', "account",
                     every=".+"),
            AGENT,
        ],
        [("Now", NOW), ("Failing", FAILING), ("Fleet", FLEET), ("Keys and trials", KEYS)],
        links=[("Status page", "${agent:raw}/"), ("Incidents", "${agent:raw}/incidents")],
    )
