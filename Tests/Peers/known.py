"""Known values of blocks, optimizers, losses and embeddings, measured again by the twin: a table each."""

from dataclasses import replace
from math import sqrt

import numpy as np

import network
from run import Run

# The network of attention heads whose local feature updates are known.
HEADS = Run(block="heads", depth=64, width=16, dimension=8, samples=4, tokens=4, key_dimension=2, steps=20, seeds=2)
PERCEPTRON = Run(depth=16, width=64, dimension=8, samples=6, steps=20, seeds=4)


def scaled(run, scale):
    """At S = alpha, sigma_v = sqrt(D)."""
    return replace(run, alpha=float(scale))


def last(training, name="local_feature_update"):
    return training.order_parameters[name][-1]


def ratios(run, splits=4):
    """Of successive differences of outputs as the same units stand in twice as many layers."""
    outputs = [network.train(run.resplit(2**i)).output for i in range(splits)]
    steps = [np.linalg.norm(b - a) for a, b in zip(outputs, outputs[1:])]
    return [a / b for a, b in zip(steps, steps[1:])]


def show_ratios():
    """L -> 2L at fixed units: bias of order 1/L, ratios near 2."""
    heads = replace(HEADS, depth=16, width=64)
    outer = dict(input_dimension=5, output_dimension=5)
    runs = {
        "heads": (heads, "1.82 1.95"),
        "heads, sign": (replace(heads, optimizer="sign", eta=0.05), ""),
        "heads, adam": (replace(heads, optimizer="adam", eta=0.05), ""),
        "heads, causal, rms norm": (replace(heads, norm="rms", mask="causal", eta=0.5), ""),
        "transformer": (replace(heads, block="transformer", heads=32, eta=0.5), "2.22 1.82"),
        "perceptron": (PERCEPTRON, ""),
        "sign": (replace(PERCEPTRON, optimizer="sign", eta=0.05), "2.03 1.92"),
        "adam": (replace(PERCEPTRON, optimizer="adam", eta=0.05), "2.10 1.95"),
        "batches": (replace(PERCEPTRON, samples=12, batch=4, eta=0.5), "2.17 1.87"),
        "trained embedding": (replace(PERCEPTRON, embedding="trained", eta=0.25, **outer), ""),
        "cross-entropy": (
            replace(PERCEPTRON, embedding="fixed", loss="cross-entropy", samples=10, eta=0.5, **outer), "1.89 2.32"),
    }
    for name, (run, known) in runs.items():
        yield f"{name:<26} " + " ".join(f"{r:5.2f}" for r in ratios(run)), known


