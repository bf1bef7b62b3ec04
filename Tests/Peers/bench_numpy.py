#!/usr/bin/env python3
"""Trains phase-bench's workloads in NumPy, float32.

Seeds are trained together (batched matmul into buffers that are kept), one process a core. The products are too
small for the threads of a BLAS, so each process has one. A network alone is shared by the processes: each holds a
part of every block's units, and they add up their contributions after every block, in shared memory.
"""

import os

# An inherited OPENBLAS_CORETYPE would slow NumPy.
for variable in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
    os.environ.pop(variable, None)
for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ[variable] = "1"

import mmap
import multiprocessing
import sys

try:
    import numpy as np
except ImportError:
    sys.exit("NumPy is missing: python3 -m pip install numpy")

import bench_workloads
from bench_numpy_heads import HeadsNetwork
from bench_workloads import (
    BETA1, BETA2, ROUNDS, WORKLOADS, Balance, adam_schedule, draw_batches, draw_data, draw_weights, guarding,
    time_rounds)

# So many layers' weights are updated at once: few calls, while they are in the cache.
CHUNK = 8

fork = multiprocessing.get_context("fork")


class Network:
    """Buffers for ensembles of one shape; `width` is the units of a block that this process holds."""

    def __init__(self, ensemble, width=None):
        s, n, d, l = ensemble.seeds, ensemble.batch_rows, ensemble.dimension, ensemble.depth
        m = width or ensemble.width
        empty = lambda *shape: np.empty(shape, np.float32)
        self.ensemble = ensemble
        self.u, self.v = empty(l, s, m, d), empty(l, s, m, d)
        self.h, self.b = empty(l + 1, s, n, d), empty(l + 1, s, n, d)
        self.t, self.g = empty(l, s, n, m), empty(l, s, n, m)
        self.product, self.back = empty(s, n, d), empty(s, n, m)
        self.update = empty(min(CHUNK, l), s, m, d)
        self.batches = draw_batches(ensemble)
        if ensemble.optimizer == "adam":
            self.moments = {name: empty(2, l, s, m, d) for name in "uv"}
            self.schedule = adam_schedule(ensemble.steps)
            self.scratch = np.empty_like(self.update)

    def train(self, balance, data, weights, exchange=None):
        """Losses of steps 0 … K, of shape (K+1, seeds); weights are (seeds, L, M, D).

        `exchange` adds up in place what each process contributes to a layer's (seeds, N, D)."""
        x, y = (balance.h * a for a in data)
        np.multiply(np.swapaxes(weights[0], 0, 1), balance.u, out=self.u)
        np.multiply(np.swapaxes(weights[1], 0, 1), balance.v, out=self.v)
        if self.ensemble.optimizer == "adam":
            for moments in self.moments.values():
                moments.fill(0)
            self.rates = balance.rates[0]
        if self.batches is not None:
            return self.train_by_batches(balance, x, y)
        self.h[0] = x
        losses = []
        for step in range(self.ensemble.steps + 1):
            self.forward(exchange)
            error = self.h[-1] - y
            losses.append(balance.loss * np.mean(np.square(error), axis=(1, 2)))
            if step < self.ensemble.steps:
                np.multiply(error, balance.adjoint, out=self.b[-1])
                self.backward(exchange, step)
        return np.array(losses)

    def train_by_batches(self, balance, x, y):
        """The same on some of the samples in every step; the first and the last losses are those of all."""
        losses = [balance.loss * np.mean(np.square(self.outputs(x) - y), axis=(1, 2))]
        for step, rows in enumerate(self.batches):
            self.h[0] = x[rows]
            self.forward(None)
            error = self.h[-1] - y[rows]
            if step > 0:
                losses.append(balance.loss * np.mean(np.square(error), axis=(1, 2)))
            np.multiply(error, balance.adjoint, out=self.b[-1])
            self.backward(None, step)
        return np.array(losses + [balance.loss * np.mean(np.square(self.outputs(x) - y), axis=(1, 2))])

    def outputs(self, x):
        """The last h of any samples; nothing is kept for a step."""
        h = np.repeat(x[None], self.ensemble.seeds, axis=0)
        product, t = np.empty_like(h), np.empty(h.shape[:2] + self.u.shape[2:3], np.float32)
        for u, v in zip(self.u.swapaxes(-1, -2), self.v):
            np.matmul(h, u, out=t)
            np.tanh(t, out=t)
            np.matmul(t, v, out=product)
            np.add(h, product, out=h)
        return h

    def forward(self, exchange):
        product, matmul, tanh, add = self.product, np.matmul, np.tanh, np.add
        h = list(self.h)
        for l, (t, u, v) in enumerate(zip(self.t, self.u.swapaxes(-1, -2), self.v)):
            matmul(h[l], u, out=t)
            tanh(t, out=t)
            matmul(t, v, out=product)
            if exchange:
                exchange(product)
            add(h[l], product, out=h[l + 1])

    def backward(self, exchange, step):
        product, back, matmul, multiply, add = self.product, self.back, np.matmul, np.multiply, np.add
        b, g, u, v = list(self.b), list(self.g), list(self.u), list(self.v.swapaxes(-1, -2))
        for end in range(len(u), 0, -CHUNK):
            start = max(end - CHUNK, 0)
            layers, update = slice(start, end), self.update[:end - start]
            multiply(self.t[layers], self.t[layers], out=self.g[layers])
            np.subtract(1, self.g[layers], out=self.g[layers])
            for l in range(end - 1, start - 1, -1):
                matmul(b[l + 1], v[l], out=back)
                multiply(g[l], back, out=g[l])
                matmul(g[l], u[l], out=product)
                if exchange:
                    exchange(product)
                add(b[l + 1], product, out=b[l])
            matmul(self.g[layers].swapaxes(-1, -2), self.h[layers], out=update)
            self.take("u", layers, update, step)
            matmul(self.t[layers].swapaxes(-1, -2), self.b[start + 1:end + 1], out=update)
            self.take("v", layers, update, step)

    def take(self, name, layers, gradient, step):
        """The step of some layers' weights; the gradient is overwritten."""
        weights = (self.u if name == "u" else self.v)[layers]
        if self.ensemble.optimizer != "adam":
            weights -= gradient
            return
        mean, square = self.moments[name][:, layers]
        scratch, (factor, epsilon) = self.scratch[:len(weights)], self.schedule[step]
        np.multiply(gradient, gradient, out=scratch)
        scratch -= square
        scratch *= np.float32(1 - BETA2)
        square += scratch
        gradient -= mean
        gradient *= np.float32(1 - BETA1)
        mean += gradient
        np.sqrt(square, out=scratch)
        scratch += epsilon
        np.divide(mean, scratch, out=scratch)
        scratch *= factor * self.rates[0 if name == "u" else 1]
        weights -= scratch


