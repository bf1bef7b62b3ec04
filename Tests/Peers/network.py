"""A float64 twin of phase-tui's training and order parameters, written from the mathematics, not from the program.

Shapes: h, X, Y, B are (S, N, D); U, V are (S, L, M, D); pre-activations are (S, N, M); S counts seeds.
"""

from dataclasses import dataclass, replace
from math import floor, sqrt

import numpy as np

import philox
from activations import CURVATURE, SLOPE, VALUE
from optimizers import Optimizer, rates


@dataclass(frozen=True)
class Run:
    """One ensemble of two-layer-perceptron residual networks."""

    depth: int = 64
    width: int = 16
    dimension: int = 10
    samples: int = 10
    steps: int = 50
    alpha: float = 1.0
    sigma_u: float | None = None  # None is sqrt(D)
    sigma_v: float | None = None
    eta: float | None = None  # None is the optimizer's
    step_rule: str = "matched"
    eta_u: float = 1.0
    eta_v: float = 1.0
    activation: str = "tanh"
    optimizer: str = "gd"
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    initialization: str = "independent"
    data_seed: int = 0
    first_seed: int = 0
    seeds: int = 1
    task: str = "gaussian"
    test: int = 0  # held-out samples, drawn behind those to train on
    batch: int = 0  # samples of a step; 0 is all

    def __post_init__(self):
        for name in ("sigma_u", "sigma_v"):
            if getattr(self, name) is None:
                object.__setattr__(self, name, sqrt(self.dimension))
        if self.eta is None:
            object.__setattr__(self, "eta", {"gd": 1.0, "momentum": 0.1}.get(self.optimizer, 0.05))

    @property
    def branch(self):
        """alpha/(LM), the multiplier of a block."""
        return self.alpha / (self.depth * self.width)

    @property
    def input_step(self):
        """The multiplier of the input weights' step."""
        if self.step_rule == "general":
            return self.eta_u * self.dimension
        return self.eta_u * self.dimension * min(self.alpha**2, self.dimension / self.sigma_v**2)

    @property
    def output_step(self):
        """The multiplier of the output weights' step."""
        return self.eta_v * self.dimension

    @property
    def companion(self):
        """The critical companion: its local feature update is the unit of the relative one."""
        return replace(
            self, depth=256, width=8, alpha=1.0, sigma_v=sqrt(self.dimension), step_rule="matched",
            initialization="antithetic", first_seed=0, seeds=8, test=0)

    @property
    def measured_steps(self):
        """K^(1/4), K^(1/2), K^(3/4), K, rounded (halves up), without repetitions."""
        quarter = sqrt(sqrt(self.steps))
        powers = (quarter, quarter**2, quarter**3, self.steps)
        return sorted({floor(power + 0.5) for power in powers})

    def data(self):
        """X and Y of shape (N, D)."""
        return (rows[:self.samples] for rows in self.all_data())

    def held_out(self):
        """The same of what nothing is trained on, of shape (T, D)."""
        return (rows[self.samples:] for rows in self.all_data())

    def all_data(self):
        shape = (1, self.samples + self.test, self.dimension)
        x, y = (philox.normals(self.data_seed, stream, *shape)[0]
                for stream in (philox.X_STREAM, philox.Y_STREAM))
        return x, teacher(self.data_seed, x) if self.task == "teacher" else y

    def rows(self, step):
        """The samples that a step is taken on, or all of them."""
        if self.batch in (0, self.samples):
            return slice(None)
        return philox.batch(self.data_seed, self.samples, self.batch, step)

    def weights(self):
        """U and V of shape (S, L, M, D) before training."""
        antithetic = self.initialization == "antithetic"
        units = -(-self.width // 2) if antithetic else self.width
        shape = (self.depth, units, self.dimension)
        u, v = (
            sigma * np.stack([
                philox.normals(seed, stream, *shape)
                for seed in range(self.first_seed, self.first_seed + self.seeds)])
            for sigma, stream in ((self.sigma_u, philox.U_STREAM), (self.sigma_v, philox.V_STREAM)))
        if not antithetic:
            return u, v
        signs = np.where(np.arange(self.width) % 2 == 0, 1.0, -1.0)[:, None]
        pair = np.arange(self.width) // 2
        return u[:, :, pair], v[:, :, pair] * signs


def teacher(seed, x):
    """The targets of a random perceptron of 16 units, of unit rms on 1024 samples of its own."""
    d = x.shape[1]
    # Layers of the streams that the data do not use.
    others = philox.normals(seed, philox.X_STREAM, 2, 1024, d)[1]
    u, v = philox.normals(seed, philox.Y_STREAM, 3, 16, d)[1:]
    answer = lambda samples: np.tanh(samples @ u.T / sqrt(d)) @ v
    return answer(x) / rms(answer(others), None)


def transpose(a):
    return np.swapaxes(a, -1, -2)


def forward(run, x, u, v):
    """h_0 … h_L, of shape (L+1, S, N, D)."""
    h = np.empty((run.depth + 1,) + (u.shape[0],) + x.shape)
    h[0] = x
    for l in range(run.depth):
        p = h[l] @ transpose(u[:, l]) / run.dimension
        h[l + 1] = h[l] + run.branch * (VALUE[run.activation](p) @ v[:, l])
    return h


def descend(run, optimizer, h, y, u, v):
    """One step, in place."""
    d = run.dimension
    rate_u, rate_v = rates(run)
    optimizer.begin()
    b = (h[-1] - y) / y.size
    for l in reversed(range(run.depth)):
        p = h[l] @ transpose(u[:, l]) / d
        a = VALUE[run.activation](p)
        g = SLOPE[run.activation](p) * (b @ transpose(v[:, l]))
        before = b + run.branch / d * (g @ u[:, l])
        optimizer.take("u", l, u[:, l], transpose(g) @ h[l] / d, rate_u)
        optimizer.take("v", l, v[:, l], transpose(a) @ b, rate_v)
        b = before


def tangent_forward(run, x, u0, v0, u, v):
    """h_0 … h_L of the network whose blocks are linearised in their parameters around U_0, V_0."""
    h = np.empty((run.depth + 1,) + (u.shape[0],) + x.shape)
    h[0] = x
    for l in range(run.depth):
        p = h[l] @ transpose(u0[:, l]) / run.dimension
        a = VALUE[run.activation](p)
        change = h[l] @ transpose(u[:, l] - u0[:, l]) / run.dimension
        block = a @ v0[:, l] + a @ (v[:, l] - v0[:, l]) + (SLOPE[run.activation](p) * change) @ v0[:, l]
        h[l + 1] = h[l] + run.branch * block
    return h


def tangent_descend(run, optimizer, h, y, u0, v0, u, v):
    """One step of the linearised network, in place."""
    d = run.dimension
    rate_u, rate_v = rates(run)
    optimizer.begin()
    b = (h[-1] - y) / y.size
    for l in reversed(range(run.depth)):
        du = u[:, l] - u0[:, l]
        p = h[l] @ transpose(u0[:, l]) / d
        a, first, second = (part[run.activation](p) for part in (VALUE, SLOPE, CURVATURE))
        change = h[l] @ transpose(du) / d
        pull, pull0 = b @ transpose(v[:, l]), b @ transpose(v0[:, l])
        through = (first * pull + second * change * pull0) @ u0[:, l] + (first * pull0) @ du
        optimizer.take("u", l, u[:, l], transpose(first * pull0) @ h[l] / d, rate_u)
        optimizer.take("v", l, v[:, l], transpose(a) @ b, rate_v)
        b = b + run.branch / d * through


def train_tangent(run, data=None, weights=None, samples=None):
    """h_L of the linearised network after the last step, shape (S, N, D), or of other samples, (S, T, D)."""
    x, y = data if data is not None else run.data()
    u0, v0 = weights if weights is not None else run.weights()
    u, v = u0.copy(), v0.copy()
    optimizer = Optimizer(run)
    for step in range(1, run.steps + 1):
        rows = run.rows(step)
        tangent_descend(run, optimizer, tangent_forward(run, x[rows], u0, v0, u, v), y[rows], u0, v0, u, v)
    h = tangent_forward(run, x, u0, v0, u, v)
    return h[-1] if samples is None else tangent_forward(run, samples, u0, v0, u, v)[-1]


def tangent_distance(trained, initial, tangent):
    """‖h_K − h̃_K‖/‖h_K − h_0‖ of every seed, shape (S,)."""
    norm = lambda a: np.linalg.norm(a, axis=(-2, -1))
    return norm(trained - tangent) / norm(trained - initial)


def rms(a, axes):
    return np.sqrt(np.mean(np.square(a), axis=axes))


def order_parameters(run, u0, v0, u, v, h0, h):
    """The order parameters of every seed, from their definitions: a dictionary of arrays of shape (S,)."""
    d = run.dimension
    features = np.empty((run.depth, u.shape[0], run.samples, run.width))
    preactivations = np.empty_like(features)
    drift = np.zeros(h.shape[1:])
    nonlinear = np.zeros(h.shape[1:])
    for l in range(run.depth):
        du, dv = u[:, l] - u0[:, l], v[:, l] - v0[:, l]
        p0 = h[l] @ transpose(u0[:, l]) / d
        dp = h[l] @ transpose(du) / d
        a0 = VALUE[run.activation](p0)
        features[l] = dp
        preactivations[l] = p0 + dp - h0[l] @ transpose(u0[:, l]) / d
        change = run.branch * (VALUE[run.activation](p0 + dp) @ v[:, l] - a0 @ v0[:, l])
        linear = run.branch * (a0 @ dv + (SLOPE[run.activation](p0) * dp) @ v0[:, l])
        drift += change
        nonlinear += change - linear
    norm = lambda a: np.linalg.norm(a, axis=(-2, -1))
    with np.errstate(invalid="ignore", divide="ignore"):
        rho = norm(nonlinear) / norm(drift)
    return {
        "local_feature_update": rms(features, (0, 2, 3)),
        "drift_nonlinearity": rho,
        "input_weight_change": rms(u - u0, (1, 2, 3)),
        "output_weight_change": rms(v - v0, (1, 2, 3)) * sqrt(d) / run.sigma_v,
        "preactivation_change": rms(preactivations, (0, 2, 3)),
        "output_change": rms(h[-1] - h0[-1], (1, 2)),
    }


@dataclass
class Training:
    """What a training gave. `losses` is (K+1, S); an order parameter is (measured steps, S)."""

    run: Run
    losses: np.ndarray
    identity_loss: float
    initial_displacement: np.ndarray
    initial_output: np.ndarray
    order_parameters: dict
    output: np.ndarray
    u: np.ndarray
    v: np.ndarray

    @property
    def output_spread(self):
        """Rms over entries of the (n-1) standard deviation over seeds."""
        seeds = self.output.shape[0]
        return float(rms(np.std(self.output, axis=0, ddof=1), None)) if seeds > 1 else float("nan")


def train(run, data=None, weights=None):
    """Trains the ensemble from the given arrays, or from the run's own random numbers."""
    x, y = data if data is not None else run.data()
    u0, v0 = weights if weights is not None else run.weights()
    u, v = u0.copy(), v0.copy()
    h0 = h = forward(run, x, u, v)
    losses = [loss(h, y)]
    measured = []
    optimizer = Optimizer(run)
    for step in range(1, run.steps + 1):
        rows = run.rows(step)
        descend(run, optimizer, h[:, :, rows], y[rows], u, v)
        h = forward(run, x, u, v)
        # Between the ends of a training by batches, the loss is that of the next one.
        next_rows = run.rows(step + 1) if step < run.steps else slice(None)
        losses.append(loss(h[:, :, next_rows], y[next_rows]))
        if step in run.measured_steps:
            measured.append(order_parameters(run, u0, v0, u, v, h0, h))
    return Training(
        run=run, losses=np.array(losses), identity_loss=float(np.mean(np.square(x - y))),
        initial_displacement=rms(h0[-1] - x, (1, 2)) / rms(x, None), initial_output=h0[-1],
        order_parameters={name: np.array([m[name] for m in measured]) for name in measured[0]}
        if measured else {}, output=h[-1], u=u, v=v)


def loss(h, y):
    """‖h_L − Y‖²/(ND) of every seed."""
    return np.mean(np.square(h[-1] - y), axis=(1, 2))


def critical_update(run, data=None):
    """q_c at each measured step: the median over the companion's seeds."""
    updates = train(run.companion, data=data).order_parameters["local_feature_update"]
    return np.median(updates, axis=1)
