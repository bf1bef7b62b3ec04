"""Losses of outputs y, (S, R, d_out), and what training descends: half the squared error, or the cross-entropy."""

import numpy as np


def log_softmax(z):
    z = z - z.max(axis=-1, keepdims=True)
    return z - np.log(np.sum(np.exp(z), axis=-1, keepdims=True))


def squared(y, targets):
    """‖y − Y‖²/(R d_out) of every seed."""
    return np.mean(np.square(y - targets), axis=(1, 2))


def squared_slope(y, targets):
    """The derivative of half of it by y."""
    return (y - targets) / targets.size


def cross_entropy(y, targets):
    """The mean of −log p of the right class, of every seed; targets are one-hot."""
    return -np.mean(np.sum(targets * log_softmax(y), axis=-1), axis=1)


def cross_entropy_slope(y, targets):
    """Its derivative by y."""
    return (np.exp(log_softmax(y)) - targets) / targets.shape[0]


def accuracy(y, targets):
    """The part of samples whose largest output is that of the right class, of every seed."""
    return np.mean(np.argmax(y, axis=-1) == np.argmax(targets, axis=-1), axis=1)


LOSS = {"squared": squared, "cross-entropy": cross_entropy}
SLOPE = {"squared": squared_slope, "cross-entropy": cross_entropy_slope}