class Exchange:
    """A sum over processes. Semaphores carry the order of memory with them; waiting for one spins, since a
    layer takes no longer than waking up would."""

    def __init__(self, jobs, shape):
        size = int(np.prod(shape)) * 4
        memory = mmap.mmap(-1, 2 * jobs * size)
        # Two halves in turn: nobody is more than one exchange ahead.
        self.parts = np.frombuffer(memory, np.float32).reshape((2, jobs) + shape)
        self.arrived = [[fork.Semaphore(0) for _ in range(jobs)] for _ in range(jobs)]
        self.turn = 0

    def of(self, rank):
        """The function that process `rank` calls with its contribution, and that leaves the sum there."""
        others = [other for other in range(self.parts.shape[1]) if other != rank]
        signals = [self.arrived[other][rank].release for other in others]
        waits = [self.arrived[rank][other].acquire for other in others]

        def exchange(product):
            parts = self.parts[self.turn]
            self.turn ^= 1
            parts[rank] = product
            for signal in signals:
                signal()
            for wait in waits:
                while not wait(False):
                    os.sched_yield()
            np.add(parts[0], parts[1], out=product)
            for part in parts[2:]:
                np.add(product, part, out=product)

        return exchange


def time_ensembles(name, given):
    """Workers take ensembles, the largest first, until there are none."""
    ensembles = sorted(WORKLOADS[name], key=lambda e: -e.flops)
    if len(ensembles) == 1:
        ensembles *= given.jobs * ROUNDS.get(name, 1)
    data = draw_data(ensembles[0])
    # The largest ensemble's; a smaller one takes its weights from the front.
    pool = draw_weights(ensembles[0])
    kind = network_of(ensembles[0])

    def take():
        with next_index:
            next_index.value += 1
            return next_index.value - 1

    def train_next(network):
        """Trains one more ensemble; the network whose buffers may serve again, or None at the end."""
        index = take()
        if index >= len(ensembles):
            return None
        ensemble = ensembles[index]
        weights = pool
        if ensemble != ensembles[0]:
            shape = (ensemble.seeds, ensemble.depth, ensemble.width, ensemble.dimension)
            weights = [w.reshape(-1)[:np.prod(shape)].reshape(shape) for w in pool]
        if network.ensemble != ensemble:
            network = kind(ensemble)
        network.train(Balance(ensemble), data, weights)
        return network

    def work():
        with guarding(start, finish):
            network = kind(ensembles[0])
            for _ in range(given.repeat):
                start.wait()
                while trained := train_next(network):
                    network = trained
                finish.wait()

    next_index = fork.Value("l", 0)
    start, finish = fork.Barrier(given.jobs + 1), fork.Barrier(given.jobs + 1)
    processes = [fork.Process(target=work, daemon=True) for _ in range(given.jobs)]
    rounds = time_rounds(processes, start, finish, given.repeat, lambda: setattr(next_index, "value", 0))
    trainings, flops = sum(e.seeds for e in ensembles), sum(e.seeds * e.flops for e in ensembles)
    return bench_workloads.report(name, "numpy", given.jobs, rounds, trainings, flops)


