"""Who is measured: each starts a process that probes at a given pace until it is ended."""

import json
import os
import re
import secrets
import signal
import subprocess
import time
import urllib.parse
import urllib.request

from stand import (REGIONS, TOKEN_DOMAIN, TOKEN_PATH, VOICES_DOMAIN, VOICES_PATH, free_port,
                   wait_for)

KEY = "Ocp-Apim-Subscription-Key"


def get(url, **headers):
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=60) as answer:
        return answer.read()


class SpoiltTurn(Exception):
    """Probes failed or were left out, as on a machine that is busy otherwise."""


class Contestant:
    """A program under load, with what it says of itself."""

    process = None
    # What a contestant does not have stays empty in the table.
    lag_p99 = latency_p50 = None

    @property
    def pid(self):
        return self.process.pid

    def scrape_url(self):
        """Where it is scraped; None for who has no metrics of all accounts."""
        return None

    def begin_window(self):
        """Called just before the measured time."""

    def end_window(self):
        """Called just after it; says what went wrong, or nothing."""

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=60)


class Floor(Contestant):
    """The plain C program."""

    def __init__(self, stand, program, mode, rate):
        self.name = f"C floor, {mode}"
        self.warm_up = 3
        self.failure = None
        self.process = subprocess.Popen(
            [program, "--mode", mode, "--rate", str(rate), "--ca", stand.ca_file,
             "--connect-to", f"::127.0.0.1:{stand.port}", *self.targets()],
            stdout=subprocess.PIPE,
        )

    @staticmethod
    def targets():
        for region in REGIONS:
            yield from ("POST", f"https://{region}.{TOKEN_DOMAIN}{TOKEN_PATH}")
            yield from ("GET", f"https://{region}.{VOICES_DOMAIN}{VOICES_PATH}")

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        words, _ = self.process.communicate(timeout=60)
        said = json.loads(words)
        self.latency_p50 = said["latency_p50_ms"]
        if said["failed"] or said["skipped"]:
            raise SpoiltTurn(f"{self.name}: {said}")


