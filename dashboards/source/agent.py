"""The agent itself: does it probe in time, and do its notifications arrive?"""

from grafana import (
    AGENT, DATASOURCE, OUTCOMES, bars, dashboard, event, heatmap, lines, mapping, paint, query,
    select, stat, steps, variable,
)

RATE = "[$__rate_interval]"


def of(metric, *matchers):
    """The series of a metric that the chosen agents expose."""
    return select(metric, ("instance", "=~", "$instance"), *matchers)


def quantile(share, histogram, by=""):
    return f"histogram_quantile({share}, sum by (le{by}) (rate({of(histogram + '_bucket')}{RATE})))"


OLDEST = (
    f"max((time() - {of('cogwatch_notification_queue_oldest_timestamp_seconds')})\n"
    f"  and ({of('cogwatch_notification_queue_length')} > 0)) or vector(0)"
)
GIVEN_UP = of("cogwatch_notifications_total", ("outcome", "=", "failed"))
FIRING = of("cogwatch_incidents", ("state", "=", "firing"))
SCRAPED = {0: ("not scraped", "red"), 1: ("scraped", "green")}
LOADED = {0: ("refused", "red"), 1: ("in force", "green")}

NOW = [
    (3, 4, stat(
        "Scraped", "Whether Prometheus reaches all chosen agents.",
        f"min({of('up')})", steps("red", (1, "green")), mappings=mapping(SCRAPED),
    )),
    (3, 4, stat(
        "Version", "Several where agents differ.",
        f"count by (version) ({of('cogwatch_build_info')})", legend="{{version}}", name=True,
    )),
    (3, 4, stat(
        "Running for", "The agent that was started last.",
        f"time() - max({of('process_start_time_seconds')})", unit="dtdurations", decimals=0,
    )),
    (3, 4, stat(
        "Last reload", "Refused: the configuration from before it is still in force.",
        f"min({of('cogwatch_config_last_reload_successful')})", steps("red", (1, "green")),
        mappings=mapping(LOADED),
    )),
    (3, 4, stat(
        "Accounts watched", "By all chosen agents.", f"count({of('cogwatch_account_info')})",
    )),
    (3, 4, stat(
        "Notifications waiting", "In the outbox on disk, all receivers.",
        f"sum({of('cogwatch_notification_queue_length')})",
        steps("green", (1, "yellow"), (20, "red")),
    )),
    (3, 4, stat(
        "Oldest one waits for", "0: nothing waits.", OLDEST,
        steps("green", (60, "orange"), (300, "red")), unit="s",
    )),
    (3, 4, stat(
        "Given up in the range", "Notifications whose receiver's answer was final.",
        f"sum(increase({GIVEN_UP}[$__range])) or vector(0)",
        steps("green", (0.5, "red")), decimals=0,
    )),
]

PROBING = [
    (8, 8, lines(
        "Probes per second, by outcome", "Of all accounts, keys and operations.",
        [query(f"sum by (outcome) (rate({of('cogwatch_probes_total')}{RATE}))", "{{outcome}}")],
        stacked=True, fill=60, overrides=paint(OUTCOMES), unit="cps", side=False,
    )),
    (8, 8, heatmap(
        "Probes start late by", "More than some seconds: the agent has too much to do.",
        f"sum by (le) (increase({of('cogwatch_scheduler_lag_seconds_bucket')}{RATE}))",
    )),
    (8, 8, lines(
        "Rounds that were missed", "An account was still being probed when its next round was due.",
        [query(f"sum by (instance) (increase({of('cogwatch_scheduler_missed_rounds_total')}{RATE}))",
               "{{instance}}")],
        side=False,
    )),
    (8, 8, bars(
        "Accounts not probed for the longest",
        "The ten whose last probe is oldest. Long ones have a long probe_interval, or are stuck.",
        f"topk(10, time() - max by (account) ({of('cogwatch_last_probe_timestamp_seconds')}))",
        "{{account}}", steps("green", (300, "yellow"), (900, "red")), unit="s", decimals=0, min=0,
    )),
    (8, 8, lines(
        "Experiments by outcome", "Made to tell causes apart, within a budget; per minute.",
        [query(f"60 * sum by (experiment, outcome) "
               f"(rate({of('cogwatch_diagnosis_experiments_total')}{RATE})) > 0",
               "{{experiment}}: {{outcome}}")],
        side=False,
    )),
    (8, 8, lines(
        "Clock against Prometheus's",
        "The newest probe's end, by the agent's clock, less Prometheus's time. Above 0, or steadily "
        "far below while probes run: one of the clocks is wrong.",
        [query(f"max by (instance) ({of('cogwatch_last_probe_timestamp_seconds')}) - time()",
               "{{instance}}")],
        side=False, unit="s", min=None,
    )),
]

