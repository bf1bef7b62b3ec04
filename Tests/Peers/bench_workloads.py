"""What the peers of phase-bench train: the workloads, the balanced form of the equations, the lines they print.

The network is h_l = h_{l-1} + c V tanh(Uᵀ h_{l-1}/D), c = alpha/(LM), and a gradient step at the adjoint B is

    U -= eta_u (eta/alpha)/D · h (tanh' ∘ VᵀB)ᵀ      V -= eta_v (eta/alpha) · B tanhᵀ

Both peers train the same network in other units, where no constant is left in the loop over the layers. With
U' = r U/D, V' = c V/r, h' = h/r and B' = s B:

    h' += V' tanh(U'ᵀh')       B' += U' (tanh' ∘ V'ᵀB')       U' -= h' (tanh' ∘ V'ᵀB')ᵀ       V' -= B' tanhᵀ

when r⁴ is the ratio of the two step sizes and s = (step of V')/r. `Balance` holds these factors. Attention heads have
the same ones, with Q, K and W in the place of U and O in that of V. Behind heads, hidden units of c_F = f c keep a
factor f in the step of V' and 1/f in that of U'. Under Adam r² = cD and s = D make these gradients the ones that it acts on.
"""

import argparse
import json
import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from math import sqrt
from statistics import median
from time import perf_counter

import numpy as np

import philox

SWEEP_SIZES = [int(10 ** (2.5 * i / 9)) for i in range(10)]


@dataclass(frozen=True)
class Ensemble:
    """Networks of one shape, a seed each, trained together by K steps. `width` is M, hidden units or attention heads;
    a transformer has `units` hidden units behind its heads."""

    dimension: int
    samples: int
    width: int
    depth: int
    steps: int
    seeds: int
    block: str = "perceptron"
    tokens: int = 1
    key_dimension: int = 4
    units: int = 0
    optimizer: str = "gd"
    batch: int = 0

    @property
    def batch_rows(self):
        """Tokens of all samples of a step."""
        return (self.batch or self.samples) * self.tokens

    @property
    def branches(self):
        """Of every branch of a layer its width and how many rows of weights read and write for one of it."""
        if self.block == "perceptron":
            return [(self.width, 1, 1)]
        heads = (self.width, 3 * self.key_dimension, self.key_dimension)
        return [heads, (self.units, 1, 1)] if self.block == "transformer" else [heads]

    @property
    def flops(self):
        """Of one training: of the products that steps take, a multiplication and an addition each; no tanh, no
        softmax."""
        width = sum(m * (reading + writing) for m, reading, writing in self.branches) * self.dimension
        if self.block != "perceptron":
            width += 2 * self.width * self.key_dimension * self.tokens
        return 6 * self.batch_rows * width * self.depth * self.steps

    def options(self):
        """Of `phase-tui train`, for a network alone."""
        values = {name: getattr(self, name) for name in ("dimension", "samples", "width", "depth", "steps")}
        if self.block != "perceptron":
            values |= {"block": self.block, "tokens": self.tokens, "key_dimension": self.key_dimension}
        if self.block == "transformer":
            values |= {"heads": self.width, "width": self.units}
        if self.optimizer != "gd":
            values["optimizer"] = self.optimizer
        if self.batch:
            values["batch"] = self.batch
        return values


WORKLOADS = {
    "cell": [Ensemble(32, 16, 16, 64, 50, 8)],
    "cell-deep": [Ensemble(10, 10, 10, 1000, 50, 8)],
    "cell-wide": [Ensemble(100, 10, 10, 1000, 50, 8)],
    "heads": [Ensemble(32, 8, 8, 64, 50, 8, block="heads", tokens=16)],
    "transformer": [Ensemble(32, 8, 8, 64, 50, 8, block="transformer", tokens=16, units=64)],
    "adam": [Ensemble(32, 16, 16, 64, 50, 8, optimizer="adam")],
    "batches": [Ensemble(32, 1024, 16, 64, 50, 8, batch=16)],
    "reference-run": [Ensemble(10, 10, 1000, 1000, 100, 1)],
    "fixed-dimension-sweep": [
        Ensemble(10, 10, width, depth, 100, 5) for depth in SWEEP_SIZES for width in SWEEP_SIZES],
}

# So many ensembles does a worker train in a round, that a round lasts long enough to be timed.
ROUNDS = {"cell": 4, "adam": 4, "batches": 2}

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8


