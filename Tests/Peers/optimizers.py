"""The optimizers in float64, each from its definition. A gradient here has no factor α/(LM); D times it is of order 1."""

import numpy as np


class Optimizer:
    """The steps of every array of weights of one training."""

    def __init__(self, run):
        self.run = run
        self.kept = {}
        self.step = 0

    def begin(self):
        """Every array takes one step from here to the next call."""
        self.step += 1

    def take(self, name, layer, weights, gradient, rate):
        """One array's step, in place."""
        run, kept = self.run, self.kept.setdefault((name, layer), [np.zeros_like(gradient)] * 2)
        if run.optimizer == "gd":
            weights -= rate * gradient
        elif run.optimizer == "momentum":
            kept[0] = run.beta1 * kept[0] + gradient
            weights -= rate * kept[0]
        elif run.optimizer == "sign":
            weights -= rate * np.sign(gradient)
        else:
            g = run.dimension * gradient
            kept[0] = run.beta1 * kept[0] + (1 - run.beta1) * g
            kept[1] = run.beta2 * kept[1] + (1 - run.beta2) * g**2
            mean = kept[0] / (1 - run.beta1**self.step)
            square = kept[1] / (1 - run.beta2**self.step)
            weights -= rate * mean / (np.sqrt(square) + run.epsilon)


def rates(run):
    """The rates of weights that read, of those that write and of an embedding."""
    if run.optimizer in ("gd", "momentum"):
        return (
            run.input_step * run.eta / run.alpha, run.output_step * run.eta / run.alpha,
            run.dimension * run.eta)
    scale = run.alpha * run.sigma_v / np.sqrt(run.dimension)
    factor = 1.0 if run.step_rule == "general" else min(1.0, 1 / scale)
    return run.eta_u * run.eta * factor, run.eta_v * run.eta / run.alpha, run.eta
