#!/usr/bin/env python3
"""Trains phase-bench's workloads in JAX on the CPU, float32. Written for JAX 0.10.

jit, lax.scan over layers and over steps, a backward pass written by hand that updates a layer's weights on its way
down, donated weights. Ensembles are trained by one process with one thread a core; a network alone by one process
with one device a core, each with a part of every block's units (shard_map, psum). Compilation is not counted.

  --variant unrolled  seeds, units or coordinates innermost, and short contractions written out as sums, which XLA
                      fuses into vector loops: the fastest that we know (default). Attention heads have samples
                      innermost and train a seed after the other, so that a layer stays in the cache
  --variant products  as one writes it: batched matrix products, what vmap over seeds gives
"""

import os

# One thread a device: the operations are too small to be shared out.
os.environ["NPROC"] = os.environ["PJRT_NPROC"] = "1"

import multiprocessing
import sys
from dataclasses import dataclass
from functools import partial
from time import perf_counter

try:
    import jax
except ImportError:
    sys.exit("JAX is missing: python3 -m pip install jax")
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.sharding import Mesh, NamedSharding, PartitionSpec, SingleDeviceSharding

import bench_workloads
from bench_jax_heads import HeadsProgram
from bench_workloads import (
    BETA1, BETA2, ROUNDS, WORKLOADS, Balance, adam_schedule, draw_batches, draw_data, draw_weights)


@dataclass(frozen=True)
class Layout:
    """The order of axes: s(eeds), n (samples), d (coordinates), m (units); l(ayers) come before all."""

    h: str
    weights: str
    t: str
    # Contractions over these axes are written out; the others are matrix products.
    unrolled: str = ""
    # Seeds are filled up to a multiple of this.
    seeds: int = 1

    @property
    def options(self):
        """XLA's older emitters vectorize sums over odd sizes, its newer ones surround matrix products better."""
        return {"xla_cpu_use_fusion_emitters": not self.unrolled, "xla_cpu_multi_thread_eigen": False}


LAYOUTS = {
    "products": Layout("snd", "smd", "snm"),
    "products, wide": Layout("snd", "sdm", "snm"),
    "seeds": Layout("nds", "mds", "nms", unrolled="dmn", seeds=8),
    "units": Layout("snd", "sdm", "snm", unrolled="dn"),
    "coordinates": Layout("snd", "smd", "snm", unrolled="mn"),
}


def layout_of(ensemble, variant):
    is_wide = ensemble.width > 24
    if variant == "products":
        return LAYOUTS["products, wide" if is_wide else "products"]
    if ensemble.dimension > 32:
        return LAYOUTS["coordinates"]
    return LAYOUTS["units" if is_wide else "seeds"]


def contract(subscripts, a, b, unrolled):
    """einsum of two arrays over one axis, written out if that axis is in `unrolled`."""
    inputs, output = subscripts.split("->")
    first, second = inputs.split(",")
    axis, = set(first) & set(second) - set(output)
    if axis not in unrolled:
        return jnp.einsum(subscripts, a, b)

    def term(array, axes, i):
        part = lax.index_in_dim(array, i, axes.index(axis), keepdims=False)
        rest = axes.replace(axis, "")
        return jnp.expand_dims(part, [output.index(c) for c in output if c not in rest])

    total = None
    for i in range(a.shape[first.index(axis)]):
        product = term(a, first, i) * term(b, second, i)
        total = product if total is None else total + product
    return total


