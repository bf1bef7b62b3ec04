#!/usr/bin/env python3
"""The float64 twin of the built-in perceptrons as a trainer (see `phase-tui trainer protocol`).

    phase-tui sweep --trainer 'python3 Tests/Peers/trainer_numpy.py' --axis alpha=0.5:10:7 --axis depth=4:64:5 \\
        --set steps=10 --seeds 2 --csv trainer.csv

Its cells are those of `phase-tui sweep` with the same axes and settings, and D = N = 10.
"""

import json
import sys

import numpy as np

import letters
import network
import philox
from run import Run


def real(name, low, high, usual, symbol, meaning):
    return {"name": name, "kind": "real", "low": low, "high": high, "default": usual, "scale": "log",
            "symbol": symbol, "meaning": meaning}


def whole(name, low, high, usual, symbol, meaning):
    return {**real(name, low, high, usual, symbol, meaning), "kind": "whole"}


DECLARATION = {
    "name": "numpy-twin", "version": "1",
    "parameters": [
        real("alpha", 1e-9, 1e9, 1, "α", "residual-branch multiplier"),
        whole("depth", 1, 1000000, 64, "L", "number of residual blocks"),
        whole("width", 1, 1000000, 16, "M", "hidden width of a block"),
        whole("steps", 1, 100000, 50, "K", "number of gradient steps"),
        {"name": "activation", "kind": "choice", "of": ["tanh", "relu", "gelu", "erf", "sin"], "default": "tanh"}],
    "quantities": [
        {"name": "feature_update", "symbol": "φ", "meaning": "local feature update over that of the critical scale"},
        {"name": "initial_displacement", "symbol": "ξ", "meaning": "rms(h_L − X)/rms(X) before training"}],
    "most_cells": 4}


def number(x):
    return float(x) if np.isfinite(x) else str(float(x))


def answers(cell):
    """What each seed of a cell gives."""
    seeds = cell["seeds"]
    run = Run(first_seed=seeds[0], seeds=len(seeds), **cell["parameters"])
    training = network.train(run)
    unit = letters.ruler(run.companion)[0]
    last = run.measured_steps[-1]
    for index, seed in enumerate(seeds):
        updates = training.order_parameters["local_feature_update"][:, index] / unit
        yield {
            "id": cell["id"], "seed": seed,
            "losses": [[step, number(loss)] for step, loss in enumerate(training.losses[:, index])],
            "quantities": {
                "feature_update": [[step, number(u)] for step, u in zip(run.measured_steps, updates)],
                "initial_displacement": [[last, number(training.initial_displacement[index])]]}}


def say(message):
    print(json.dumps(message), flush=True)


def main():
    philox.verify()
    for message in map(json.loads, sys.stdin):
        if "quit" in message:
            return
        if "phase_tui" in message:
            say(DECLARATION)
        for cell in message.get("train", []):
            # What overflows is seen in the losses.
            with np.errstate(all="ignore"):
                for answer in answers(cell):
                    say(answer)


if __name__ == "__main__":
    main()
