"""A float64 twin of phase-tui's training and order parameters, written from the mathematics, not from the program.

Shapes: X, Y are (R, D), the R = N·T tokens of all samples; h, B are (S, R, D); weights are (S, L, rows, D) a branch;
pre-activations are (S, R, rows); S counts seeds. With an embedding X and Y have their own dimensions.
"""

from dataclasses import dataclass

import numpy as np

import losses
from blocks import normalised, through_norm, transpose
from optimizers import Optimizer, rates
from run import Run, Weights


def embedded(x, weights):
    """h_0 of inputs (R, d_in)."""
    if not weights.embedding:
        return x
    return x @ transpose(weights.embedding[0])


def read_out(run, h, weights):
    """The outputs y of the last h."""
    return h @ weights.embedding[1] / run.dimension if weights.embedding else h


def places(run):
    """(index in a pass, layer, block, index of the branch) of every branch, in the order of a pass."""
    blocks = run.blocks
    return [(layer * len(blocks) + i, layer, block, i)
            for layer in range(run.depth) for i, block in enumerate(blocks)]


def forward(run, x, weights):
    """h before every branch and behind the last one, of shape (L·branches + 1, S, R, D)."""
    seeds = weights.branches[0][0].shape[0]
    h = np.empty((run.depth * len(run.blocks) + 1, seeds, x.shape[0], run.dimension))
    h[0] = embedded(x, weights)
    for at, l, block, i in places(run):
        reading, writing = weights.branches[i]
        r, _ = normalised(run.norm, h[at])
        p = r @ transpose(reading[:, l]) / run.dimension
        h[at + 1] = h[at] + run.branch(block) * (block.value(p) @ writing[:, l])
    return h


def adjoint(run, optimizer, h, y, weights):
    """The adjoint B of the last h, after a step of a trained readout."""
    slope = losses.SLOPE[run.loss](read_out(run, h, weights), y)
    if not weights.embedding:
        return slope
    readout = weights.embedding[1]
    b = slope @ transpose(readout) / run.dimension
    if run.embedding == "trained":
        optimizer.take("readout", 0, readout, transpose(h) @ slope / run.dimension, rates(run)[2])
    return b


def embed_back(run, optimizer, b, x, weights):
    """The step of a trained embedding."""
    if run.embedding == "trained":
        optimizer.take("embedding", 0, weights.embedding[0], transpose(b) @ x, rates(run)[2])


def descend(run, optimizer, h, x, y, weights):
    """One step, in place."""
    d = run.dimension
    rate_u, rate_v, _ = rates(run)
    optimizer.begin()
    b = adjoint(run, optimizer, h[-1], y, weights)
    for at, l, block, i in reversed(places(run)):
        reading, writing = weights.branches[i]
        r, root = normalised(run.norm, h[at])
        p = r @ transpose(reading[:, l]) / d
        a = block.value(p)
        g = block.pull(p, b @ transpose(writing[:, l]))
        before = b + run.branch(block) / d * through_norm(r, root, g @ reading[:, l])
        optimizer.take(("reading", i), l, reading[:, l], transpose(g) @ r / d, rate_u)
        optimizer.take(("writing", i), l, writing[:, l], transpose(a) @ b, rate_v)
        b = before
    embed_back(run, optimizer, b, x, weights)


def tangent_forward(run, x, initial, weights):
    """h before every branch and behind the last one, of the network whose blocks are linearised in their parameters
    around the initial ones."""
    d = run.dimension
    seeds = weights.branches[0][0].shape[0]
    h = np.empty((run.depth * len(run.blocks) + 1, seeds, x.shape[0], d))
    h[0] = embedded(x, weights)
    for at, l, block, i in places(run):
        reading0, writing0 = (a[:, l] for a in initial.branches[i])
        reading, writing = (a[:, l] for a in weights.branches[i])
        r, _ = normalised(run.norm, h[at])
        p = r @ transpose(reading0) / d
        a = block.value(p)
        change = r @ transpose(reading - reading0) / d
        value = a @ writing0 + a @ (writing - writing0) + block.push(p, change) @ writing0
        h[at + 1] = h[at] + run.branch(block) * value
    return h


def tangent_descend(run, optimizer, h, x, y, initial, weights):
    """One step of the linearised network, in place."""
    d = run.dimension
    rate_u, rate_v, _ = rates(run)
    optimizer.begin()
    b = adjoint(run, optimizer, h[-1], y, weights)
    for at, l, block, i in reversed(places(run)):
        reading0, writing0 = (a[:, l] for a in initial.branches[i])
        reading, writing = (a[:, l] for a in weights.branches[i])
        moved = reading - reading0
        r, root = normalised(run.norm, h[at])
        p = r @ transpose(reading0) / d
        a = block.value(p)
        change = r @ transpose(moved) / d
        pull, pull0 = b @ transpose(writing), b @ transpose(writing0)
        fixed = block.pull(p, pull0)
        through = (block.pull(p, pull) + block.bend(p, change, pull0)) @ reading0 + fixed @ moved
        optimizer.take(("reading", i), l, reading, transpose(fixed) @ r / d, rate_u)
        optimizer.take(("writing", i), l, writing, transpose(a) @ b, rate_v)
        b = b + run.branch(block) / d * through_norm(r, root, through)
    embed_back(run, optimizer, b, x, weights)