def show_displacement():
    """xi sqrt(LM)/(S sqrt(D)) of heads at S = 1, and sqrt(d E c^2)/r of the first layer, over eight draws of data."""
    for size in (256, 512, 1024):
        found = []
        for seed in range(8):
            run = replace(HEADS, depth=size // 16, seeds=8, steps=0, data_seed=seed)
            x, _ = run.data()
            weights = run.weights()
            h = network.forward(run, x, weights)
            xi = np.mean(network.rms(h[-1] - h[0], (1, 2)) / network.rms(h[0], (1, 2)))
            c = run.blocks[0].value(h[0] @ network.transpose(weights.branches[0][0][:, 0]) / run.dimension)
            found.append((
                xi * sqrt(size / run.dimension), sqrt(run.key_dimension) * network.rms(c, None) / network.rms(x, None)))
        xi, predicted = np.array(found).T
        yield f"LM {size:5d}  {spread_of(xi)}  from E c^2 {spread_of(predicted)}", "0.83-0.98, predicted 0.856"


def spread_of(values):
    return f"{np.mean(values):.3f} ({np.min(values):.3f}-{np.max(values):.3f})"


def show_features():
    """q at S = 1, 3, 10, over four draws of data."""
    perceptron = Run(seeds=2, optimizer="adam")
    for name, run, known in (
        ("heads", HEADS, ("0.525", "0.169", "0.061")),
        ("heads, adam", replace(HEADS, optimizer="adam", eta=0.05), ("",) * 3),
        ("transformer", replace(HEADS, block="transformer", heads=8, eta=0.2), ("",) * 3),
        ("perceptron, adam", perceptron, ("0.508", "0.181", "0.057")),
    ):
        for scale, value in zip((1, 3, 10), known):
            found = [np.mean(last(network.train(replace(scaled(run, scale), data_seed=s, first_seed=s))))
                     for s in range(4)]
            yield f"{name:<18} S {scale:<3}  q {spread_of(found)}", value


def show_first_step():
    """Rms changes after one step in units of eta: 1 under sign and Adam at alpha = 1."""
    for block, run in (("heads", HEADS), ("perceptron", Run(depth=64, width=16)),
                       ("transformer", replace(HEADS, block="transformer"))):
        for optimizer in ("sign", "adam"):
            for scale in (0.3, 1.0, 3.0):
                own = replace(
                    run, optimizer=optimizer, eta=0.05, steps=1, seeds=1, sigma_v=scale * sqrt(run.dimension))
                training = network.train(own)
                changes = (last(training, f"{side}_weight_change")[0] / own.eta for side in ("input", "output"))
                reading, writing = changes
                yield (f"{block:<12} {optimizer:<5} S {scale:<4}  reading {reading:.6f}  writing {writing * scale:.6f}"
                       ), "1, reading 1/S above S = 1"


def show_invariance():
    """Relative differences of outputs of two runs of one S and other alpha and sigma_v."""
    for block in ("perceptron", "heads", "transformer"):
        for optimizer, eta in (("gd", 0.3), ("momentum", 0.1), ("sign", 0.05), ("adam", 0.05)):
            run = replace(HEADS, block=block, depth=16, optimizer=optimizer, eta=eta, steps=5)
            for scale in (0.5, 3.0):
                a, b = (network.train(replace(run, alpha=alpha, sigma_v=scale * sqrt(run.dimension) / alpha)).output
                        for alpha in (1.0, 2.7))
                yield (f"{block:<12} {optimizer:<9} S {scale:<4} {np.linalg.norm(a - b) / np.linalg.norm(a):.1e}",
                       "sign 1e-14, adam 1e-8")


def show_spread():
    """Output spread times sqrt(LM) after training by Adam: flat."""
    for size in (64, 256, 1024):
        run = Run(depth=size // 8, width=8, optimizer="adam", eta=0.05, steps=20, seeds=8)
        yield f"LM {size:5d}  {network.train(run).output_spread * sqrt(size):.2f}", "1.2-1.4"


def show_cross_entropy():
    """The first loss of five classes, before any step; log 5 = 1.609."""
    for dimension in (16, 64):
        for task in ("gaussian", "teacher"):
            first = [network.train(replace(
                PERCEPTRON, dimension=dimension, sigma_u=sqrt(dimension), sigma_v=sqrt(dimension), task=task,
                embedding="fixed", loss="cross-entropy", output_dimension=5, input_dimension=5, samples=10,
                data_seed=seed, steps=0)).losses[0].mean() for seed in range(8)]
            yield f"D {dimension:3d}, {task:<8}  {np.mean(first):.3f} ({min(first):.3f}-{max(first):.3f})", "1.63"


def show_embedding():
    """Rms errors of h and y against a run of D = M = 600, fixed embedding, in units of the known lines; three draws."""
    def run(dimension, width, seed):
        return Run(
            depth=50, width=width, dimension=dimension, steps=15, samples=10, embedding="fixed", input_dimension=5,
            output_dimension=5, data_seed=seed, first_seed=seed)

    def ends(own):
        training = network.train(own)
        return network.forward(own, list(own.data())[0], training.weights)[-1], training.output

    references = [ends(run(600, 600, seed)) for seed in range(3)]
    for dimension, width, known in (
        (96, 141, "0.94, 0.63-0.83"), (206, 141, "0.99, 0.63-0.83"), (30, 141, ""), (96, 20, ""), (206, 20, "")):
        units = 50 * width
        line_h = sqrt(0.64 * dimension / units + 6.25 / dimension)
        line_y = sqrt((0.15 * dimension / units)**2 + 0.81 / dimension)
        errors = []
        for seed, (h, y) in enumerate(references):
            own_h, own_y = ends(run(dimension, width, seed))
            errors.append((
                network.rms(own_h - h[..., :dimension], None) / line_h, network.rms(own_y - y, None) / line_y))
        of_h, of_y = np.array(errors).T
        yield (f"D {dimension:3d}, M {width:3d}  err_h {spread_of(of_h)} of {line_h:.3f}  "
               f"err_y {spread_of(of_y)} of {line_y:.3f}"), known


TABLES = {
    "ratios": show_ratios, "displacement": show_displacement, "features": show_features,
    "first-step": show_first_step, "invariance": show_invariance, "spread": show_spread,
    "cross-entropy": show_cross_entropy, "embedding": show_embedding,
}


def show(which):
    for name in which or TABLES:
        print(f"{name}: {TABLES[name].__doc__}")
        for text, known in TABLES[name]():
            print(f"  {text}" + (f"   known {known}" if known else ""), flush=True)
    return 0
