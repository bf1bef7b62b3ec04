"""Trainings that the peers must repeat: those of `phase-tui train --dump`, and of the float64 twin."""

import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

import network
from bench_workloads import Balance, Ensemble
from run import Run


@dataclass
class Reference:
    """A training to compare with: its data, the initial weights of one seed and the losses of steps 0 … K."""

    ensemble: Ensemble
    balance: Balance
    data: tuple
    weights: list
    losses: np.ndarray

    @classmethod
    def of_dump(cls, folder, json_file):
        """What `phase-tui train --json --dump FOLDER` did."""
        config = json.loads(Path(json_file).read_text())
        read = lambda name: np.load(Path(folder) / f"{name}.npy").astype(np.float32)
        dimension = read("X").shape[-1]
        data = tuple(read(name).reshape(-1, dimension) for name in ("X", "Y"))
        rows = lambda name: read(name).reshape(1, config["depth"], -1, dimension)
        block, d, tokens = (
            config.get(name, default)
            for name, default in (("block", "perceptron"), ("key_dimension", 4), ("tokens", 1)))
        weights = []
        if block != "perceptron":
            weights += [np.concatenate([rows(name) for name in ("Q0", "K0", "W0")], axis=2), rows("O0")]
        if block != "heads":
            weights += [rows("U0"), rows("V0")]
        is_transformer = block == "transformer"
        ensemble = Ensemble(
            dimension, len(data[0]) // tokens, config["heads" if is_transformer else "width"], config["depth"],
            config["steps"], seeds=1, block=block, tokens=tokens, key_dimension=d,
            units=config["width"] if is_transformer else 0, optimizer=config.get("optimizer", "gd"),
            batch=config.get("batch", 0))
        balance = Balance(ensemble, config["alpha"], config["sigma_v"], config["eta"])
        return cls(ensemble, balance, data, weights, np.array(config["per_seed"][0]["losses"], float))

    @classmethod
    def of_twin(cls, ensemble):
        """What the float64 twin does in one network of a workload."""
        ensemble = replace(ensemble, seeds=1, depth=min(ensemble.depth, 64), width=min(ensemble.width, 64))
        twin = Run(**ensemble.options())
        weights = [a.astype(np.float32) for branch in twin.weights().branches for a in branch]
        data = tuple(a.astype(np.float32) for a in twin.data())
        return cls(ensemble, Balance(ensemble), data, weights, network.train(twin).losses[:, 0])

    def compare(self, kernel, losses, tolerance=1e-3):
        """Prints the largest relative difference of K+1 losses; whether it is within the tolerance."""
        difference = float(np.max(np.abs(losses / self.losses - 1)))
        agrees = bool(difference < tolerance)
        print(f"{kernel:<16} losses of {self.ensemble.steps} steps, {self.losses[0]:.4g} to {self.losses[-1]:.4g}, "
              f"differ by {difference:.1e} at most: " + ("agrees" if agrees else "DISAGREES"), flush=True)
        return agrees