def train(x, y, u, v, batches, *, layout, balance, steps, seeds, adam=False, total=lambda a: a):
    """Losses of steps 0 … K, of shape (K+1, seeds), and the trained weights; `batches` are the rows of every step."""
    product = partial(contract, unrolled=layout.unrolled)
    into, out = f"{layout.h},{layout.weights}->{layout.t}", f"{layout.t},{layout.weights}->{layout.h}"
    gradient = f"{layout.t},{layout.h}->{layout.weights}"
    arrange = lambda a: jnp.transpose(
        jnp.broadcast_to(a, (seeds,) + a.shape), ["snd".index(c) for c in layout.h])
    x, y = x * balance.h, y * balance.h

    def forward(h, weights):
        u, v = weights
        t = jnp.tanh(product(into, h, u))
        return h + total(product(out, t, v)), (h, t)

    def take(weights, gradient, moments, rate, schedule):
        if not adam:
            return weights - gradient, moments
        mean = BETA1 * moments[0] + (1 - BETA1) * gradient
        square = BETA2 * moments[1] + (1 - BETA2) * gradient * gradient
        factor, epsilon = schedule
        return weights - rate * factor * mean / (jnp.sqrt(square) + epsilon), (mean, square)

    def backward(schedule, b, layer):
        (u, v), (moments_u, moments_v), h, t = layer
        g = (1 - t * t) * product(into, b, v)
        u_new, moments_u = take(u, product(gradient, g, h), moments_u, balance.rates[0][0], schedule)
        v_new, moments_v = take(v, product(gradient, t, b), moments_v, balance.rates[0][1], schedule)
        return b + total(product(out, g, u)), ((u_new, v_new), (moments_u, moments_v))

    def loss_of(difference):
        return balance.loss * jnp.mean(jnp.square(difference), axis=[layout.h.index(c) for c in "nd"])

    def whole_loss(weights):
        if batches is None:
            last, _ = lax.scan(forward, arrange(x), weights)
            return loss_of(last - arrange(y))

        def products(h, weights):
            """What steps take another way: of many samples matrix products are the fastest."""
            u, v = weights
            t = jnp.tanh(jnp.einsum(f"snd,{layout.weights}->snm", h, u))
            return h + jnp.einsum(f"snm,{layout.weights}->snd", t, v), None

        last, _ = lax.scan(products, jnp.broadcast_to(x, (seeds,) + x.shape), weights)
        return balance.loss * jnp.mean(jnp.square(last - y), axis=(1, 2))

    def step(state, given):
        weights, moments = state
        schedule, rows = given
        some_x, some_y = (x, y) if rows is None else (x[rows], y[rows])
        last, (h, t) = lax.scan(forward, arrange(some_x), weights)
        difference = last - arrange(some_y)
        _, state = lax.scan(
            partial(backward, schedule), balance.adjoint * difference, (weights, moments, h, t), reverse=True)
        return state, loss_of(difference)

    weights = (u * balance.u, v * balance.v)
    moments = tuple((jnp.zeros_like(w), jnp.zeros_like(w)) if adam else () for w in weights)
    before = None if batches is None else whole_loss(weights)
    (weights, _), losses = lax.scan(
        step, (weights, moments), (jnp.asarray(adam_schedule(steps)) if adam else None, batches), length=steps)
    if batches is not None:
        # Of the first step's batch only the step is wanted.
        losses = losses.at[0].set(before)
    return jnp.concatenate([losses, whole_loss(weights)[None]]), weights


