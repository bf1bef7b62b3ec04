"""What the peers of phase-bench train: the workloads, the balanced form of the equations, the lines they print.

The network is h_l = h_{l-1} + c V tanh(Uᵀ h_{l-1}/D), c = alpha/(LM), and a gradient step at the adjoint B is

    U -= eta_u (eta/alpha)/D · h (tanh' ∘ VᵀB)ᵀ      V -= eta_v (eta/alpha) · B tanhᵀ

Both peers train the same network in other units, where no constant is left in the loop over the layers. With
U' = r U/D, V' = c V/r, h' = h/r and B' = s B:

    h' += V' tanh(U'ᵀh')       B' += U' (tanh' ∘ V'ᵀB')       U' -= h' (tanh' ∘ V'ᵀB')ᵀ       V' -= B' tanhᵀ

when r⁴ is the ratio of the two step sizes and s = (step of V')/r. `Balance` holds these factors.
"""

import argparse
import json
import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

SWEEP_SIZES = [int(10 ** (2.5 * i / 9)) for i in range(10)]


@dataclass(frozen=True)
class Ensemble:
    """Networks of one shape, a seed each, trained together by K steps of full-batch gradient descent."""

    dimension: int
    samples: int
    width: int
    depth: int
    steps: int
    seeds: int

    @property
    def flops(self):
        """Of one training: six products a block and step, a multiplication and an addition each; no tanh."""
        return 12 * self.dimension * self.width * self.samples * self.depth * self.steps


WORKLOADS = {
    "cell": [Ensemble(32, 16, 16, 64, 50, 8)],
    "cell-deep": [Ensemble(10, 10, 10, 1000, 50, 8)],
    "cell-wide": [Ensemble(100, 10, 10, 1000, 50, 8)],
    "reference-run": [Ensemble(10, 10, 1000, 1000, 100, 1)],
    "fixed-dimension-sweep": [
        Ensemble(10, 10, width, depth, 100, 5) for depth in SWEEP_SIZES for width in SWEEP_SIZES],
}

# So many ensembles does a worker train in a round, that a round lasts long enough to be timed.
ROUNDS = {"cell": 4}


class Balance:
    """The factors between a network and its balanced form."""

    def __init__(self, ensemble, alpha=1.0, sigma_v=None, eta=1.0):
        d = ensemble.dimension
        sigma_v = sqrt(d) if sigma_v is None else sigma_v
        branch = alpha / (ensemble.depth * ensemble.width)
        step_u = d * min(alpha**2, d / sigma_v**2) * eta / alpha / (d * d * branch)
        step_v = d * eta / alpha * branch
        r = (step_v / step_u) ** 0.25
        self.u, self.v, self.h = np.float32(r / d), np.float32(branch / r), np.float32(1 / r)
        # From h_L' − Y' to the adjoint B_L', and from the mean of its squares to the loss.
        self.adjoint = np.float32(step_v / (ensemble.samples * d))
        self.loss = r * r


def draw_data(ensemble):
    """X and Y, standard normal, of shape (N, D)."""
    shape = (2, ensemble.samples, ensemble.dimension)
    return np.random.default_rng(1).standard_normal(shape, dtype=np.float32)


def draw_weights(ensemble, seed=0):
    """U and V of variance D, of shape (seeds, L, M, D). Peers draw them before the clock starts."""
    shape = (2, ensemble.seeds, ensemble.depth, ensemble.width, ensemble.dimension)
    weights = np.random.default_rng(seed).standard_normal(shape, dtype=np.float32)
    weights *= np.float32(sqrt(ensemble.dimension))
    return weights


def available_cores():
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count()


@contextmanager
def guarding(*barriers):
    """Breaks the barriers when this process fails, so that nobody waits for it."""
    try:
        yield
    except BaseException:
        for barrier in barriers:
            barrier.abort()
        raise


def time_rounds(processes, start, finish, repeat, prepare=lambda: None):
    """Wall seconds of each round; a round begins and ends for all processes together."""
    for process in processes:
        process.start()
    rounds = []
    for _ in range(repeat):
        prepare()
        start.wait()
        before = perf_counter()
        finish.wait()
        rounds.append(perf_counter() - before)
    for process in processes:
        process.join()
    return rounds


def report(workload, kernel, jobs, rounds, trainings, flops, **more):
    """The line of a workload: `rounds` are wall seconds, each of `trainings` trainings and `flops` in all."""
    seconds = median(rounds) / trainings
    return {
        "workload": workload, "kernel": kernel, "jobs": jobs, "seconds_per_training": seconds,
        "gflops": flops / trainings / seconds / 1e9, "peak_fraction": None,
        "best_seconds": min(rounds) / trainings, "trainings": trainings * len(rounds)} | more


def show(line, as_json):
    line = {k: float(f"{v:.6g}") if isinstance(v, float) else v for k, v in line.items()}
    print(json.dumps(line) if as_json else "  ".join(f"{k} {v}" for k, v in line.items()), flush=True)


class Dump:
    """A training of `phase-tui train --json --dump FOLDER`: its data, initial weights and losses."""

    def __init__(self, folder, json_file):
        config = json.loads(Path(json_file).read_text())
        x, y, u, v = (np.load(Path(folder) / f"{n}.npy").astype(np.float32) for n in ("X", "Y", "U0", "V0"))
        self.data, self.weights = (x, y), (u[None], v[None])
        self.ensemble = Ensemble(x.shape[1], x.shape[0], u.shape[1], u.shape[0], config["steps"], seeds=1)
        self.balance = Balance(self.ensemble, config["alpha"], config["sigma_v"], config["eta"])
        self.losses = np.array(config["per_seed"][0]["losses"], float)

    def compare(self, kernel, losses, tolerance=1e-3):
        """Prints the largest relative difference of K+1 losses; whether it is within the tolerance."""
        difference = float(np.max(np.abs(losses / self.losses - 1)))
        agrees = bool(difference < tolerance)
        print(f"{kernel:<16} losses of {self.ensemble.steps} steps differ by {difference:.1e} at most: "
              + ("agrees" if agrees else "DISAGREES"))
        return agrees


def arguments(description):
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--workload", action="append", choices=WORKLOADS, help="may be repeated (default: all)")
    parser.add_argument("--repeat", type=int, default=3, help="rounds, of which the median counts (default: 3)")
    parser.add_argument("--jobs", type=int, default=available_cores(), help="default: the available cores")
    parser.add_argument("--json", action="store_true", help="one JSON line a workload")
    parser.add_argument("--check", metavar="FOLDER", help="compare losses with `train --json --dump FOLDER`")
    parser.add_argument("--json-file", help="what that command printed")
    return parser


def run(parser, time_workload, check):
    """The command line that both peers have: `time_workload(name, given)` and `check(dump, given)`."""
    given = parser.parse_args()
    if bool(given.check) != bool(given.json_file):
        parser.error("--check FOLDER and --json-file FILE go together")
    if min(given.repeat, given.jobs) < 1:
        parser.error("--repeat and --jobs must be at least 1")
    if given.check:
        sys.exit(0 if check(Dump(given.check, given.json_file), given) else 1)
    for name in given.workload or WORKLOADS:
        show(time_workload(name, given), given.json)
