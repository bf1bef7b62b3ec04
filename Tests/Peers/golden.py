"""The runs whose results the Swift tests read, and the files that hold them."""

import json
from dataclasses import asdict, fields

import numpy as np

import network
from run import Run

RUNS = {
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
    "heads": Run(block="heads", depth=6, width=3, dimension=7, samples=3, steps=12, seeds=2),
    "causal heads with rms norm by adam": Run(
        block="heads", depth=5, width=4, dimension=6, samples=3, tokens=5, key_dimension=3, mask="causal", norm="rms",
        optimizer="adam", alpha=2.0, steps=12, seeds=2),
    "antithetic heads": Run(
        block="heads", depth=5, width=6, dimension=6, samples=3, tokens=3, key_dimension=2,
        initialization="antithetic", eta=0.5, steps=12, seeds=2),
    "heads of one token and one key": Run(
        block="heads", depth=6, width=5, dimension=4, samples=4, tokens=1, key_dimension=1, eta=0.5, steps=15, seeds=2),
    "wide heads": Run(
        block="heads", depth=3, width=37, dimension=9, samples=2, tokens=6, key_dimension=5, alpha=3.0, eta=0.25,
        steps=12, first_seed=3, seeds=2),
    "split heads by sign": Run(
        block="heads", depth=6, width=3, dimension=5, samples=3, tokens=3, key_dimension=2, split=2, optimizer="sign",
        eta=0.02, steps=6, seeds=2),
    "batches of heads": Run(
        block="heads", depth=4, width=3, dimension=5, samples=7, tokens=3, key_dimension=2, batch=3, eta=0.5, steps=12,
        seeds=2),
    "transformer": Run(
        block="transformer", depth=5, width=7, heads=3, dimension=7, samples=3, tokens=3, key_dimension=2, eta=0.5,
        steps=12, seeds=2),
    "causal transformer with rms norm by momentum": Run(
        block="transformer", depth=4, width=6, heads=2, dimension=6, samples=3, tokens=4, key_dimension=3,
        mask="causal", norm="rms", activation="gelu", optimizer="momentum", alpha=0.7, steps=12, seeds=2),
    "perceptron of tokens": Run(depth=6, width=5, dimension=5, samples=4, tokens=3, steps=15, seeds=2),
    "perceptron with rms norm": Run(
        depth=6, width=5, dimension=5, samples=4, norm="rms", alpha=2.0, eta=0.5, steps=15, seeds=2),
    "fixed embedding": Run(
        depth=6, width=5, dimension=9, samples=5, embedding="fixed", input_dimension=4, output_dimension=3, steps=15,
        seeds=2),
    "trained embedding": Run(
        depth=6, width=5, dimension=9, samples=5, embedding="trained", input_dimension=4, output_dimension=3, eta=0.25,
        steps=15, seeds=2),
    "trained embedding by adam": Run(
        depth=6, width=5, dimension=9, samples=5, embedding="trained", input_dimension=4, output_dimension=3,
        optimizer="adam", alpha=0.5, steps=15, seeds=2),
    "cross-entropy": Run(
        depth=6, width=5, dimension=9, samples=8, loss="cross-entropy", input_dimension=4, output_dimension=5, steps=15,
        seeds=2),
    "cross-entropy of a trained embedding": Run(
        depth=6, width=5, dimension=9, samples=8, loss="cross-entropy", embedding="trained", input_dimension=4,
        output_dimension=5, eta=0.25, steps=15, seeds=2),
    "classes": Run(
        depth=6, width=5, dimension=9, samples=11, loss="cross-entropy", task="classes", input_dimension=4,
        output_dimension=3, steps=15, seeds=2),
    "cross-entropy of heads by adam": Run(
        block="heads", depth=4, width=4, dimension=6, samples=5, tokens=3, key_dimension=2, norm="rms",
        loss="cross-entropy", embedding="trained", input_dimension=3, output_dimension=4, optimizer="adam", steps=10,
        seeds=2),
    "trained embedding of a transformer": Run(
        block="transformer", depth=4, width=5, heads=2, dimension=7, samples=3, tokens=3, key_dimension=2,
        embedding="trained", input_dimension=4, output_dimension=3, eta=0.1, steps=10, seeds=2),
} | {
    f"{loss}, {block}, {optimizer}": Run(
        block=block, depth=3, width=3, heads=2, dimension=4, samples=4, tokens=2, key_dimension=2, loss=loss,
        embedding="none" if loss == "squared" else "trained", input_dimension=4 if loss == "squared" else 3,
        output_dimension=4 if loss == "squared" else 3, optimizer=optimizer,
        eta={"gd": 0.2, "momentum": 0.05}.get(optimizer, 0.02), steps=6, seeds=2)
    for loss in ("squared", "cross-entropy")
    for block in ("perceptron", "heads", "transformer")
    for optimizer in ("gd", "momentum", "sign", "adam")
}


def rounded(value):
    """Nine significant digits, which tell any two Floats apart."""
    if isinstance(value, np.ndarray):
        return [rounded(v) for v in value]
    return float(f"{value:.9g}")


BRIEF = (
    "task", "test", "batch", "optimizer", "beta1", "beta2", "epsilon", "block", "key_dimension", "heads", "mask",
    "norm", "split", "loss", "embedding", "tokens", "input_dimension", "output_dimension")


def configuration(run):
    """The fields of a run: those that were there first, and of the others what is not the default."""
    defaults = {field.name: field.default for field in fields(Run)}
    # What follows other fields is written wherever it can differ from what it was before there was a choice.
    defaults |= {"tokens": 1 if run.block == "perceptron" else None, "embedding": "none"}
    if run.embedding == "none":
        defaults |= {"input_dimension": run.dimension, "output_dimension": run.dimension}
    return {name: value for name, value in asdict(run).items()
            if name not in BRIEF or value != defaults[name]}


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


def show(which):
    """One line a field, so that a change of one quantity is a small diff."""
    case = {"trajectory": golden_case, "tangent": tangent_case}[which]
    cases = [case(name, run) for name, run in RUNS.items()]
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
