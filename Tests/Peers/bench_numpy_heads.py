"""Attention heads, and Transformers, in NumPy, float32: the networks of phase-bench's workloads of these names.

Products of all seeds by one batched matmul into buffers that are kept; heads are views of the rows that the products
leave, (S, N, M, T, d). Sums over tokens are products with ones, which leave them in every column: reductions over 16
tokens and broadcasts along them are slow.
"""

import numpy as np


class HeadsNetwork:
    """Buffers for ensembles of one shape."""

    def __init__(self, ensemble):
        self.ensemble = ensemble
        s, rows, d, l = ensemble.seeds, ensemble.batch_rows, ensemble.dimension, ensemble.depth
        empty = lambda *shape: np.empty(shape, np.float32)
        self.weights = [empty(l, s, m * size, d) for m, *both in ensemble.branches for size in both]
        (m, reading, writing), *units = ensemble.branches
        self.h, self.middle, self.b = empty(l + 1, s, rows, d), empty(l, s, rows, d), empty(s, rows, d)
        self.product = empty(s, rows, d)
        self.p, self.g = empty(l, s, rows, m * reading), empty(s, rows, m * reading)
        self.c, self.back = empty(l, s, rows, m * writing), empty(s, rows, m * writing)
        self.a = empty(l, s, ensemble.samples, m, ensemble.tokens, ensemble.tokens)
        self.scores, self.sums = np.empty_like(self.a[0]), np.empty_like(self.a[0])
        self.small = np.empty_like(self.back)
        self.ones = np.ones((ensemble.tokens, ensemble.tokens), np.float32)
        self.updates = [np.empty_like(w[0]) for w in self.weights]
        if units:
            self.t, self.slope = empty(l, s, rows, units[0][0]), empty(s, rows, units[0][0])
            self.pull = np.empty_like(self.slope)

    def heads(self, array, parts=1):
        """Views (S, N, M, T, d) of each part of rows (S, N·T, parts·M·d)."""
        e = self.ensemble
        shape = (e.seeds, e.samples, e.tokens, parts, e.width, e.key_dimension)
        return array.reshape(shape).transpose(3, 0, 1, 4, 2, 5)

    def train(self, balance, data, weights):
        """Losses of steps 0 … K, of shape (K+1, seeds)."""
        x, y = (balance.h * a for a in data)
        for i, (own, given) in enumerate(zip(self.weights, weights)):
            np.multiply(np.swapaxes(given, 0, 1), balance.outputs[i // 2] if i % 2 else balance.u, out=own)
        self.rates = [rate for branch in balance.rates for rate in branch]
        self.h[0] = x
        losses = []
        for step in range(self.ensemble.steps + 1):
            self.forward()
            error = self.h[-1] - y
            losses.append(balance.loss * np.mean(np.square(error), axis=(1, 2)))
            if step < self.ensemble.steps:
                np.multiply(error, balance.adjoint, out=self.b)
                self.backward()
        return np.array(losses)

    def forward(self):
        product, matmul = self.product, np.matmul
        scale = np.float32(1 / self.ensemble.key_dimension)
        for l in range(self.ensemble.depth):
            reading, writing, *units = (w[l] for w in self.weights)
            matmul(self.h[l], reading.swapaxes(-1, -2), out=self.p[l])
            # The temperature stays in q.
            self.p[l, ..., :self.c.shape[-1]] *= scale
            q, k, w = self.heads(self.p[l], 3)
            matmul(q, k.swapaxes(-1, -2), out=self.a[l])
            self.softmax(self.a[l])
            matmul(self.a[l], w, out=self.heads(self.c[l])[0])
            matmul(self.c[l], writing, out=product)
            if not units:
                np.add(self.h[l], product, out=self.h[l + 1])
                continue
            np.add(self.h[l], product, out=self.middle[l])
            u, v = units
            matmul(self.middle[l], u.swapaxes(-1, -2), out=self.t[l])
            np.tanh(self.t[l], out=self.t[l])
            matmul(self.t[l], v, out=product)
            np.add(self.middle[l], product, out=self.h[l + 1])

    def softmax(self, a):
        # Without a shift while no power is out of range.
        if not (a.max() < 80 and a.min() > -80):
            a -= a.max(axis=-1, keepdims=True)
        np.exp(a, out=a)
        np.matmul(a.reshape(-1, len(self.ones)), self.ones, out=self.sums.reshape(-1, len(self.ones)))
        a /= self.sums

    def backward(self):
        b, product, matmul, tokens = self.b, self.product, np.matmul, self.ensemble.tokens
        scale = np.float32(1 / self.ensemble.key_dimension)
        means, ones = self.sums.reshape(-1, tokens), np.ones((self.ensemble.key_dimension, tokens), np.float32)
        mean = means.reshape(self.heads(self.back)[0].swapaxes(2, 3).shape[:-1] + (tokens,)).swapaxes(2, 3)
        for l in range(self.ensemble.depth - 1, -1, -1):
            reading, writing, *units = (w[l] for w in self.weights)
            if units:
                self.backward_units(l, *units)
            q, k, w = self.heads(self.p[l], 3)
            dq, dk, dw = self.heads(self.g, 3)
            matmul(b, writing.swapaxes(-1, -2), out=self.back)
            pull, a, scores = self.heads(self.back)[0], self.a[l], self.scores
            matmul(a.swapaxes(-1, -2), pull, out=dw)
            # The mean of the scores' derivatives under A is that of C c.
            np.multiply(self.back, self.c[l], out=self.small)
            matmul(self.small.reshape(-1, pull.shape[-1]), ones, out=means)
            matmul(pull, w.swapaxes(-1, -2), out=scores)
            scores -= mean
            scores *= a
            matmul(scores, k, out=dq)
            matmul(scores.swapaxes(-1, -2), q, out=dk)
            self.g[..., :self.back.shape[-1]] *= scale
            matmul(self.c[l].swapaxes(-1, -2), b, out=self.updates[1])
            matmul(self.g, reading, out=product)
            np.add(b, product, out=b)
            matmul(self.g.swapaxes(-1, -2), self.h[l], out=self.updates[0])
            self.take(l, 0)
            self.take(l, 1)

    def backward_units(self, l, u, v):
        b, slope, pull, product = self.b, self.slope, self.pull, self.product
        np.multiply(self.t[l], self.t[l], out=slope)
        np.subtract(1, slope, out=slope)
        np.matmul(b, v.swapaxes(-1, -2), out=pull)
        slope *= pull
        np.matmul(self.t[l].swapaxes(-1, -2), b, out=self.updates[3])
        np.matmul(slope, u, out=product)
        np.add(b, product, out=b)
        np.matmul(slope.swapaxes(-1, -2), self.middle[l], out=self.updates[2])
        self.take(l, 2)
        self.take(l, 3)

    def take(self, l, index):
        update, rate = self.updates[index], self.rates[index]
        if rate != 1:
            update *= rate
        self.weights[index][l] -= update