TELLING = [
    (8, 8, lines(
        "Notifications by outcome", "Attempts per minute; failed ones were given up.",
        [query(f"60 * sum by (receiver, outcome) "
               f"(rate({of('cogwatch_notifications_total')}{RATE}))",
               "{{receiver}} {{outcome}}")],
        overrides=paint({"failed": "red", "retried": "orange"}, ".* %s$"), side=False,
    )),
    (8, 8, lines(
        "Attempts that failed, by reason", "Per minute. The log has what the receiver said.",
        [query(f"60 * sum by (receiver, reason) "
               f"(rate({of('cogwatch_notification_errors_total')}{RATE}))",
               "{{receiver}}: {{reason}}")],
        side=False,
    )),
    (8, 8, lines(
        "From verdict to receiver", "Until the receiver's 2xx; group_wait is part of it.",
        [
            query(quantile(0.5, "cogwatch_notification_latency_seconds", ", integration"),
                  "{{integration}}, half"),
            query(quantile(0.99, "cogwatch_notification_latency_seconds", ", integration"),
                  "{{integration}}, 99 of 100"),
        ],
        side=False, unit="s",
    )),
    (8, 8, lines(
        "Waiting, by receiver", "The outbox on disk. It must come back to zero.",
        [query(f"sum by (receiver) ({of('cogwatch_notification_queue_length')})", "{{receiver}}")],
        fill=20, side=False, decimals=0,
    )),
    (8, 8, lines(
        "Incidents that fire, by cause", "An empty cause: an alert that needs none.",
        [query(f"sum by (cause) ({FIRING})", "{{cause}}")],
        stacked=True, fill=60, side=False, decimals=0,
    )),
    (8, 8, lines(
        "Silences", "Pending, active, and expired ones of the last five days.",
        [query(f"sum by (state) ({of('cogwatch_silences')})", "{{state}}")],
        side=False, decimals=0,
    )),
]

PROCESS = [
    (6, 7, lines("CPU", "Cores in use.",
                 [query(f"rate({of('process_cpu_seconds_total')}{RATE})", "{{instance}}")],
                 side=False)),
    (6, 7, lines("Memory", "Resident.",
                 [query(of("process_resident_memory_bytes"), "{{instance}}")], side=False,
                 unit="bytes")),
    (6, 7, lines("File descriptors", "Share of those that may be open.",
                 [query(f"{of('process_open_fds')} / {of('process_max_fds')}", "{{instance}}")],
                 side=False, unit="percentunit", max=1)),
    (6, 7, lines("Threads, and a scrape's duration", "A scrape that gets slow warns early.",
                 [query(of("process_threads"), "threads, {{instance}}"),
                  query(f"1000 * {of('scrape_duration_seconds')}", "scrape in ms, {{instance}}")],
                 side=False)),
]


def build():
    return dashboard(
        "cogwatch-agent", "cogwatch: the agent",
        "Health of cogwatch itself: probing in time, notifications, process.",
        [
            DATASOURCE,
            # No pattern for "All": processes of other programs have the process metrics, too.
            variable("instance", "Agent", "cogwatch_build_info", "instance"),
            AGENT,
        ],
        [("Now", NOW), ("Probing", PROBING), ("Telling", TELLING), ("Process", PROCESS)],
        events=[
            event("configuration changed", "blue",
                  f"changes({of('cogwatch_config_hash')}[1m]) > 0",
                  "cogwatch on {{instance}} took another configuration"),
            event("agent started", "text",
                  f"changes({of('process_start_time_seconds')}[1m]) > 0",
                  "cogwatch on {{instance}} started"),
        ],
        links=[("Status page", "${agent:raw}/")],
    )