class Program:
    """The compiled training of one ensemble of perceptrons, with a part of every block's units on each device."""

    def __init__(self, ensemble, balance, layout, devices):
        self.layout = layout
        self.seeds = -(-ensemble.seeds // layout.seeds) * layout.seeds
        self.batches = draw_batches(ensemble)
        body = partial(
            train, layout=layout, balance=balance, steps=ensemble.steps, seeds=self.seeds,
            adam=ensemble.optimizer == "adam")
        axes = "l" + layout.weights
        self.shardings = [SingleDeviceSharding(devices[0])] * 2
        if len(devices) > 1:
            mesh = Mesh(np.array(devices), ("core",))
            whole, parts = PartitionSpec(), PartitionSpec(*("core" if c == "m" else None for c in axes))
            body = jax.shard_map(
                partial(body, total=lambda a: lax.psum(a, "core")), mesh=mesh,
                in_specs=(whole, whole, parts, parts, whole), out_specs=(whole, (parts, parts)), check_vma=False)
            self.shardings = [NamedSharding(mesh, spec) for spec in (whole, parts)]
        sizes = {"s": self.seeds, "m": ensemble.width, "d": ensemble.dimension, "l": ensemble.depth}
        data, weights = (
            jax.ShapeDtypeStruct(shape, jnp.float32, sharding=sharding) for shape, sharding in zip(
                ((ensemble.samples, ensemble.dimension), [sizes[c] for c in axes]), self.shardings))
        jitted = jax.jit(body, donate_argnums=(2, 3))
        lowered = jitted.lower(data, data, weights, weights, self.batches)
        self.compiled = lowered.compile(compiler_options=layout.options)

    def arguments(self, data, weights):
        """Data (N, D) and weights (seeds, L, M, D) on the devices, for one run."""
        order = ["slmd".index(c) for c in "l" + self.layout.weights]
        chosen = np.arange(self.seeds) % len(weights[0])
        placed = [jax.device_put(a, self.shardings[0]) for a in data] + [
            jax.device_put(np.ascontiguousarray(w[chosen].transpose(order)), self.shardings[1]) for w in weights] + [
            self.batches]
        return jax.block_until_ready(placed)

    def run(self, arguments):
        """Losses of steps 0 … K, of shape (K+1, seeds)."""
        return jax.block_until_ready(self.compiled(*arguments))[0]


def work(ensembles, variant, devices, repeat, start, finish, compile_seconds):
    """A process: compiles, then trains all its ensembles in every round."""
    with bench_workloads.guarding(start, finish):
        jax.config.update("jax_num_cpu_devices", devices)
        before = perf_counter()
        programs = {e: program_of(e, Balance(e), variant, jax.devices()) for e in dict.fromkeys(ensembles)}
        compile_seconds.put(perf_counter() - before)
        data = draw_data(ensembles[0])
        weights = {e: draw_weights(e) for e in programs}
        for _ in range(repeat):
            queue = [(programs[e], programs[e].arguments(data, weights[e])) for e in ensembles]
            start.wait()
            for program, arguments in queue:
                program.run(arguments)
            finish.wait()


def time_workload(name, given):
    ensembles, jobs, devices = WORKLOADS[name], given.jobs, 1
    if len(ensembles) == 1 and ensembles[0].seeds == 1:
        jobs, devices = 1, given.jobs if ensembles[0].width % given.jobs == 0 else 1
    elif len(ensembles) == 1:
        ensembles = ensembles * (jobs * ROUNDS.get(name, 1))
    shares = [[] for _ in range(jobs)]
    effort = lambda e: e.depth * (e.width + 20)
    for ensemble in sorted(ensembles, key=effort, reverse=True):
        min(shares, key=lambda share: sum(map(effort, share))).append(ensemble)
    spawn = multiprocessing.get_context("spawn")
    start, finish, compile_seconds = spawn.Barrier(jobs + 1), spawn.Barrier(jobs + 1), spawn.SimpleQueue()
    processes = [
        spawn.Process(
            target=work, args=(share, given.variant, devices, given.repeat, start, finish, compile_seconds),
            daemon=True) for share in shares]
    rounds = bench_workloads.time_rounds(processes, start, finish, given.repeat)
    return bench_workloads.report(
        name, "jax", jobs * devices, rounds, sum(e.seeds for e in ensembles),
        sum(e.seeds * e.flops for e in ensembles), variant=given.variant,
        compile_seconds=max(compile_seconds.get() for _ in processes))


def program_of(ensemble, balance, variant, devices):
    if ensemble.block == "perceptron":
        return Program(ensemble, balance, layout_of(ensemble, variant), devices)
    return HeadsProgram(ensemble, balance, variant)


def check(reference, given):
    agreements = []
    for variant in ("products", "unrolled"):
        program = program_of(reference.ensemble, reference.balance, variant, jax.devices()[:1])
        losses = program.run(program.arguments(reference.data, reference.weights))
        agreements.append(reference.compare(f"JAX, {variant}", np.asarray(losses)[:, 0]))
    return all(agreements)


if __name__ == "__main__":
    parser = bench_workloads.arguments(__doc__)
    parser.add_argument("--variant", choices=["unrolled", "products"], default="unrolled")
    bench_workloads.run(parser, time_workload, check)
