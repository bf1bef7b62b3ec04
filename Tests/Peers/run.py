"""What is trained: the fields of an ensemble under the program's names, its data and its initial weights."""

from dataclasses import dataclass, replace
from math import floor, sqrt

import numpy as np

import philox
from blocks import Heads, Units

# Of a branch: what reads, part by part, and what writes.
UNIT_STREAMS = ((philox.U_STREAM,), philox.V_STREAM)
HEAD_STREAMS = ((philox.Q_STREAM, philox.K_STREAM, philox.W_STREAM), philox.O_STREAM)


@dataclass
class Weights:
    """Of each branch of a layer the arrays that read and write, (S, L, inputs·M, D) and (S, L, outputs·M, D); with an
    embedding W_E, (S, D, d_in), and W_U, (S, D, d_out)."""

    branches: list
    embedding: tuple = ()

    def copy(self):
        return Weights(
            [tuple(a.copy() for a in branch) for branch in self.branches],
            tuple(a.copy() for a in self.embedding))

    @property
    def reading(self):
        """All that reads, (S, L, rows, D)."""
        return np.concatenate([branch[0] for branch in self.branches], axis=2)

    @property
    def writing(self):
        return np.concatenate([branch[1] for branch in self.branches], axis=2)


@dataclass(frozen=True)
class Run:
    """One ensemble of residual networks."""

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
    block: str = "perceptron"
    tokens: int | None = None  # None is 1, and 4 with heads
    key_dimension: int = 4
    heads: int = 4  # beside the hidden units of a transformer
    mask: str = "none"
    norm: str = "none"
    split: int = 1
    loss: str = "squared"
    embedding: str | None = None  # None is "none", and "fixed" with cross-entropy
    input_dimension: int | None = None  # None is 5, and D without an embedding
    output_dimension: int | None = None

    def __post_init__(self):
        def default(name, value):
            if getattr(self, name) is None:
                object.__setattr__(self, name, value)

        for name in ("sigma_u", "sigma_v"):
            default(name, sqrt(self.dimension))
        default("embedding", "fixed" if self.loss == "cross-entropy" else "none")
        for name in ("input_dimension", "output_dimension"):
            default(name, self.dimension if self.embedding == "none" else 5)
        default("eta", {"gd": 1.0, "momentum": 0.1}.get(self.optimizer, 0.05))
        default("tokens", 1 if self.block == "perceptron" else 4)
        if self.embedding == "none" and (self.input_dimension, self.output_dimension) != (self.dimension,) * 2:
            raise ValueError("without an embedding data have the dimension of the network")
        if self.embedding == "none" and self.loss == "cross-entropy":
            raise ValueError("cross-entropy needs an embedding, whose outputs are the logits")

    @property
    def blocks(self):
        """The branches of every layer, in the order of a pass."""
        heads = lambda count: Heads(count, self.key_dimension, self.tokens, self.mask == "causal")
        units = Units(self.activation, self.width)
        return {
            "perceptron": [units], "heads": [heads(self.width)],
            "transformer": [heads(self.heads), units]}[self.block]

    def branch(self, block):
        """alpha/(LM), the multiplier of a branch."""
        return self.alpha / (self.depth * block.width)

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
            initialization="antithetic", split=1, first_seed=0, seeds=8, test=0)

    @property
    def measured_steps(self):
        """K^(1/4), K^(1/2), K^(3/4), K, rounded (halves up), without repetitions."""
        quarter = sqrt(sqrt(self.steps))
        powers = (quarter, quarter**2, quarter**3, self.steps)
        return sorted({floor(power + 0.5) for power in powers})

    def resplit(self, factor):
        """The same units or heads in `factor` times as many layers."""
        return replace(
            self, depth=self.depth * factor, width=self.width // factor, split=self.split * factor,
            heads=self.heads // factor if self.block == "transformer" else self.heads)

    def data(self):
        """X and Y, of shape (N·T, d_in) and (N·T, d_out); labels are one-hot rows of Y."""
        return (rows[:self.samples * self.tokens] for rows in self.all_data())

    def held_out(self):
        """The same of what nothing is trained on."""
        return (rows[self.samples * self.tokens:] for rows in self.all_data())

    def all_data(self):
        x = self.draw_tokens(philox.X_STREAM, self.input_dimension)
        if self.task == "teacher":
            y = teacher(self.data_seed, x, self.output_dimension)
        elif self.task == "classes":
            label = np.arange(len(x)) // self.tokens % self.output_dimension
            centres = philox.normals(self.data_seed, philox.X_STREAM, 3, self.output_dimension, self.input_dimension)[2]
            x, y = (x + centres[label]) / sqrt(2), np.eye(self.output_dimension)[label]
        else:
            y = self.draw_tokens(philox.Y_STREAM, self.output_dimension)
        if self.loss == "cross-entropy":
            y = np.eye(self.output_dimension)[np.argmax(y, axis=1)]
        return x, y

    def draw_tokens(self, stream, dimension):
        count = self.samples + self.test
        drawn = philox.normals(
            self.data_seed, stream, self.tokens, count, dimension, stride=philox.TOKEN_STRIDE)
        return np.swapaxes(drawn, 0, 1).reshape(count * self.tokens, dimension)

    def rows(self, step):
        """The rows that a step is taken on, or all of them."""
        if self.batch in (0, self.samples):
            return slice(None)
        chosen = np.array(philox.batch(self.data_seed, self.samples, self.batch, step))
        return (chosen[:, None] * self.tokens + np.arange(self.tokens)).ravel()

    def weights(self):
        """The weights before training."""
        streams = {Units: UNIT_STREAMS, Heads: HEAD_STREAMS}
        branches = []
        for block in self.blocks:
            reading, writing = streams[type(block)]
            size = block.outputs
            branches.append((
                self.sigma_u * np.concatenate([self.draw_units(s, block.width, size) for s in reading], axis=2),
                self.sigma_v * self.draw_units(writing, block.width, size, is_mirrored=True)))
        return Weights(branches, self.draw_embedding())

    def draw_units(self, stream, width, size, is_mirrored=False):
        """Of `width` units or heads `size` rows each, (S, L, width·size, D)."""
        antithetic = self.initialization == "antithetic"
        depth, wide = self.depth // self.split, width * self.split
        drawn = -(-wide // 2) if antithetic else wide
        rows = np.stack([
            philox.normals(seed, stream, depth, drawn * size, self.dimension)
            for seed in range(self.first_seed, self.first_seed + self.seeds)])
        if antithetic:
            unit = np.arange(wide * size) // size
            rows = rows[:, :, unit // 2 * size + np.arange(wide * size) % size]
            if is_mirrored:
                rows = rows * np.where(unit % 2 == 0, 1.0, -1.0)[:, None]
        return rows.reshape(self.seeds, self.depth, width * size, self.dimension)

    def draw_embedding(self):
        """W_E and W_U, drawn with the seed of the data, so that all networks of a data set have one limit."""
        if self.embedding == "none":
            return ()
        scale = sqrt(self.output_dimension) if self.loss == "squared" else 1.0
        arrays = (
            philox.normals(self.data_seed, stream, 1, self.dimension, size)[0] * factor
            for stream, size, factor in (
                (philox.EMBEDDING_STREAM, self.input_dimension, 1 / sqrt(self.input_dimension)),
                (philox.READOUT_STREAM, self.output_dimension, scale)))
        return tuple(np.repeat(a[None], self.seeds, axis=0) for a in arrays)


def teacher(seed, x, outputs):
    """The targets of a random perceptron of 16 units, of unit rms on 1024 samples of its own."""
    d = x.shape[1]
    # Layers of the streams that the data do not use.
    others = philox.normals(seed, philox.X_STREAM, 2, 1024, d)[1]
    u = philox.normals(seed, philox.Y_STREAM, 2, 16, d)[1]
    v = philox.normals(seed, philox.Y_STREAM, 3, 16, outputs)[2]
    answer = lambda samples: np.tanh(samples @ u.T / sqrt(d)) @ v
    return answer(x) / np.sqrt(np.mean(np.square(answer(others))))
