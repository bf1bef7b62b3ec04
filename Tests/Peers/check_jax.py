#!/usr/bin/env python3
"""Checks a training against JAX: the network from its definition in float64, its gradients by automatic differentiation.

Any block, norm, mask, loss, embedding and optimizer; gradients written by hand are compared with none.

    phase-tui train --seeds 1 --loss cross-entropy --task classes --json --dump DIR > report.json
    python3 -m pip install numpy jax
    python3 Tests/Peers/check_jax.py DIR --json report.json
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np

try:
    import jax
    import jax.numpy as jnp
except ImportError:
    sys.exit("jax is missing: python3 -m pip install jax")

from optimizers import Optimizer, rates
from twin import Comparison, read_dump, run_of, weight_pairs
from run import Weights

jax.config.update("jax_enable_x64", True)

ACTIVATIONS = {
    "tanh": jnp.tanh, "erf": jax.scipy.special.erf, "sin": jnp.sin, "relu": jax.nn.relu, "linear": lambda p: p,
    "gelu": lambda p: jax.nn.gelu(p, approximate=False)}


def attention(run, heads, p):
    """softmax(q kᵀ/d) w of (R, 3·M·d), (R, M·d)."""
    d, tokens = run.key_dimension, run.tokens
    q, k, w = jnp.moveaxis(p.reshape(-1, tokens, 3, heads, d), 2, 0)
    scores = jnp.einsum("ntmi,nsmi->nmts", q, k) / d
    if run.mask == "causal":
        scores = jnp.where(jnp.tri(tokens, dtype=bool), scores, -jnp.inf)
    return jnp.einsum("nmts,nsmi->ntmi", jax.nn.softmax(scores, axis=-1), w).reshape(-1, heads * d)


def outputs(run, weights, x):
    """y, (R, d_out), of inputs (R, d_in); weights without the axis of seeds."""
    branches, embedding = weights
    h = x @ embedding[0].T if embedding else x
    for layer in range(run.depth):
        for block, (reading, writing) in zip(run.blocks, branches):
            r = h / jnp.sqrt(jnp.mean(h * h, axis=1, keepdims=True) + 1e-6) if run.norm == "rms" else h
            p = r @ reading[layer].T / run.dimension
            a = ACTIVATIONS[run.activation](p) if block.inputs == 1 else attention(run, block.width, p)
            h = h + run.branch(block) * a @ writing[layer]
    return h @ embedding[1] / run.dimension if embedding else h


def loss(run, y, targets):
    if run.loss == "cross-entropy":
        return -jnp.mean(jnp.sum(targets * jax.nn.log_softmax(y, axis=-1), axis=-1))
    return jnp.mean((y - targets) ** 2)


def train(run, x, y, initial):
    """The losses of steps 0 … K, the last outputs and the trained weights."""
    weights = initial.copy()
    half = 1 if run.loss == "cross-entropy" else 0.5
    as_tree = lambda w: ([(a[0], b[0]) for a, b in w.branches], tuple(a[0] for a in w.embedding))
    forward = jax.jit(lambda w, x: outputs(run, w, x))
    gradients = jax.jit(jax.grad(lambda w, x, y: half * loss(run, outputs(run, w, x), y)))
    optimizer = Optimizer(run)
    reading, writing, embedding = rates(run)
    curve = [loss(run, forward(as_tree(weights), x), y)]
    for step in range(1, run.steps + 1):
        rows = run.rows(step)
        branches, others = gradients(as_tree(weights), x[rows], y[rows])
        optimizer.begin()
        for i, (block, pair) in enumerate(zip(run.blocks, branches)):
            for side, rate in ((0, reading), (1, writing)):
                # The optimizers' gradients are without the factor of the branch.
                optimizer.take((side, i), 0, weights.branches[i][side], np.array(pair[side])[None] / run.branch(block), rate)
        if run.embedding == "trained":
            for side in (0, 1):
                optimizer.take(("embedding", side), 0, weights.embedding[side], np.array(others[side])[None], embedding)
        last = forward(as_tree(weights), x)
        shown = run.rows(step + 1) if step < run.steps else slice(None)
        curve.append(loss(run, last[shown], y[shown]))
    return np.array(curve), np.array(last), weights


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--json", required=True)
    parser.add_argument("--tolerance", type=float, default=1e-3)
    arguments = parser.parse_args()
    report = json.loads(Path(arguments.json).read_text())
    run = run_of(report)
    dump = read_dump(arguments.folder, run)
    targets = dump["Y"]
    if targets.ndim == 1:
        targets = np.eye(run.output_dimension)[targets.astype(int)]
    initial = dump["initial"]
    curve, last, weights = train(run, dump["X"], targets, initial)
    table = Comparison(arguments.tolerance)
    table.compare("losses", report["per_seed"][0]["losses"], curve[report["loss_steps"]])
    table.compare("output.npy", dump["output"], last)
    starts = [own for _, _, own in weight_pairs(run, initial, initial)]
    for (name, given, own), start in zip(weight_pairs(run, dump["trained"], weights), starts):
        table.compare(f"change of {name}", given - start, own - start)
    return table.report()


if __name__ == "__main__":
    sys.exit(main())
