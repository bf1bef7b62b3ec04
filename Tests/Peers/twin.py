#!/usr/bin/env python3
"""Checks phase-tui's numbers against a float64 NumPy twin.

  twin.py golden                          prints Tests/EngineTests/Golden/trajectory.json
  twin.py golden tangent                  prints Tests/LimitsTests/Golden/tangent.json
  twin.py check DIR --json FILE           compares `phase-tui train --json --dump DIR > FILE`
  twin.py ranges                          order parameters at S = 0.1, 1 and 10, and the distance to the tangent
                                          network at alpha = 1, 3.16 and 10, against their reference ranges
"""

import argparse
import json
import math
import sys
from dataclasses import asdict, fields, replace
from pathlib import Path

import numpy as np

import network
import philox
from network import Run

GOLDEN_RUNS = {
    "default block": Run(depth=8, seeds=2),
    "one of everything": Run(depth=1, width=1, dimension=1, samples=1, eta=0.1, steps=10, seeds=3),
    "odd sizes, small alpha": Run(
        depth=3, width=5, dimension=7, samples=4, alpha=0.3, sigma_v=2.0, steps=30, data_seed=3, seeds=2),
    "large alpha": Run(depth=16, width=13, dimension=6, samples=5, alpha=5.0, steps=40, first_seed=11, seeds=2),
    "general step rule": Run(
        depth=12, width=8, dimension=5, samples=3, alpha=0.5, step_rule="general", steps=16, seeds=2),
    "antithetic pairs": Run(depth=9, width=8, dimension=10, samples=6, initialization="antithetic", seeds=2),
    "wide block": Run(depth=3, width=275, dimension=7, samples=5, alpha=2.0, steps=30, first_seed=2, seeds=2),
    "own scales": Run(
        depth=5, width=9, dimension=33, samples=2, sigma_u=3.0, sigma_v=11.0, eta=0.5, steps=20,
        data_seed=4294967303, first_seed=4294967299, seeds=1),
    "own steps": Run(
        depth=7, width=6, dimension=5, samples=4, alpha=1.5, eta_u=0.25, eta_v=2.0, steps=25, seeds=2),
    "erf": Run(depth=6, width=5, dimension=4, samples=3, activation="erf", eta=0.5, steps=20, seeds=2),
    "sin": Run(depth=6, width=5, dimension=4, samples=3, activation="sin", eta=0.5, steps=20, seeds=2),
    "gelu": Run(depth=6, width=5, dimension=4, samples=3, activation="gelu", alpha=2.0, eta=0.5, steps=20, seeds=2),
    "relu": Run(depth=6, width=5, dimension=4, samples=3, activation="relu", eta=0.5, steps=20, seeds=2),
    "linear": Run(depth=6, width=5, dimension=4, samples=3, activation="linear", eta=0.5, steps=20, seeds=2),
    "wide gelu": Run(
        depth=3, width=130, dimension=6, samples=4, activation="gelu", alpha=3.0, eta=0.3, steps=12, seeds=2),
    "momentum": Run(
        depth=6, width=5, dimension=4, samples=3, optimizer="momentum", alpha=2.0, beta1=0.8, steps=20, seeds=2),
    "sign": Run(depth=6, width=5, dimension=4, samples=3, optimizer="sign", alpha=2.0, steps=8, seeds=2),
    "adam": Run(depth=6, width=5, dimension=4, samples=3, optimizer="adam", alpha=0.5, steps=20, seeds=2),
    "wide adam": Run(
        depth=3, width=130, dimension=6, samples=4, optimizer="adam", activation="gelu", alpha=3.0, beta1=0.7,
        beta2=0.95, epsilon=0.01, steps=12, seeds=2),
    "batches": Run(depth=6, width=5, dimension=4, samples=11, batch=4, eta=0.5, steps=20, data_seed=5, seeds=2),
    "wide batches by adam": Run(
        depth=3, width=130, dimension=6, samples=9, batch=5, optimizer="adam", alpha=2.0, steps=12, seeds=2),
    "more samples than coordinates": Run(depth=31, width=2, dimension=3, samples=37, steps=25, seeds=2),
}

# Float64 reference ranges: (alpha at sigma_v = sqrt D) -> (low, high) of each quantity over five draws.
REFERENCE_RANGES = {
    0.1: {"phi": (0.70, 0.78), "rho": (0.45, 0.58), "input": (2.1, 2.6), "xi": (0.0018, 0.0022)},
    1.0: {"phi": (0.99, 1.01), "rho": (0.33, 0.44), "input": (2.9, 3.3), "xi": (0.018, 0.022)},
    10.0: {"phi": (0.114, 0.126), "rho": (0.008, 0.015), "input": (0.32, 0.38), "xi": (0.18, 0.22)},
}

# The same for the distance to the tangent network at D = N = 10, M = 8, L = 256, K = 50: the median over eight seeds.
TANGENT_RANGES = {1.0: (0.12, 0.25), 3.16: (0.02, 0.08), 10.0: (0.0035, 0.013)}


def rounded(value):
    """Nine significant digits, which tell any two Floats apart."""
    if isinstance(value, np.ndarray):
        return [rounded(v) for v in value]
    return float(f"{value:.9g}")


def configuration(run):
    """The fields of a run; of its task, held-out samples and optimizer what is not the default."""
    defaults = {field.name: field.default for field in fields(Run)}
    brief = ("task", "test", "batch", "optimizer", "beta1", "beta2", "epsilon")
    return {name: value for name, value in asdict(run).items()
            if name not in brief or value != defaults[name]}


