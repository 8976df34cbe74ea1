"""Hours under load: does the agent's memory stay flat, and how long do starts and reloads take?

Ten thousand accounts, scraped all the time; some keys die and revive at each reload, and nobody
takes the notifications: one receiver refuses connections, the other accepts and never answers.
"""

import argparse
import os
import secrets
import signal
import socket
import statistics
import subprocess
import tempfile
import threading
import time
import urllib.request

from contestants import Cogwatch
from probing import cpu_seconds, quantile, resident_mb
from stand import REGIONS, Stand, free_port, wait_for

DEAD = "dead"
RECEIVERS = ["refuses", "never-answers"]


class Soaked:
    """The agent, with accounts that come and go between well and ill."""

    def __init__(self, stand, program, accounts, ill, interval, mode):
        self.folder = stand.path("cogwatch")
        os.mkdir(self.folder)
        self.file = os.path.join(self.folder, "cogwatch.yml")
        self.port = free_port()
        self.ill = ill
        self.hole = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.lines = list(Cogwatch.configuration(stand, mode, accounts, interval, self.folder))
        self.lines += self.alerting()
        self.swap_keys(0)
        self.write()
        self.log = open(os.path.join(self.folder, "log"), "wb")
        began = time.monotonic()
        self.process = subprocess.Popen(
            [program, "run", f"--config.file={self.file}", f"--storage.path={self.folder}/data",
             f"--web.listen-address=127.0.0.1:{self.port}", "--web.enable-lifecycle",
             "--log.level=warn"], stderr=self.log)
        wait_for(self.port, self.process, f"cogwatch (see {self.log.name})")
        self.start_seconds = time.monotonic() - began

    def alerting(self):
        ports = [free_port(), self.hole.getsockname()[1]]
        yield "alerting:\n"
        yield f"  route: {{receiver: {RECEIVERS[0]}, group_by: [account], group_wait: 5s,"
        yield f" routes: [{{receiver: {RECEIVERS[1]}, continue: true}}, {{receiver: {RECEIVERS[0]}}}]}}\n"
        yield "  receivers:\n"
        for name, port in zip(RECEIVERS, ports):
            yield f"    - name: {name}\n"
            yield f"      webhook_configs: [{{url: 'http://127.0.0.1:{port}/hook'}}]\n"

    def write(self):
        with open(self.file, "w", encoding="utf-8") as configuration:
            configuration.writelines(self.lines)

    def swap_keys(self, turn):
        """Every second time the same accounts hold keys that are refused."""
        for index in range(self.ill):
            start = DEAD if turn % 2 == 0 else "beef"
            with open(os.path.join(self.folder, f"key-{index}"), "w", encoding="ascii") as key:
                key.write(start + secrets.token_hex(14))

    def change_one_account(self, turn):
        place = next(i for i, line in enumerate(self.lines) if "name: account-77," in line)
        self.lines[place] = (f"  - {{name: account-77, region: {REGIONS[turn % len(REGIONS)]}, "
                             f"keys: [{{name: key1, file: {self.folder}/key-77}}]}}\n")
        self.write()

    def reload(self):
        """Seconds until the new configuration was in force."""
        url = f"http://127.0.0.1:{self.port}/-/reload"
        began = time.monotonic()
        with urllib.request.urlopen(urllib.request.Request(url, method="POST"), timeout=60) as answer:
            answer.read()
        return time.monotonic() - began

    def scrape(self):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/metrics",
                                         headers={"Accept-Encoding": "gzip"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return len(answer.read())

    def numbers(self, *prefixes):
        """Lines of the metrics that begin so."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=60) as answer:
            text = answer.read().decode()
        return [line for line in text.splitlines() if line.startswith(prefixes)]

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        began = time.monotonic()
        code = self.process.wait(timeout=120)
        self.log.close()
        self.hole.close()
        return code, time.monotonic() - began


def slope_per_hour(samples):
    """Megabytes an hour, by least squares."""
    times, sizes = zip(*samples)
    middle, mean = statistics.fmean(times), statistics.fmean(sizes)
    spread = sum((at - middle) ** 2 for at in times)
    return 3600 * sum((at - middle) * (size - mean) for at, size in samples) / spread


def scrape_until(stopped, agent, every):
    while not stopped.wait(every):
        try:
            agent.scrape()
        except OSError as error:
            print(f"  a scrape failed: {error}", flush=True)


def soak(agent, words):
    """Samples of (seconds, MB), and the seconds that reloads took."""
    samples, reloads = [], {"one account": [], f"{words.ill} keys": []}
    began = time.monotonic()
    next_reload, turn = words.reload_every, 0
    while (passed := time.monotonic() - began) < words.minutes * 60:
        time.sleep(5)
        samples.append((passed, resident_mb(agent.process.pid)))
        if agent.process.poll() is not None:
            raise SystemExit(f"soak: cogwatch ended with {agent.process.returncode}")
        if passed < next_reload:
            continue
        next_reload += words.reload_every
        turn += 1
        agent.change_one_account(turn)
        reloads["one account"].append(agent.reload())
        if turn % 5 == 0:
            agent.swap_keys(turn // 5)
            reloads[f"{words.ill} keys"].append(agent.reload())
        cpu = cpu_seconds(agent.process.pid)
        print(f"  {passed / 60:5.1f} min: {samples[-1][1]:.1f} MB, {cpu:.0f} s of CPU, reload "
              f"{1000 * reloads['one account'][-1]:.0f} ms", flush=True)
    return samples, reloads


def report(agent, words, samples, reloads):
    warm = [sample for sample in samples if sample[0] >= words.warm_up * 60]
    budget = 60 + 0.006 * words.accounts
    peak = max(size for _, size in samples)
    print(f"start until it listens: {agent.start_seconds:.2f} s (wanted 2)")
    print(f"memory: {samples[-1][1]:.1f} MB at the end, {peak:.1f} MB at most (wanted {budget:.0f})")
    if len(warm) > 2:
        print(f"slope after {words.warm_up:g} min: {slope_per_hour(warm):+.2f} MB/h (wanted 1)")
    for name, seconds in reloads.items():
        if seconds:
            print(f"reload of {name}: median {1000 * quantile(seconds, 0.5):.0f} ms, "
                  f"most {1000 * max(seconds):.0f} ms of {len(seconds)}")
    for line in agent.numbers("cogwatch_notification_queue_length", "cogwatch_incidents{",
                              "cogwatch_scheduler_missed_rounds_total",
                              "cogwatch_scheduler_lag_seconds_bucket"):
        print(f"  {line}")


def run(agent, words):
    stopped = threading.Event()
    scraper = threading.Thread(target=scrape_until, args=(stopped, agent, 15), daemon=True)
    scraper.start()
    report(agent, words, *soak(agent, words))
    stopped.set()
    scraper.join()
    code, seconds = agent.end()
    print(f"end: exit code {code} after {seconds:.1f} s")


def options():
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("--cogwatch", required=True, help="the program, in a release build")
    parser.add_argument("--accounts", type=int, default=10_000)
    parser.add_argument("--ill", type=int, default=50, help="accounts whose keys die and revive")
    parser.add_argument("--minutes", type=float, default=70)
    parser.add_argument("--warm-up", type=float, default=10, help="minutes before memory counts")
    parser.add_argument("--interval", type=int, default=60, help="seconds between an account's rounds")
    parser.add_argument("--mode", default="resume")
    parser.add_argument("--reload-every", type=float, default=60, help="seconds")
    return parser.parse_args()


def main():
    words = options()
    with tempfile.TemporaryDirectory(prefix="cogwatch-soak-") as folder:
        stand = Stand(folder, refuses=DEAD)
        try:
            agent = Soaked(stand, words.cogwatch, words.accounts, words.ill, words.interval,
                           words.mode)
            try:
                run(agent, words)
            finally:
                agent.process.kill()
        finally:
            stand.end()


if __name__ == "__main__":
    main()
