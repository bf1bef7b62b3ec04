#!/usr/bin/env python3
"""Times phase-bench and its peers in turn and prints the README's table.

Before that, all train one network of every small workload from the weights of `phase-tui train --dump` and must
find the same losses. The programs take turns (phase-bench, NumPy, JAX, phase-bench, …), each in a process of its
own, and the medians over the rounds count. A workload on which a program is slow is run once by it.

    swift build -c release
    python3 -m pip install numpy jax
    python3 Tests/Peers/compare.py
"""

import argparse
import importlib.util
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import monotonic

missing = [name for name in ("numpy", "jax") if importlib.util.find_spec(name) is None]
if missing:
    sys.exit(f"{' and '.join(missing)} missing: python3 -m pip install {' '.join(missing)}")

from importlib.metadata import version

from bench_workloads import WORKLOADS

FOLDER = Path(__file__).parent
PEERS = {
    "NumPy": [sys.executable, FOLDER / "bench_numpy.py"],
    "JAX": [sys.executable, FOLDER / "bench_jax.py", "--variant", "products"],
    "JAX, unrolled": [sys.executable, FOLDER / "bench_jax.py", "--variant", "unrolled"],
}
SMALL = ("cell", "cell-deep", "cell-wide", "heads", "transformer", "adam", "batches")


def run(command):
    """What a program prints; its complaints go to the terminal."""
    # Inherited choices for another OpenBLAS would slow NumPy.
    environment = {k: v for k, v in os.environ.items() if not k.startswith("OPENBLAS_")}
    try:
        finished = subprocess.run(
            [*map(str, command)], env=environment, stdout=subprocess.PIPE, text=True, check=True)
        return finished.stdout
    except FileNotFoundError:
        sys.exit(f"{command[0]} is missing: swift build -c release")
    except subprocess.CalledProcessError as error:
        sys.exit(f"{error.stdout}{' '.join(map(str, command))} failed with status {error.returncode}")


def check_losses(program, workload):
    ensemble, = WORKLOADS[workload]
    with tempfile.TemporaryDirectory() as folder:
        options = [text for name, value in ensemble.options().items()
                   for text in (f"--{name.replace('_', '-')}", str(value))]
        report = Path(folder) / "train.json"
        report.write_text(run([program, "train", *options, "--seeds", "1", "--json", "--dump", folder]))
        for peer in (PEERS["NumPy"], PEERS["JAX"][:2]):
            for line in run([*peer, "--check", folder, "--json-file", report]).splitlines():
                progress(f"{workload:<22} {line}")


class Stopwatch:
    """The timings of every program on every workload, and the wall time that they took."""

    def __init__(self, programs, seconds):
        self.programs, self.seconds = programs, seconds
        self.start = monotonic()
        self.lines = {}
        self.durations = {}

    def time(self, workload, program):
        before = monotonic()
        command = [*self.programs[program], "--workload", workload, "--json"]
        # A small workload's peers train it three times a round.
        if program in PEERS:
            command += ["--repeat", "3" if workload in SMALL else "1"]
        line = json.loads(run(command).splitlines()[-1])
        self.durations[workload, program] = monotonic() - before
        self.lines.setdefault((workload, program), []).append(line)
        progress(f"{workload:<22} {program:<14} {line['seconds_per_training']:.6f} s a training")

    def is_due(self, workload, program):
        """Whether there is time for one more round; what takes a twentieth of all the time is run once."""
        duration = self.durations.get((workload, program))
        if duration is None:
            return True
        left = self.seconds - (monotonic() - self.start)
        return duration < min(left, self.seconds / 20)

    def median(self, workload, program, key):
        values = [line[key] for line in self.lines[workload, program]]
        return None if None in values else median(values)


def progress(text):
    print(text, file=sys.stderr, flush=True)


def table(stopwatch, workloads):
    names = list(stopwatch.programs)
    rows = [["workload", *names, "of the best peer", "of the FMA peak"]]
    for workload in workloads:
        # A sweep counts as a whole, the others a training.
        scale = sum(e.seeds for e in WORKLOADS[workload]) if len(WORKLOADS[workload]) > 1 else 1
        own, *peers = (scale * stopwatch.median(workload, name, "seconds_per_training") for name in names)
        peak = stopwatch.median(workload, names[0], "peak_fraction")
        rows.append([
            f"`{workload}`", duration(own), *(f"{duration(peer)}, {peer / own:.1f}×" for peer in peers),
            f"**{min(peers) / own:.1f}×**", "" if peak is None else f"{peak:.0%}"])
    rows.insert(1, ["---"] * len(rows[0]))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def duration(seconds):
    return f"{1e3 * seconds:.3g} ms" if seconds < 0.9995 else f"{seconds:.3g} s"


def machine(stopwatch):
    """A sentence on what was measured and where."""
    line = next(iter(stopwatch.lines.values()))[0]
    rounds = [len(lines) for lines in stopwatch.lines.values()]
    return (
        f"{processor()}, {line['jobs']} cores, {platform.system()}; phase-tui's kernel `{line['kernel']}`, "
        f"Python {platform.python_version()}, NumPy {version('numpy')}, JAX {version('jax')}. "
        f"Medians of {min(rounds)}–{max(rounds)} rounds in turn, in seconds for one training of one network and for "
        "the whole sweep of 500. The peers start from weights that are already drawn, their compilation is not "
        "counted, and they measure nothing but losses.")


def processor():
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        fields = dict(map(str.strip, line.split(":", 1)) for line in lines if ":" in line)
        return fields.get("model name", platform.machine())
    except OSError:
        return platform.processor() or platform.machine()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, default=Path(".build/release/phase-bench"))
    parser.add_argument("--workload", action="append", choices=WORKLOADS, help="may be repeated (default: all)")
    parser.add_argument(
        "--seconds", type=float, default=600, help="after which nothing is run a second time (default: 600)")
    parser.add_argument("--rounds", type=int, default=5, help="at most (default: 5)")
    given = parser.parse_args()
    workloads = given.workload or list(WORKLOADS)
    for workload in workloads:
        if workload in SMALL:
            check_losses(given.bench.resolve().with_name("phase-tui"), workload)
    stopwatch = Stopwatch({"phase-tui": [given.bench.resolve(), "--seconds", "2"], **PEERS}, given.seconds)
    for _ in range(given.rounds):
        for workload in workloads:
            for program in stopwatch.programs:
                if stopwatch.is_due(workload, program):
                    stopwatch.time(workload, program)
    print(table(stopwatch, workloads))
    print()
    print(machine(stopwatch))


if __name__ == "__main__":
    main()