class Balance:
    """The factors between a network and its balanced form."""

    def __init__(self, ensemble, alpha=1.0, sigma_v=None, eta=None):
        d = ensemble.dimension
        sigma_v = sqrt(d) if sigma_v is None else sigma_v
        branch = alpha / (ensemble.depth * ensemble.width)
        if ensemble.optimizer == "adam":
            eta = 0.05 if eta is None else eta
            r = sqrt(branch * d)
            s = d
            # Of the steps that Adam takes in the balanced form.
            self.rates = [
                (np.float32(r / d * eta * min(1, sqrt(d) / (alpha * sigma_v))), np.float32(c / r * eta / alpha))
                for c in self.branches(ensemble, alpha)]
        else:
            eta = 1.0 if eta is None else eta
            step_u = d * min(alpha**2, d / sigma_v**2) * eta / alpha / (d * d * branch)
            step_v = d * eta / alpha * branch
            r = (step_v / step_u) ** 0.25
            s = step_v / r
            self.rates = [(np.float32(branch / c), np.float32(c / branch)) for c in self.branches(ensemble, alpha)]
        self.u, self.h = np.float32(r / d), np.float32(1 / r)
        # Of the weights that write, a branch each.
        self.outputs = [np.float32(c / r) for c in self.branches(ensemble, alpha)]
        self.v = self.outputs[0]
        # From h_L' − Y' to the adjoint B_L', and from the mean of its squares to the loss.
        self.adjoint = np.float32(s * r / (ensemble.batch_rows * d))
        self.loss = r * r

    @staticmethod
    def branches(ensemble, alpha):
        return [alpha / (ensemble.depth * width) for width, _, _ in ensemble.branches]


def adam_schedule(steps):
    """Of every step the factor of its rate and its epsilon, (K, 2), with the bias corrections drawn into them."""
    step = np.arange(1, steps + 1)
    root = np.sqrt(1 - BETA2**step)
    return np.stack([root / (1 - BETA1**step), EPSILON * root], axis=1).astype(np.float32)


def draw_data(ensemble):
    """X and Y, standard normal, of shape (R, D), the R = N·T tokens of all samples."""
    shape = (2, ensemble.samples * ensemble.tokens, ensemble.dimension)
    return np.random.default_rng(1).standard_normal(shape, dtype=np.float32)


def draw_batches(ensemble):
    """The rows of every step, (K, B), or nothing where a step takes all."""
    if not ensemble.batch:
        return None
    return np.array([
        philox.batch(0, ensemble.samples, ensemble.batch, step) for step in range(1, ensemble.steps + 1)])


def draw_weights(ensemble, seed=0):
    """Weights of variance D: of each branch those that read and those that write, of shape (seeds, L, rows, D). Peers
    draw them before the clock starts."""
    generator = np.random.default_rng(seed)
    scale = np.float32(sqrt(ensemble.dimension))
    lead = (ensemble.seeds, ensemble.depth)
    return [
        generator.standard_normal(lead + (width * rows, ensemble.dimension), dtype=np.float32) * scale
        for width, *both in ensemble.branches for rows in both]


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


def arguments(description):
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--workload", action="append", choices=WORKLOADS, help="may be repeated (default: all)")
    parser.add_argument("--repeat", type=int, default=3, help="rounds, of which the median counts (default: 3)")
    parser.add_argument("--jobs", type=int, default=available_cores(), help="default: the available cores")
    parser.add_argument("--json", action="store_true", help="one JSON line a workload")
    parser.add_argument("--check", metavar="FOLDER", help="compare losses with `train --json --dump FOLDER`")
    parser.add_argument("--json-file", help="what that command printed")
    parser.add_argument("--twin", action="store_true", help="compare losses with the float64 twin's")
    return parser


def run(parser, time_workload, check):
    """The command line that both peers have: `time_workload(name, given)` and `check(reference, given)`."""
    given = parser.parse_args()
    if bool(given.check) != bool(given.json_file):
        parser.error("--check FOLDER and --json-file FILE go together")
    if min(given.repeat, given.jobs) < 1:
        parser.error("--repeat and --jobs must be at least 1")
    from bench_reference import Reference

    if given.check:
        sys.exit(0 if check(Reference.of_dump(given.check, given.json_file), given) else 1)
    if given.twin:
        # The first ensemble of a workload stands for the others.
        found = [check(Reference.of_twin(WORKLOADS[name][0]), given) for name in given.workload or WORKLOADS]
        sys.exit(0 if all(found) else 1)
    for name in given.workload or WORKLOADS:
        show(time_workload(name, given), given.json)