class Blackbox(Contestant):
    """blackbox_exporter; the floor's program drives it, and what that costs is not counted."""

    def __init__(self, stand, floor, rate):
        self.name = "blackbox_exporter"
        self.warm_up = 3
        self.port = free_port()
        self.stand = stand
        file = stand.path("blackbox.yml")
        with open(file, "w", encoding="utf-8") as configuration:
            # JSON is YAML.
            json.dump({"modules": {"token": self.module("POST"), "voices": self.module("GET")}},
                      configuration)
        self.process = subprocess.Popen(
            ["prometheus-blackbox-exporter", f"--config.file={file}", "--log.level=error",
             f"--web.listen-address=127.0.0.1:{self.port}"],
            stderr=subprocess.DEVNULL,
        )
        wait_for(self.port, self.process, "blackbox_exporter")
        self.check()
        targets = [word for url in self.urls() for word in ("GET", url)]
        self.driver = subprocess.Popen(
            [floor, "--mode", "reuse", "--rate", str(rate), *targets], stdout=subprocess.PIPE)

    def module(self, method):
        http = {
            "method": method,
            "preferred_ip_protocol": "ip4",
            "fail_if_not_ssl": True,
            "headers": {KEY: "blackbox"},
            "tls_config": {"ca_file": self.stand.ca_file},
        }
        # With it an answer that is not packed is a failure, and a token is not.
        if method == "GET":
            http["compression"] = "gzip"
            http["headers"]["Accept-Encoding"] = "gzip"
        return {"prober": "http", "timeout": "10s", "http": http}

    def urls(self):
        places = [("token", TOKEN_DOMAIN, TOKEN_PATH), ("voices", VOICES_DOMAIN, VOICES_PATH)]
        for region in REGIONS:
            for module, domain, path in places:
                query = urllib.parse.urlencode({
                    "module": module,
                    "hostname": f"{region}.{domain}",
                    "target": f"https://127.0.0.1:{self.stand.port}{path}",
                })
                yield f"http://127.0.0.1:{self.port}/probe?{query}"

    def check(self):
        """blackbox answers 200 to who asks for a probe that failed, so each is looked at once."""
        for url in self.urls():
            answer = get(url).decode()
            if "probe_success 1" not in answer:
                raise SystemExit(f"bench: blackbox_exporter fails on {url}:\n{answer}")

    def end_window(self):
        self.check()
        seconds = [float(value) for url in list(self.urls())[:20] for value in re.findall(
            r"^probe_duration_seconds (\S+)", get(url).decode(), re.MULTILINE)]
        self.latency_p50 = sorted(seconds)[len(seconds) // 2] * 1000

    def end(self):
        self.driver.send_signal(signal.SIGTERM)
        words, _ = self.driver.communicate(timeout=60)
        super().end()
        said = json.loads(words)
        if said["failed"] or said["skipped"]:
            raise SpoiltTurn(f"{self.name}: {said}")


class Cogwatch(Contestant):
    """cogwatch with its configuration, database and door."""

    def __init__(self, stand, program, mode, accounts, interval):
        self.name = f"cogwatch, {mode}"
        # Until each account was probed once; a little more, for the first round of the last.
        self.warm_up = interval + 2
        self.port = free_port()
        self.before = {}
        folder = stand.path(f"cogwatch-{secrets.token_hex(4)}")
        os.mkdir(folder)
        file = os.path.join(folder, "cogwatch.yml")
        with open(file, "w", encoding="utf-8") as configuration:
            configuration.writelines(self.configuration(stand, mode, accounts, interval, folder))
        self.log = open(os.path.join(folder, "log"), "wb")
        began = time.monotonic()
        self.process = subprocess.Popen(
            [program, "run", f"--config.file={file}", f"--storage.path={folder}/data",
             f"--web.listen-address=127.0.0.1:{self.port}", "--log.level=warn"],
            stderr=self.log,
        )
        wait_for(self.port, self.process, f"cogwatch (see {self.log.name})")
        # Until it listens, with its configuration read.
        self.start_seconds = time.monotonic() - began

    @staticmethod
    def configuration(stand, mode, accounts, interval, folder):
        """Lines of YAML, an account in each, as a script would write them."""
        yield f"global: {{probe_interval: {interval}s, probe_timeout: {min(interval, 10)}s}}\n"
        yield (f"http_client: {{connection: {mode}, tls_config: {{ca_file: {stand.ca_file}}},"
               f" connect_to: [':443:127.0.0.1:{stand.port}']}}\n")
        yield "accounts:\n"
        for index in range(accounts):
            file = os.path.join(folder, f"key-{index}")
            with open(file, "w", encoding="ascii") as key:
                key.write(secrets.token_hex(16))
            yield (f"  - {{name: account-{index}, region: {REGIONS[index % len(REGIONS)]},"
                   f" keys: [{{name: key1, file: {file}}}]}}\n")

    def scrape_url(self):
        return f"http://127.0.0.1:{self.port}/metrics"

    def numbers(self):
        """Sums over all accounts, and the reported latencies."""
        text = get(self.scrape_url()).decode()
        lag = {float(bound): int(count) for bound, count in re.findall(
            r'^cogwatch_scheduler_lag_seconds_bucket\{le="([^"]+)"\} (\d+)', text, re.MULTILINE)}
        outcomes = {}
        for outcome, count in re.findall(
                r'^cogwatch_probes_total\{.*outcome="([^"]+)".*\} (\d+)', text, re.MULTILINE):
            outcomes[outcome] = outcomes.get(outcome, 0) + int(count)
        latencies = sorted(float(value) for value in re.findall(
            r"^cogwatch_probe_duration_seconds\{.*\} (\S+)", text, re.MULTILINE))
        return {"lag": lag, "outcomes": outcomes, "latencies": latencies}

    def begin_window(self):
        self.before = self.numbers()

    def end_window(self):
        after = self.numbers()
        failed = {name: count for name, count in after["outcomes"].items()
                  if count and name != "success"}
        if failed:
            raise SpoiltTurn(f"{self.name}: {failed}")
        lag = {bound: count - self.before["lag"][bound] for bound, count in after["lag"].items()}
        rounds = lag[float("inf")]
        # A histogram tells no more than the bound that 99 % stay under.
        self.lag_p99 = 1000 * min(b for b, count in lag.items() if count >= 0.99 * rounds)
        latencies = after["latencies"]
        self.latency_p50 = latencies[len(latencies) // 2] * 1000

    def end(self):
        super().end()
        self.log.close()