def train_tangent(run, data=None, weights=None, samples=None):
    """The outputs of the linearised network after the last step, (S, R, d_out), or of other samples. Embeddings are
    trained as they are."""
    x, y = data if data is not None else run.data()
    initial = weights if weights is not None else run.weights()
    weights = initial.copy()
    optimizer = Optimizer(run)
    for step in range(1, run.steps + 1):
        rows = run.rows(step)
        h = tangent_forward(run, x[rows], initial, weights)
        tangent_descend(run, optimizer, h, x[rows], y[rows], initial, weights)
    h = tangent_forward(run, x if samples is None else samples, initial, weights)
    return read_out(run, h[-1], weights)


def tangent_distance(trained, initial, tangent):
    """‖y_K − ỹ_K‖/‖y_K − y_0‖ of every seed, shape (S,)."""
    norm = lambda a: np.linalg.norm(a, axis=(-2, -1))
    return norm(trained - tangent) / norm(trained - initial)


def rms(a, axes):
    return np.sqrt(np.mean(np.square(a), axis=axes))


def order_parameters(run, initial, weights, h0, h):
    """The order parameters of every seed, from their definitions: a dictionary of arrays of shape (S,)."""
    d = run.dimension
    features = [[] for _ in range(run.depth)]
    preactivations = [[] for _ in range(run.depth)]
    drift = np.zeros(h.shape[1:])
    nonlinear = np.zeros(h.shape[1:])
    for at, l, block, i in places(run):
        reading0, writing0 = (a[:, l] for a in initial.branches[i])
        reading, writing = (a[:, l] for a in weights.branches[i])
        r, _ = normalised(run.norm, h[at])
        p0 = r @ transpose(reading0) / d
        dp = r @ transpose(reading - reading0) / d
        a0 = block.value(p0)
        features[l].append(dp)
        preactivations[l].append(p0 + dp - normalised(run.norm, h0[at])[0] @ transpose(reading0) / d)
        change = run.branch(block) * (block.value(p0 + dp) @ writing - a0 @ writing0)
        linear = run.branch(block) * (a0 @ (writing - writing0) + block.push(p0, dp) @ writing0)
        drift += change
        nonlinear += change - linear
    layers = lambda parts: np.stack([np.concatenate(part, axis=-1) for part in parts])
    norm = lambda a: np.linalg.norm(a, axis=(-2, -1))
    with np.errstate(invalid="ignore", divide="ignore"):
        rho = norm(nonlinear) / norm(drift)
    return {
        "local_feature_update": rms(layers(features), (0, 2, 3)),
        "drift_nonlinearity": rho,
        "input_weight_change": rms(weights.reading - initial.reading, (1, 2, 3)),
        "output_weight_change": rms(weights.writing - initial.writing, (1, 2, 3)) * np.sqrt(d) / run.sigma_v,
        "preactivation_change": rms(layers(preactivations), (0, 2, 3)),
        "output_change": rms(read_out(run, h[-1], weights) - read_out(run, h0[-1], initial), (1, 2)),
    }


@dataclass
class Training:
    """What a training gave. `losses` is (K+1, S); an order parameter is (measured steps, S); outputs (S, R, d_out)."""

    run: Run
    losses: np.ndarray
    identity_loss: float
    initial_displacement: np.ndarray
    initial_output: np.ndarray
    order_parameters: dict
    output: np.ndarray
    weights: Weights

    @property
    def output_spread(self):
        """Rms over entries of the (n-1) standard deviation over seeds."""
        seeds = self.output.shape[0]
        return float(rms(np.std(self.output, axis=0, ddof=1), None)) if seeds > 1 else float("nan")


def train(run, data=None, weights=None):
    """Trains the ensemble from the given arrays, or from the run's own random numbers."""
    x, y = data if data is not None else run.data()
    initial = weights if weights is not None else run.weights()
    weights = initial.copy()
    h0 = h = forward(run, x, weights)
    # What the network makes of the data without its blocks.
    identity = read_out(run, h0[0], initial)[:1]
    output = initial_output = read_out(run, h0[-1], initial)
    curve = [losses.LOSS[run.loss](output, y)]
    measured = []
    optimizer = Optimizer(run)
    for step in range(1, run.steps + 1):
        rows = run.rows(step)
        descend(run, optimizer, h[:, :, rows], x[rows], y[rows], weights)
        h = forward(run, x, weights)
        output = read_out(run, h[-1], weights)
        # Between the ends of a training by batches, the loss is that of the next one.
        next_rows = run.rows(step + 1) if step < run.steps else slice(None)
        curve.append(losses.LOSS[run.loss](output[:, next_rows], y[next_rows]))
        if step in run.measured_steps:
            measured.append(order_parameters(run, initial, weights, h0, h))
    return Training(
        run=run, losses=np.array(curve), identity_loss=float(losses.LOSS[run.loss](identity, y)[0]),
        initial_displacement=rms(h0[-1] - h0[0], (1, 2)) / rms(h0[0], (1, 2)), initial_output=initial_output,
        order_parameters={name: np.array([m[name] for m in measured]) for name in measured[0]}
        if measured else {}, output=output, weights=weights)


def critical_update(run, data=None):
    """q_c at each measured step: the median over the companion's seeds."""
    updates = train(run.companion, data=data).order_parameters["local_feature_update"]
    return np.median(updates, axis=1)
