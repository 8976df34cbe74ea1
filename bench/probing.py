"""What probing and scraping cost: cogwatch, blackbox_exporter and a C program, side by side.

All ask the same two URLs at the same pace, one after another, in rounds that alternate. nginx
counts the probes; the CPU time is that of the program itself, from /proc, after a warm-up.
"""

import argparse
import gzip
import os
import shutil
import statistics
import subprocess
import tempfile
import time
import urllib.request

from contestants import Blackbox, Cogwatch, Floor, SpoiltTurn
from stand import Stand

MODES = ["fresh", "resume", "reuse"]
SCRAPES = 20
ATTEMPTS = 5


def cpu_seconds(pid):
    """User and system time of a process with all its threads."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
        # The name may hold blanks and brackets; the last bracket ends it.
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mb(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        lines = dict(line.split(":", 1) for line in status)
    return int(lines["VmRSS"].split()[0]) / 1024


class Instructions:
    """Counts instructions where the processor lets it."""

    def __init__(self):
        self.reason = self.find_reason()

    @staticmethod
    def find_reason():
        if not shutil.which("perf"):
            return "perf is not here"
        tried = subprocess.run(["perf", "stat", "-x;", "-e", "instructions", "true"],
                               capture_output=True, text=True, check=False)
        counted = tried.stderr.split(";")[0].strip().isdigit()
        return None if counted else "this kernel or processor counts none"

    def start(self, pid, seconds):
        if self.reason:
            return None
        return subprocess.Popen(
            ["perf", "stat", "-x;", "-e", "instructions", "-p", str(pid), "sleep", str(seconds)],
            stderr=subprocess.PIPE, text=True)

    @staticmethod
    def read(counting):
        if counting is None:
            return None
        first = counting.communicate()[1].split(";")[0].strip()
        return int(first) if first.isdigit() else None


def scrape(url, encoding):
    """The seconds and the bytes of one scrape."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": encoding})
    began = time.perf_counter()
    with urllib.request.urlopen(request, timeout=60) as answer:
        body = answer.read()
    seconds = time.perf_counter() - began
    if encoding == "gzip":
        gzip.decompress(body)
    return seconds, len(body)


def scrapes(contestant, seen):
    """Scrapes while probing goes on, spread out, because a scraper is no hammer."""
    url = contestant.scrape_url()
    if url is None:
        return
    for _ in range(SCRAPES):
        for encoding in ("identity", "gzip"):
            seconds, size = scrape(url, encoding)
            seen.setdefault(encoding, []).append(seconds * 1000)
            seen[f"{encoding} bytes"] = size
            time.sleep(0.1)


def measure(contestant, stand, seconds, instructions, seen):
    """One contestant's turn."""
    try:
        time.sleep(contestant.warm_up)
        contestant.begin_window()
        counting = instructions.start(contestant.pid, seconds)
        probes, cpu, began = stand.probes(), cpu_seconds(contestant.pid), time.monotonic()
        time.sleep(seconds)
        probes = stand.probes() - probes
        cpu = cpu_seconds(contestant.pid) - cpu
        lasted = time.monotonic() - began
        turn = {
            "cpu": 1000 * cpu / probes,
            "rate": probes / lasted,
            "rss": resident_mb(contestant.pid),
        }
        counted = instructions.read(counting)
        if counted is not None:
            turn["instructions"] = counted / probes / 1e6
        contestant.end_window()
        scrapes(contestant, seen.setdefault(contestant.name, {}))
    finally:
        contestant.end()
    turn |= {"lag": contestant.lag_p99, "latency": contestant.latency_p50,
             "start": getattr(contestant, "start_seconds", None)}
    return turn


def turn_of(make, *circumstances):
    """A turn that counts; one that was spoilt is taken again."""
    for _ in range(ATTEMPTS):
        contestant = make()
        try:
            return contestant.name, measure(contestant, *circumstances)
        except SpoiltTurn as spoilt:
            print(f"  once more: {spoilt}", flush=True)
    raise SystemExit(f"bench: {ATTEMPTS} turns in a row were spoilt; is the machine busy?")


