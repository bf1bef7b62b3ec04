#!/usr/bin/env python3
"""Checks phase-tui's numbers against a float64 NumPy twin.

  twin.py golden                          prints Tests/EngineTests/Golden/trajectory.json
  twin.py golden tangent                  prints Tests/LimitsTests/Golden/tangent.json
  twin.py check DIR --json FILE           compares `phase-tui train --json --dump DIR > FILE`
  twin.py check-gradients                 compares the twin's gradients with finite differences
  twin.py known                           the known values of blocks, optimizers, losses and embeddings, measured again
  twin.py ranges                          order parameters at S = 0.1, 1 and 10, and the distance to the tangent
                                          network at alpha = 1, 3.16 and 10, against their reference ranges
"""

import argparse
import json
import math
import sys
from dataclasses import fields, replace
from pathlib import Path

import numpy as np

import golden
import gradients
import known
import losses
import network
import philox
from run import Run, Weights

# Float64 reference ranges: (alpha at sigma_v = sqrt D) -> (low, high) of each quantity over five draws.
REFERENCE_RANGES = {
    0.1: {"phi": (0.70, 0.78), "rho": (0.45, 0.58), "input": (2.1, 2.6), "xi": (0.0018, 0.0022)},
    1.0: {"phi": (0.99, 1.01), "rho": (0.33, 0.44), "input": (2.9, 3.3), "xi": (0.018, 0.022)},
    10.0: {"phi": (0.114, 0.126), "rho": (0.008, 0.015), "input": (0.32, 0.38), "xi": (0.18, 0.22)},
}

# The same for the distance to the tangent network at D = N = 10, M = 8, L = 256, K = 50: the median over eight seeds.
TANGENT_RANGES = {1.0: (0.12, 0.25), 3.16: (0.02, 0.08), 10.0: (0.0035, 0.013)}


def ranges():
    outside = 0
    print(f"{'S':>5} {'quantity':<9} {'measured':>19} {'reference':>17}")
    for alpha, reference in REFERENCE_RANGES.items():
        draws = []
        for draw in range(5):
            run = Run(depth=1000, width=10, alpha=alpha, data_seed=draw, first_seed=draw)
            training = network.train(run)
            last = {name: values[-1, 0] for name, values in training.order_parameters.items()}
            draws.append({
                "phi": last["local_feature_update"] / network.critical_update(run)[-1],
                "rho": last["drift_nonlinearity"],
                "input": last["input_weight_change"],
                "xi": training.initial_displacement[0],
            })
        for quantity, (low, high) in reference.items():
            values = [draw[quantity] for draw in draws]
            # Of single draws and seeds only the middle is held against the extremes of five others.
            inside = 0.9 * low <= np.median(values) <= 1.1 * high
            outside += not inside
            print(f"{alpha:5g} {quantity:<9} {min(values):9.4g} {max(values):9.4g} {low:8g} {high:8g}"
                  + ("" if inside else "  median more than 10 % outside"), flush=True)
    for alpha, (low, high) in TANGENT_RANGES.items():
        values = []
        for draw in range(5):
            run = Run(depth=256, width=8, alpha=alpha, data_seed=draw, seeds=8)
            training = network.train(run)
            values.append(np.median(network.tangent_distance(
                training.output, training.initial_output, network.train_tangent(run))))
        inside = min(values) >= low and max(values) <= high
        outside += not inside
        print(f"{alpha:5g} {'tangent':<9} {min(values):9.4g} {max(values):9.4g} {low:8g} {high:8g}"
              + ("" if inside else "  outside"), flush=True)
    return 1 if outside else 0


# Of a branch: the arrays of `train --dump` that read, one after the other, and the one that writes.
DUMPED = {"Units": ("U", "V"), "Heads": ("QKW", "O")}


def read_dump(folder, run):
    """The arrays of `train --dump` in float64: X, Y, output, tangent, the weights before training and after it."""
    read = lambda name: np.load(Path(folder) / f"{name}.npy").astype(np.float64)
    rows = lambda name: read(name).reshape(1, run.depth, -1, run.dimension)
    arrays = {name: read(name) for name in ("X", "Y", "output", "tangent")}
    # Tokens of all samples are rows.
    arrays = {name: a.reshape(-1, a.shape[-1]) if a.ndim > 1 else a for name, a in arrays.items()}
    for name, suffix in (("initial", "0"), ("trained", "")):
        names = [DUMPED[type(block).__name__] for block in run.blocks]
        arrays[name] = Weights(
            [(np.concatenate([rows(part + suffix) for part in reading], axis=2), rows(writing + suffix))
             for reading, writing in names],
            tuple(a[:1] for a in run.draw_embedding()))
    return arrays


def run_of(report):
    """The configuration that `train --json` states, for its first seed."""
    names = {field.name for field in fields(Run)} - {"seeds", "first_seed"}
    run = {name: report[name] for name in names if name in report}
    return Run(**run, first_seed=report["per_seed"][0]["seed"])


