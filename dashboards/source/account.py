"""One account: what is wrong with it, and how it was."""

from grafana import (
    AGENT, CATEGORIES, DATASOURCE, OUTCOMES, PHASES, STATES, dashboard, event, heatmap, lines,
    link, mapping, numbered, paint, query, select, stat, steps, timeline, variable,
)

PLACE = 'azure_cloud=~"$cloud", azure_region=~"$region"'
PAGE = [link("Verdict, evidence and next steps on the agent's page",
             "${agent:raw}/accounts/${account:raw}")]


def of(metric, *matchers):
    """The series of a metric that belong to the account."""
    return select(metric, ("account", "=", "$account"), *matchers)


IN_STATE = numbered(STATES, lambda *state: of("cogwatch_account_state", *state), "state")
OF_CATEGORY = numbered(CATEGORIES, lambda *kind: of("cogwatch_failure_cause", *kind), "category")

NOW = [
    (4, 4, stat(
        "State", "What the account is now; its page says why.",
        f"max({IN_STATE})", steps("text"),
        mappings=mapping(dict(enumerate(STATES.items()))), links=PAGE,
    )),
    (5, 4, stat(
        "Last cause", "The latest confirmed verdict in the range; empty when all was well.",
        of("cogwatch_failure_cause"), steps("text"), legend="{{cause}} ({{confidence}})",
        name=True, fill=False, links=PAGE,
    )),
    (3, 4, stat(
        "Failing for", "Since the first probe of the current failure; 0 when all is well.",
        f"max(time() - {of('cogwatch_failure_since_timestamp_seconds')}) or vector(0)",
        steps("green", (1, "red")), unit="dtdurations", decimals=0,
    )),
    (3, 4, stat(
        "Last success", "How long ago a probe of any operation succeeded.",
        f"time() - max({of('cogwatch_last_success_timestamp_seconds')})",
        steps("green", (300, "orange"), (900, "red")), fill=False, unit="dtdurations",
        decimals=0,
    )),
    (3, 4, stat(
        "Availability of 30 days", "Share of probes that succeeded. Needs the recording rules.",
        f"min({of('cogwatch:availability:ratio_rate30d')})",
        steps("red", (0.99, "orange"), (0.995, "green")), fill=False, unit="percentunit",
        decimals=2,
    )),
    (3, 4, stat(
        "Error budget left", "Of 30 days; below 0 the objective is missed.",
        f"min({of('cogwatch:error_budget:remaining')})",
        steps("red", (0, "orange"), (0.25, "green")), fill=False, unit="percentunit", decimals=0,
    )),
    (3, 4, stat(
        "Trial", "Days until the trial ends; -1 where there is no trial, or it is over.",
        f"max(clamp_min({of('cogwatch_trial_days_remaining')}, -1)) or vector(-1)",
        steps("text", (0, "red"), (1, "orange"), (3, "yellow"), (7, "green")), fill=False,
        unit="d", decimals=1,
    )),
]

STORY = [
    (24, 4, timeline(
        "State over time", "A single failed probe is pending; confirmed it gets its state.",
        [query(f"max by (account) (\n{IN_STATE}\n)", "state")],
        mapping(dict(enumerate(STATES.items()))), links=PAGE,
    )),
    (12, 6, timeline(
        "Cause over time", "A band while a cause was the verdict, coloured by its category.",
        [query(f"max by (cause, confidence) (\n{OF_CATEGORY}\n)", "{{cause}} ({{confidence}})")],
        mapping(dict(enumerate(CATEGORIES.items()))), show="never", links=PAGE,
    )),
    (12, 6, timeline(
        "Keys", "Whether each configured key was accepted when it was last tried.",
        [query(f"max by (key) ({of('cogwatch_key_valid')})", "{{key}}")],
        mapping({0: ("refused", "red"), 1: ("accepted", "green")}),
    )),
]

LATENCY = f"cogwatch_probe_latency_seconds_bucket{{{PLACE}}}[$__rate_interval]"

PROBES = [
    (12, 8, lines(
        "Latency by phase", "Mean of the operations; what is thick is what is slow.",
        [query(f"avg by (phase) ({of('cogwatch_probe_phase_duration_seconds')})", "{{phase}}")],
        stacked=True, fill=60, overrides=paint(PHASES), unit="s",
    )),
    (12, 8, lines(
        "Against its region", "The account's probes, and the middle and the slow end of its region.",
        [
            query(f"max by (operation) ({of('cogwatch_probe_duration_seconds')})",
                  "this account, {{operation}}"),
            query(f"histogram_quantile(0.5, sum by (le) (rate({LATENCY})))", "region, half"),
            query(f"histogram_quantile(0.95, sum by (le) (rate({LATENCY})))", "region, 95 of 100"),
        ],
        unit="s",
    )),
    (12, 8, lines(
        "Probes by outcome", "Per minute, of all keys and operations.",
        [query(
            f"60 * sum by (outcome) (rate({of('cogwatch_probes_total')}[$__rate_interval]))",
            "{{outcome}}",
        )],
        stacked=True, fill=60, overrides=paint(OUTCOMES),
    )),
    (12, 8, heatmap("Latency in its region", "All probes of all accounts of the region.",
                    f"sum by (le) (increase({LATENCY}))")),
    (8, 7, lines(
        "HTTP status", "Of the last probe; 0 when there was no answer.",
        [query(f"max by (operation) ({of('cogwatch_probe_http_status_code')})", "{{operation}}")],
        side=False, decimals=0,
    )),
    (8, 7, lines(
        "Burn of the error budget",
        "1: spent exactly when 30 days are over. Alerts: 14.4 in an hour, 6 in six hours.",
        [
            query(f"max({of('cogwatch:error_budget_burn:ratio_rate1h')})", "1 hour"),
            query(f"max({of('cogwatch:error_budget_burn:ratio_rate6h')})", "6 hours"),
        ],
        side=False,
    )),
    (8, 7, lines(
        "Lifetime of tokens", "How long an issued token stays valid: ten minutes, as a rule.",
        [query(f"max({of('cogwatch_token_lifetime_seconds')})", "lifetime")],
        side=False, unit="s",
    )),
]


def build():
    its = 'cogwatch_account_info{account="$account"}'
    return dashboard(
        "cogwatch-account", "cogwatch: an account",
        "One Azure AI account: state, cause, keys, latency and availability.",
        [
            DATASOURCE,
            variable("account", "Account", "cogwatch_account_info", "account", many=False),
            # Where the account lives, for what is counted by region.
            variable("cloud", "Cloud", its, "azure_cloud", many=False, hide=2),
            variable("region", "Region", its, "azure_region", many=False, hide=2),
            AGENT,
        ],
        [("Now", NOW), ("What happened", STORY), ("Probes", PROBES)],
        events=[
            event("configuration changed", "blue", "changes(cogwatch_config_hash[1m]) > 0",
                  "cogwatch on {{instance}} took another configuration"),
            event("agent started", "text", "changes(process_start_time_seconds[1m]) > 0 "
                  "and on (job, instance) cogwatch_build_info", "cogwatch on {{instance}} started"),
        ],
        links=[("Page of the account", "${agent:raw}/accounts/${account:raw}")],
    )