def golden_case(name, run):
    training = network.train(run)
    q_c = network.critical_update(run)
    measures = dict(training.order_parameters)
    measures["relative_feature_update"] = measures["local_feature_update"] / q_c[:, None]
    case = {"name": name} | configuration(run) | {
        "measured_steps": run.measured_steps,
        "identity_loss": rounded(training.identity_loss),
        "critical_update": rounded(q_c),
    }
    if run.seeds > 1:
        case["output_spread"] = rounded(training.output_spread)
    case["per_seed"] = [
        {
            "seed": run.first_seed + s,
            "initial_displacement": rounded(training.initial_displacement[s]),
            "losses": rounded(training.losses[:, s]),
        } | {measure: rounded(values[:, s]) for measure, values in measures.items()}
        for s in range(run.seeds)
    ]
    return case


def tangent_case(name, run):
    training = network.train(run)
    tangent = network.train_tangent(run)
    distances = network.tangent_distance(training.output, training.initial_output, tangent)
    return {"name": name} | configuration(run) | {
        "per_seed": [
            {
                "seed": run.first_seed + s,
                "tangent_distance": rounded(distances[s]),
                "tangent_output": rounded(tangent[s].ravel()),
            }
            for s in range(run.seeds)
        ]
    }


def golden(which):
    """One line a field, so that a change of one quantity is a small diff."""
    case = {"trajectory": golden_case, "tangent": tangent_case}[which]
    cases = [case(name, run) for name, run in GOLDEN_RUNS.items()]
    header = {
        "trajectory": {
            "provenance": "python3 Tests/Peers/twin.py golden > Tests/EngineTests/Golden/trajectory.json",
            "arithmetic": "float64 NumPy; losses of steps 0 … K, order parameters after the measured steps",
        },
        "tangent": {
            "provenance": "python3 Tests/Peers/twin.py golden tangent > Tests/LimitsTests/Golden/tangent.json",
            "arithmetic": "float64 NumPy; after step K, outputs of shape (N, D)",
        },
    }[which]
    print("{")
    for key, value in header.items():
        print(f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)},")
    print('  "cases": [')
    print(",\n".join(lines(case, "    ") for case in cases))
    print("  ]\n}")


def lines(record, indent):
    """A JSON object with one member a line, nested records likewise."""
    members = []
    for key, value in record.items():
        if key == "per_seed":
            text = "[\n" + ",\n".join(lines(v, indent + "    ") for v in value) + f"\n{indent}  ]"
        else:
            text = json.dumps(value)
        members.append(f"{indent}  {json.dumps(key)}: {text}")
    return f"{indent}{{\n" + ",\n".join(members) + f"\n{indent}}}"


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


def read_dump(folder):
    """The arrays of `train --dump`, in float64; weights without the seeds' axis."""
    names = ("X", "Y", "U0", "V0", "U", "V", "output", "tangent")
    return {name: np.load(Path(folder) / f"{name}.npy").astype(np.float64) for name in names}


def run_of(report):
    """The configuration that `train --json` states, for its first seed."""
    names = {field.name for field in fields(Run)} - {"seeds", "first_seed"}
    run = {name: report[name] for name in names if name in report}
    return Run(**run, first_seed=report["per_seed"][0]["seed"])


def check(folder, report_path, tolerance):
    dump = read_dump(folder)
    report = json.loads(Path(report_path).read_text())
    run = run_of(report)
    seed = report["per_seed"][0]
    data = (dump["X"], dump["Y"])
    table = Comparison(tolerance)
    if isinstance(report.get("data_seed"), int):
        u0, v0 = run.weights()
        x, y = run.data()
        for name, own in {"X": x, "Y": y, "U0": u0[0], "V0": v0[0]}.items():
            table.compare(f"{name}.npy, drawn", dump[name], own)
    twin = network.train(run, data, (dump["U0"][None], dump["V0"][None]))
    table.compare("losses", seed["losses"], twin.losses[report["loss_steps"], 0])
    table.compare("output.npy", dump["output"], twin.output[0])
    tangent = network.train_tangent(run, data, (dump["U0"][None], dump["V0"][None]))
    table.compare("tangent.npy", dump["tangent"], tangent[0])
    table.compare(
        "tangent_distance",
        [network.tangent_distance(dump["output"], twin.initial_output[0], dump["tangent"])],
        network.tangent_distance(twin.output, twin.initial_output, tangent))
    table.compare("change of U", dump["U"] - dump["U0"], (twin.u[0] - dump["U0"]))
    table.compare("change of V", dump["V"] - dump["V0"], (twin.v[0] - dump["V0"]))
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


def compare_held_out(table, run, report):
    """What is measured on samples that nothing is trained on, of every seed, by the twin's own random numbers."""
    x, y = run.held_out()
    u0, v0 = run.weights()
    twin = network.train(run)
    initial, trained = (network.forward(run, x, *weights) for weights in ((u0, v0), (twin.u, twin.v)))
    for name, states in {"test_loss_initial": initial, "test_loss_final": trained}.items():
        table.compare(name, [seed[name] for seed in report["per_seed"]], network.loss(states, y))
    if report.get("test_tangent_distance") is not None:
        tangent = network.train_tangent(run, samples=x)
        distances = network.tangent_distance(trained[-1], initial[-1], tangent)
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
    commands.add_parser("ranges")
    checking = commands.add_parser("check")
    checking.add_argument("folder")
    checking.add_argument("--json", required=True)
    checking.add_argument("--tolerance", type=float, default=1e-3)
    arguments = parser.parse_args()
    philox.verify()
    if arguments.command == "golden":
        return golden(arguments.which)
    if arguments.command == "ranges":
        return ranges()
    return check(arguments.folder, arguments.json, arguments.tolerance)


if __name__ == "__main__":
    sys.exit(main())