def check(folder, report_path, tolerance):
    report = json.loads(Path(report_path).read_text())
    run = run_of(report)
    dump = read_dump(folder, run)
    seed = report["per_seed"][0]
    if run.loss == "cross-entropy" and dump["Y"].ndim == 1:
        dump["Y"] = np.eye(run.output_dimension)[dump["Y"].astype(int)]
    data = (dump["X"], dump["Y"])
    table = Comparison(tolerance)
    initial = dump["initial"]
    if isinstance(report.get("data_seed"), int):
        drawn = run.weights()
        x, y = run.data()
        table.compare("X.npy, drawn", dump["X"], x)
        table.compare("Y.npy, drawn", dump["Y"], y)
        for name, given, own in weight_pairs(run, initial, drawn):
            table.compare(f"{name}0.npy, drawn", given, own)
    twin = network.train(run, data, initial)
    table.compare("losses", seed["losses"], twin.losses[report["loss_steps"], 0])
    table.compare("output.npy", dump["output"], twin.output[0])
    if "accuracy" in seed:
        rows = (1, -1, run.output_dimension)
        table.compare(
            "accuracy", [seed["accuracy"]], losses.accuracy(dump["output"].reshape(rows), dump["Y"].reshape(rows)))
    tangent = network.train_tangent(run, data, initial)
    table.compare("tangent.npy", dump["tangent"], tangent[0])
    table.compare(
        "tangent_distance",
        [network.tangent_distance(dump["output"], twin.initial_output[0], dump["tangent"])],
        network.tangent_distance(twin.output, twin.initial_output, tangent))
    starts = [own for _, _, own in weight_pairs(run, initial, initial)]
    for (name, given, own), start in zip(weight_pairs(run, dump["trained"], twin.weights), starts):
        table.compare(f"change of {name}", given - start, own - start)
    table.compare("initial_displacement", seed["initial_displacement"], twin.initial_displacement[0])
    for name, values in twin.order_parameters.items():
        table.compare(name, seed[name], values[-1, 0])
    q_c = network.critical_update(run, data)[-1]
    table.compare(
        "relative_feature_update", seed["relative_feature_update"],
        twin.order_parameters["local_feature_update"][-1, 0] / q_c)
    if run.test:
        compare_held_out(table, replace(run, seeds=len(report["per_seed"])), report)
    return table.report()


def weight_pairs(run, given, own):
    """(name, an array of one, the same of the other) of the first seed, branch by branch."""
    for block, left, right in zip(run.blocks, given.branches, own.branches):
        names = DUMPED[type(block).__name__]
        for part, a, b in zip(names, left, right):
            size = len(part)
            for name, x, y in zip(part, np.split(a[0], size, axis=1), np.split(b[0], size, axis=1)):
                yield name, x, y


def compare_held_out(table, run, report):
    """What is measured on samples that nothing is trained on, of every seed, by the twin's own random numbers."""
    x, y = run.held_out()
    twin = network.train(run)
    initial, trained = (
        network.read_out(run, network.forward(run, x, weights)[-1], weights)
        for weights in (run.weights(), twin.weights))
    for name, outputs in {"test_loss_initial": initial, "test_loss_final": trained}.items():
        table.compare(name, [seed[name] for seed in report["per_seed"]], losses.LOSS[run.loss](outputs, y))
    if report.get("test_tangent_distance") is not None:
        tangent = network.train_tangent(run, samples=x)
        distances = network.tangent_distance(trained, initial, tangent)
        table.compare("test_tangent_distance", [report["test_tangent_distance"]], [np.median(distances)])


class Comparison:
    """A table of largest relative differences: in the norm for arrays, of every value for losses."""

    def __init__(self, tolerance):
        self.tolerance = tolerance
        self.failures = 0
        print(f"{'quantity':<28} {'difference':>10}   tolerance {tolerance:g}")

    def compare(self, name, given, expected):
        given, expected = np.asarray(given, float), np.asarray(expected, float)
        if given.shape != expected.shape:
            difference = math.inf
        elif given.ndim == 1:
            difference = np.max(np.abs(given - expected) / np.maximum(np.abs(expected), 1e-12))
        else:
            difference = np.linalg.norm(given - expected) / max(np.linalg.norm(expected), 1e-12)
        agrees = difference <= self.tolerance
        self.failures += not agrees
        print(f"{name:<28} {difference:10.2e}   {'agrees' if agrees else 'DISAGREES'}")

    def report(self):
        print("all agree" if self.failures == 0 else f"{self.failures} disagree")
        return 1 if self.failures else 0


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("golden").add_argument(
        "which", nargs="?", choices=("trajectory", "tangent"), default="trajectory")
    commands.add_parser("check-gradients")
    commands.add_parser("known").add_argument("which", nargs="*", choices=[*known.TABLES, []])
    commands.add_parser("ranges")
    checking = commands.add_parser("check")
    checking.add_argument("folder")
    checking.add_argument("--json", required=True)
    checking.add_argument("--tolerance", type=float, default=1e-3)
    arguments = parser.parse_args()
    philox.verify()
    if arguments.command == "golden":
        return golden.show(arguments.which)
    if arguments.command == "check-gradients":
        return gradients.check()
    if arguments.command == "known":
        return known.show(arguments.which)
    if arguments.command == "ranges":
        return ranges()
    return check(arguments.folder, arguments.json, arguments.tolerance)


if __name__ == "__main__":
    sys.exit(main())
