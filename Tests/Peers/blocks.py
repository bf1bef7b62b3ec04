"""What a residual branch computes, in float64: hidden units and attention heads, each from its definition.

A branch reads x, (S, R, D), by the rows of one array and writes by those of another: p = x Rᵀ/D, a = value(p),
block = a V. Pre-activations p are (S, R, inputs·M) and values a are (S, R, outputs·M); R counts the tokens of all
samples. Of a = value(p) one needs

    push(p, c)      J c, where J is the Jacobian of `value` at p          (first-order expansion)
    pull(p, g)      Jᵀ g                                                  (adjoint)
    bend(p, c, g)   the derivative of pull(p, g) as p moves along c       (adjoint of the expansion)
"""

from dataclasses import dataclass

import numpy as np

from activations import CURVATURE, SLOPE, VALUE

NORM_EPSILON = 1e-6


def transpose(a):
    return np.swapaxes(a, -1, -2)


@dataclass(frozen=True)
class Units:
    """M hidden units, a = σ(p)."""

    activation: str
    width: int

    inputs = outputs = 1

    def value(self, p):
        return VALUE[self.activation](p)

    def push(self, p, c):
        return SLOPE[self.activation](p) * c

    def pull(self, p, g):
        return SLOPE[self.activation](p) * g

    def bend(self, p, c, g):
        return CURVATURE[self.activation](p) * c * g


@dataclass(frozen=True)
class Heads:
    """M attention heads of key dimension d over samples of T tokens: A = softmax(q kᵀ/d), a = A w.

    p holds q, k and w in turn, each with the d coordinates of a head side by side."""

    width: int
    key_dimension: int
    tokens: int
    causal: bool

    inputs = property(lambda self: 3 * self.key_dimension)
    outputs = property(lambda self: self.key_dimension)

    def split(self, p, parts):
        """(S, R, parts·M·d) to as many arrays of shape (S, N, M, T, d)."""
        seeds, rows = p.shape[:2]
        p = p.reshape(seeds, rows // self.tokens, self.tokens, parts, self.width, self.key_dimension)
        return np.transpose(p, (3, 0, 1, 4, 2, 5))

    def join(self, *parts):
        """The way back."""
        p = np.transpose(np.stack(parts), (1, 2, 4, 0, 3, 5))
        return p.reshape(p.shape[0], p.shape[1] * p.shape[2], -1)

    def weights(self, q, k):
        """A, of shape (S, N, M, T, T)."""
        scores = q @ transpose(k) / self.key_dimension
        if self.causal:
            scores = np.where(np.tri(self.tokens, dtype=bool), scores, -np.inf)
        powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
        return powers / powers.sum(axis=-1, keepdims=True)

    def value(self, p):
        q, k, w = self.split(p, 3)
        return self.join(self.weights(q, k) @ w)

    def softmax(self, a, s):
        """The derivative of A as the products q kᵀ move by s; it is its own transpose."""
        return a * (s - np.sum(a * s, axis=-1, keepdims=True)) / self.key_dimension

    def push(self, p, c):
        q, k, w = self.split(p, 3)
        dq, dk, dw = self.split(c, 3)
        a = self.weights(q, k)
        da = self.softmax(a, dq @ transpose(k) + q @ transpose(dk))
        return self.join(da @ w + a @ dw)

    def pull(self, p, g):
        q, k, w = self.split(p, 3)
        c, = self.split(g, 1)
        a = self.weights(q, k)
        s = self.softmax(a, c @ transpose(w))
        return self.join(s @ k, transpose(s) @ q, transpose(a) @ c)

    def bend(self, p, c, g):
        q, k, w = self.split(p, 3)
        dq, dk, dw = self.split(c, 3)
        g, = self.split(g, 1)
        a = self.weights(q, k)
        da = self.softmax(a, dq @ transpose(k) + q @ transpose(dk))
        pulled, change = g @ transpose(w), g @ transpose(dw)
        s = self.softmax(a, pulled)
        mean, dmean = (np.sum(t, axis=-1, keepdims=True) for t in (a * pulled, da * pulled + a * change))
        ds = (da * (pulled - mean) + a * (change - dmean)) / self.key_dimension
        return self.join(
            ds @ k + s @ dk, transpose(ds) @ q + transpose(s) @ dq, transpose(da) @ g)


def normalised(norm, h):
    """What a block reads in place of h, and the root that it divides by."""
    if norm == "none":
        return h, None
    root = np.sqrt(np.mean(np.square(h), axis=-1, keepdims=True) + NORM_EPSILON)
    return h / root, root


def through_norm(x, root, g):
    """The adjoint of h of that of x."""
    return g if root is None else (g - x * np.mean(x * g, axis=-1, keepdims=True)) / root