def makers(stand, options, accounts):
    interval = max(1, min(60, accounts // 100))
    # Two operations for each account in an interval.
    rate = 2 * accounts / interval
    floors = [lambda mode=mode: Floor(stand, options.floor, mode, rate) for mode in MODES]
    agents = [lambda mode=mode: Cogwatch(stand, options.cogwatch, mode, accounts, interval)
              for mode in MODES]
    pairs = [maker for pair in zip(floors, agents) for maker in pair]
    return [lambda: Blackbox(stand, options.floor, rate), *pairs]


def rounds(stand, options, accounts, instructions):
    """All turns by the contestant's name, and what its scrapes took."""
    turns, seen = {}, {}
    order = makers(stand, options, accounts)
    for index in range(options.rounds):
        # Each round begins with another one, so that none has the quiet hour for itself.
        shift = index % len(order)
        for make in order[shift:] + order[:shift]:
            name, turn = turn_of(make, stand, options.seconds, instructions, seen)
            turns.setdefault(name, []).append(turn)
            print(f"  {accounts} accounts, round {index + 1}: {name}: "
                  f"{turn['cpu']:.2f} ms a probe", flush=True)
    return turns, seen


def middle(turns, what):
    values = [turn[what] for turn in turns if turn.get(what) is not None]
    return statistics.median(values) if values else None


def ratio(turns, others):
    """The median of the ratios within each round, which a slow round does not touch."""
    return statistics.median(a["cpu"] / b["cpu"] for a, b in zip(turns, others))


def spread(turns):
    values = sorted(turn["cpu"] for turn in turns)
    return f"{statistics.median(values):.2f} [{values[0]:.2f}-{values[-1]:.2f}]"


def cell(value, form):
    return "" if value is None else format(value, form)


def quantile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def scrape_cells(seen):
    if not seen:
        return [""] * 4
    cells = []
    for encoding in ("identity", "gzip"):
        values = seen[encoding]
        cells.append(f"{quantile(values, 0.5):.1f} / {quantile(values, 0.99):.1f}")
        cells.append(f"{seen[f'{encoding} bytes'] / 1000:.0f}")
    return cells


HEAD = [
    "accounts", "contestant", "CPU ms/probe", "/ blackbox", "/ floor", "M instructions/probe",
    "probes/s", "RSS MB", "latency p50 ms", "lag p99 ms", "start s",
    "scrape p50 / p99 ms", "kB", "gzip p50 / p99 ms", "kB",
]


def rows(accounts, turns, seen):
    for name, own in sorted(turns.items()):
        mode = name.rsplit(" ", 1)[-1]
        floor = turns.get(f"C floor, {mode}")
        lag = middle(own, "lag")
        yield [
            f"{accounts:,}", name, spread(own),
            f"{ratio(own, turns['blackbox_exporter']):.2f}",
            f"{ratio(own, floor):.2f}" if floor else "",
            cell(middle(own, "instructions"), ".2f"),
            cell(middle(own, "rate"), ".0f"), cell(middle(own, "rss"), ".0f"),
            cell(middle(own, "latency"), ".1f"), f"≤ {lag:g}" if lag is not None else "",
            cell(middle(own, "start"), ".1f"),
            *scrape_cells(seen.get(name)),
        ]


def table(lines, leaves_out):
    """Markdown, with the columns in line."""
    kept = [column for column, name in enumerate(HEAD) if name not in leaves_out]
    lines = [[line[column] for column in kept] for line in [HEAD, *lines]]
    widths = [max(len(line[column]) for line in lines) for column in range(len(kept))]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(
        "| " + " | ".join(text.ljust(width) for text, width in zip(line, widths)) + " |"
        for line in lines)


def options():
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--cogwatch", required=True, help="the program, in a release build")
    parser.add_argument("--floor", required=True, help="the C program")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--accounts", default="100 1000 10000", help="one run for each number")
    parser.add_argument("--seconds", type=float, default=20, help="the measured time of a turn")
    parser.add_argument("--quick", action="store_true", help="one round, 100 accounts, 5 seconds")
    words = parser.parse_args()
    if words.quick:
        words.rounds, words.accounts, words.seconds = 1, "100", 5
    return words


def main():
    words = options()
    instructions = Instructions()
    if instructions.reason:
        print(f"skipped: instructions per probe ({instructions.reason})")
    leaves_out = {"M instructions/probe"} if instructions.reason else set()
    lines = []
    with tempfile.TemporaryDirectory(prefix="cogwatch-bench-") as folder:
        stand = Stand(folder)
        try:
            for accounts in map(int, words.accounts.replace(",", " ").split()):
                lines += rows(accounts, *rounds(stand, words, accounts, instructions))
        finally:
            stand.end()
            # What is measured is shown, even where the rest was interrupted.
            print("\n" + table(lines, leaves_out))


if __name__ == "__main__":
    main()
