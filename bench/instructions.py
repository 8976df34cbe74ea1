"""How many instructions a probe takes: cogwatch beside the C program, counted by valgrind.

Virtual machines seldom let a processor count. Valgrind runs a program some forty times slower and
counts each instruction outside of the kernel, the same on every machine, idle or not.
"""

import argparse
import os
import re
import subprocess
import tempfile
import time

from contestants import Cogwatch, Floor, SpoiltTurn
from probing import MODES
from stand import Stand

ACCOUNTS = 100
# Slow enough for a program under valgrind with a full handshake in each probe.
INTERVAL = 20


def counted(program, folder):
    """A program that runs the given one under valgrind, and where it writes its counts."""
    # Valgrind cannot read all debug information of a Swift program, and needs none.
    bare = os.path.join(folder, "bare")
    subprocess.run(["objcopy", "--strip-debug", program, bare], check=True)
    counts = os.path.join(folder, "counts")
    wrapper = os.path.join(folder, "counted")
    with open(wrapper, "w", encoding="utf-8") as script:
        script.write("#!/bin/sh\nexec valgrind --quiet --tool=callgrind --instr-atstart=no"
                     f" --callgrind-out-file={counts} {bare} \"$@\" 2>{folder}/valgrind.log\n")
    os.chmod(wrapper, 0o755)
    return wrapper, counts


def control(pid, *words):
    subprocess.run(["callgrind_control", *words, str(pid)], check=True, capture_output=True)


def measure(make, program, stand, seconds):
    """Instructions for a probe, in thousands."""
    with tempfile.TemporaryDirectory(prefix="cogwatch-count-") as folder:
        wrapper, counts = counted(program, folder)
        contestant = make(wrapper)
        try:
            time.sleep(INTERVAL + 5)
            control(contestant.pid, "--instr=on")
            # What is translated for the first time is not counted twice, but takes its time.
            time.sleep(2)
            control(contestant.pid, "--zero")
            probes = stand.probes()
            time.sleep(seconds)
            probes = stand.probes() - probes
            control(contestant.pid, "--dump")
        finally:
            try:
                contestant.end()
            except SpoiltTurn as spoilt:
                print(f"  {spoilt}", flush=True)
        with open(f"{counts}.1", encoding="utf-8", errors="replace") as dump:
            total = re.search(r"^(?:summary|totals): (\d+)", dump.read(), re.MULTILINE)
        return int(total[1]) / probes / 1000


def options():
    parser = argparse.ArgumentParser(prog="make bench-instructions", description=__doc__)
    parser.add_argument("--cogwatch", required=True, help="the program, in a release build")
    parser.add_argument("--floor", required=True, help="the C program")
    parser.add_argument("--seconds", type=float, default=30, help="the measured time of a turn")
    return parser.parse_args()


def main():
    words = options()
    print("| mode | C floor, k instructions/probe | cogwatch | / floor |\n| --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory(prefix="cogwatch-bench-") as folder:
        stand = Stand(folder)
        try:
            for mode in MODES:
                floor = measure(lambda program: Floor(stand, program, mode, 2 * ACCOUNTS / INTERVAL),
                                words.floor, stand, words.seconds)
                own = measure(lambda program: Cogwatch(stand, program, mode, ACCOUNTS, INTERVAL),
                              words.cogwatch, stand, words.seconds)
                print(f"| {mode} | {floor:,.0f} | {own:,.0f} | {own / floor:.2f} |", flush=True)
        finally:
            stand.end()


if __name__ == "__main__":
    main()
