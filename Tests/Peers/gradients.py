"""The hand-written gradients and first-order expansions against finite differences, for every kind of network."""

from itertools import product

import numpy as np

import losses
import network
from run import Run

STEP = 1e-5

SMALL = dict(depth=2, width=3, dimension=5, samples=3, alpha=1.7, sigma_v=3.0, seeds=2, key_dimension=2, heads=2)
SHAPES = {
    "odd": {},
    "one of everything": dict(depth=1, width=1, dimension=1, samples=1, tokens=1, key_dimension=1, heads=1),
    "one token": dict(tokens=1),
}
EMBEDDINGS = {
    ("none", "squared"): {},
    ("trained", "squared"): dict(embedding="trained", input_dimension=4, output_dimension=3),
    ("trained", "cross-entropy"): dict(
        embedding="trained", loss="cross-entropy", input_dimension=4, output_dimension=3),
}


class Gradients:
    """Takes no steps, but keeps the gradients."""

    def __init__(self):
        self.found = {}

    def begin(self):
        pass

    def take(self, name, layer, weights, gradient, rate):
        self.found.setdefault(name, []).insert(0, gradient)

    def of(self, run):
        """The same tree as the weights', of the objective itself."""
        branches = [
            tuple(run.branch(block) * np.stack(self.found[part, i], axis=1) for part in ("reading", "writing"))
            for i, block in enumerate(run.blocks)]
        names = ("embedding", "readout") if run.embedding == "trained" else ()
        return [a for branch in branches for a in branch] + [self.found[name][0] for name in names]


def arrays(weights):
    return [a for branch in weights.branches for a in branch] + list(weights.embedding)


def objective(run, h, y, weights):
    value = losses.LOSS[run.loss](network.read_out(run, h[-1], weights), y)
    return value / 2 if run.loss == "squared" else value


def moved(weights, directions, step):
    copy = weights.copy()
    for array, direction in zip(arrays(copy), directions):
        array += step * direction
    return copy


def runs():
    """A name and a run for every combination."""
    blocks = [("perceptron", "none"), ("heads", "none"), ("heads", "causal"), ("transformer", "causal")]
    for (block, mask), norm, (embedding, own), shape in product(
            blocks, ("none", "rms"), EMBEDDINGS.items(), SHAPES):
        sizes = SMALL | dict(tokens=3, sigma_u=2.0) | SHAPES[shape] | own
        for activation in ("gelu",) if block == "heads" else ("tanh", "erf", "sin", "gelu", "linear"):
            name = f"{block} {mask} {norm} {embedding[0]} {embedding[1]} {activation}, {shape}"
            yield name, Run(block=block, mask=mask, norm=norm, activation=activation, **sizes)


def difference(run, tangent, generator):
    """The largest difference of a directional derivative, in units of the gradient's and the direction's norm."""
    x, y = run.data()
    initial = run.weights()
    draw = lambda scale: [scale * generator.standard_normal(a.shape) for a in arrays(initial)]
    weights = moved(initial, draw(0.5), 1) if tangent else initial
    if tangent:
        forward = lambda w: network.tangent_forward(run, x, initial, w)
        backward = lambda g, h: network.tangent_descend(run, g, h, x, y, initial, weights)
    else:
        forward = lambda w: network.forward(run, x, w)
        backward = lambda g, h: network.descend(run, g, h, x, y, weights)
    kept = Gradients()
    backward(kept, forward(weights))
    gradient = kept.of(run)
    worst = 0.0
    for index, g in enumerate(gradient):
        # One array moves at a time, so that a small gradient does not hide behind a large one.
        directions = [np.zeros_like(a) for a in arrays(initial)]
        directions[index] = generator.standard_normal(g.shape)
        up, down = (objective(run, forward(w), y, w) for w in (
            moved(weights, directions, step) for step in (STEP, -STEP)))
        axes = tuple(range(1, g.ndim))
        exact = np.sum(g * directions[index], axis=axes)
        size = np.sqrt(np.sum(g**2, axis=axes) * np.sum(directions[index]**2, axis=axes))
        worst = max(worst, np.max(np.abs((up - down) / (2 * STEP) - exact) / (size + 1e-5)))
    return worst


def expansion_difference(run, generator):
    """Of `push`, against the central difference of `value`; of `bend`, against that of `pull`."""
    worst = 0.0
    for block in run.blocks:
        rows = run.samples * run.tokens
        p, c = generator.standard_normal((2, 1, rows, block.inputs * block.width))
        g = generator.standard_normal((1, rows, block.outputs * block.width))
        for exact, of in ((block.push(p, c), block.value), (block.bend(p, c, g), lambda at: block.pull(at, g))):
            numeric = (of(p + STEP * c) - of(p - STEP * c)) / (2 * STEP)
            worst = max(worst, np.linalg.norm(numeric - exact) / (np.linalg.norm(exact) + 1e-3))
    return worst


def check(tolerance=5e-6):
    generator = np.random.default_rng(1)
    worst, failures, count = 0.0, 0, 0
    for name, run in runs():
        found = {
            "gradient": difference(run, False, generator), "tangent": difference(run, True, generator),
            "expansion": expansion_difference(run, generator)}
        for what, value in found.items():
            worst, count = max(worst, value), count + 1
            if not value < tolerance:
                failures += 1
                print(f"{what:<10} {value:8.1e}  {name}")
    print(f"{count} gradients and expansions, largest difference {worst:.1e}, {failures} above {tolerance:g}")
    return 1 if failures else 0