def time_one_network(name, given):
    """All processes train one network, each with a part of every block's units."""
    ensemble, = WORKLOADS[name]
    jobs = min(given.jobs, ensemble.width)
    data, weights, balance = draw_data(ensemble), draw_weights(ensemble), Balance(ensemble)
    exchange = Exchange(jobs, (1, ensemble.samples, ensemble.dimension))

    def work(rank):
        with guarding(start, finish):
            units = slice(ensemble.width * rank // jobs, ensemble.width * (rank + 1) // jobs)
            network = Network(ensemble, units.stop - units.start)
            part = [w[:, :, units] for w in weights]
            for _ in range(given.repeat):
                start.wait()
                network.train(balance, data, part, exchange.of(rank) if jobs > 1 else None)
                finish.wait()

    start, finish = fork.Barrier(jobs + 1), fork.Barrier(jobs + 1)
    processes = [fork.Process(target=work, args=(rank,), daemon=True) for rank in range(jobs)]
    rounds = time_rounds(processes, start, finish, given.repeat)
    return bench_workloads.report(name, "numpy", jobs, rounds, 1, ensemble.flops)


def time_workload(name, given):
    ensembles = WORKLOADS[name]
    is_one_network = len(ensembles) == 1 and ensembles[0].seeds == 1
    return (time_one_network if is_one_network else time_ensembles)(name, given)


def network_of(ensemble):
    return Network if ensemble.block == "perceptron" else HeadsNetwork


def check(reference, given):
    network = network_of(reference.ensemble)(reference.ensemble)
    losses = network.train(reference.balance, reference.data, reference.weights)
    return reference.compare("NumPy", losses[:, 0])


if __name__ == "__main__":
    bench_workloads.run(bench_workloads.arguments(__doc__), time_workload, check)
