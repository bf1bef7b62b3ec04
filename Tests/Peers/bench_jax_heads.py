"""Attention heads, and Transformers, in JAX, float32: the networks of phase-bench's workloads of these names."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax


def add(terms):
    """A sum written out, which XLA fuses into one vector loop."""
    total = None
    for term in terms:
        total = term if total is None else total + term
    return total


class Products:
    """As one writes it: h is (s, r, D), r the tokens of all samples; contractions are einsum, softmax is jax.nn's."""

    into, out, gradient = "srd,skd->srk", "srk,skd->srd", "srk,srd->skd"

    def __init__(self, ensemble):
        self.shape = (-1, ensemble.samples, ensemble.tokens, 3, ensemble.width, ensemble.key_dimension)
        self.scale = 1 / ensemble.key_dimension

    def arrange(self, a):
        return a

    def heads(self, p):
        return (p.reshape(self.shape)[:, :, :, i] for i in range(3))

    def attend(self, p):
        """The values of heads, and A."""
        q, k, w = self.heads(p)
        a = jax.nn.softmax(jnp.einsum("sntmd,snumd->snmtu", q, k) * self.scale, axis=-1)
        return jnp.einsum("snmtu,snumd->sntmd", a, w).reshape(p.shape[:-1] + (-1,)), a

    def pull(self, p, a, g):
        """The adjoint of p of that of the values."""
        q, k, w = self.heads(p)
        c = g.reshape(q.shape)
        of_a = jnp.einsum("sntmd,snumd->snmtu", c, w)
        s = a * (of_a - jnp.sum(a * of_a, axis=-1, keepdims=True)) * self.scale
        parts = (
            jnp.einsum("snmtu,snumd->sntmd", s, k), jnp.einsum("snmtu,sntmd->snumd", s, q),
            jnp.einsum("snmtu,sntmd->snumd", a, c))
        return jnp.stack(parts, axis=3).reshape(p.shape)


class Unrolled:
    """Samples innermost: h is (s, D, T·N), heads are (s, M, d, T, N) and A is (s, M, t, u, N). What attention contracts
    is written out; weights meet h in matrix products."""

    into, out, gradient = "sdr,skd->skr", "skr,skd->sdr", "skr,sdr->skd"

    def __init__(self, ensemble):
        self.ensemble, self.scale = ensemble, 1 / ensemble.key_dimension
        self.d, self.tokens = ensemble.key_dimension, ensemble.tokens
        self.shape = (-1, 3, ensemble.width, self.d, self.tokens, ensemble.samples)

    def arrange(self, a):
        """(N·T, D) to (D, T·N)."""
        return a.reshape(self.ensemble.samples, self.tokens, -1).transpose(2, 1, 0).reshape(a.shape[1], -1)

    def heads(self, p):
        return (p.reshape(self.shape)[:, i] for i in range(3))

    def over_d(self, left, right):
        return add(left[:, :, i, :, None, :] * right[:, :, i, None, :, :] for i in range(self.d))

    def over_u(self, a, values):
        return add(a[:, :, None, :, u, :] * values[:, :, :, u, None, :] for u in range(self.tokens))

    def over_t(self, a, values):
        return add(a[:, :, None, t, :, :] * values[:, :, :, t, None, :] for t in range(self.tokens))

    def attend(self, p):
        q, k, w = self.heads(p)
        scores = self.over_d(q, k) * self.scale
        top = scores[:, :, :, 0]
        for u in range(1, self.tokens):
            top = jnp.maximum(top, scores[:, :, :, u])
        powers = jnp.exp(scores - top[:, :, :, None])
        a = powers * (1 / add(powers[:, :, :, u] for u in range(self.tokens)))[:, :, :, None]
        return self.over_u(a, w).reshape(p.shape[0], -1, p.shape[-1]), a

    def pull(self, p, a, g):
        q, k, w = self.heads(p)
        c = g.reshape(q.shape)
        weighted = a * self.over_d(c, w)
        mean = add(weighted[:, :, :, u] for u in range(self.tokens))
        s = (weighted - a * mean[:, :, :, None]) * self.scale
        parts = (self.over_u(s, k), self.over_t(s, q), self.over_t(a, c))
        return jnp.stack(parts, axis=1).reshape(p.shape)


def train(x, y, weights, *, layout, balance, steps):
    """Losses of steps 0 … K, of shape (K+1, s), and the trained weights, of shape (L, s, rows, D) each."""
    has_units = len(weights) == 4
    arrange = lambda a: jnp.broadcast_to(layout.arrange(a * balance.h), weights[0].shape[1:2] + layout.arrange(a).shape)
    x, y = arrange(x), arrange(y)
    into, out, gradient = (partial(jnp.einsum, form) for form in (layout.into, layout.out, layout.gradient))
    take = lambda w, gradient, rate: w - (gradient if rate == 1 else rate * gradient)

    def forward(h, weights):
        p = into(h, weights[0])
        c, a = layout.attend(p)
        kept, h = (h, p, c, a), h + out(c, weights[1])
        if has_units:
            t = jnp.tanh(into(h, weights[2]))
            kept, h = kept + (h, t), h + out(t, weights[3])
        return h, kept

    def backward(b, layer):
        weights, (h, p, c, a, *units) = layer
        stepped = ()
        if has_units:
            rate_u, rate_v = balance.rates[1]
            middle, t = units
            g = (1 - t * t) * into(b, weights[3])
            stepped = (
                take(weights[2], gradient(g, middle), rate_u), take(weights[3], gradient(t, b), rate_v))
            b = b + out(g, weights[2])
        g = layout.pull(p, a, into(b, weights[1]))
        stepped = (weights[0] - gradient(g, h), weights[1] - gradient(c, b)) + stepped
        return b + out(g, weights[0]), stepped

    def error(weights):
        last, kept = lax.scan(forward, x, weights)
        difference = last - y
        return difference, kept, balance.loss * jnp.mean(jnp.square(difference), axis=(1, 2))

    def step(weights, _):
        difference, kept, loss = error(weights)
        _, weights = lax.scan(backward, balance.adjoint * difference, (weights, kept), reverse=True)
        return weights, loss

    scales = [scale for output in balance.outputs for scale in (balance.u, output)]
    weights, losses = lax.scan(step, tuple(w * s for w, s in zip(weights, scales)), length=steps)
    return jnp.concatenate([losses, error(weights)[2][None]]), weights


def train_in_turn(x, y, weights, *, group, **options):
    """The same, some seeds after the others."""
    split = lambda w: jnp.moveaxis(w.reshape(w.shape[:1] + (-1, group) + w.shape[2:]), 1, 0)
    join = lambda w: jnp.moveaxis(w, 0, 1).reshape((w.shape[1], -1) + w.shape[3:])
    losses, weights = lax.map(lambda w: train(x, y, w, **options), tuple(map(split, weights)))
    return join(losses), tuple(map(join, weights))


class HeadsProgram:
    """The compiled training of one ensemble on one device."""

    def __init__(self, ensemble, balance, variant):
        layout = {"products": Products, "unrolled": Unrolled}[variant](ensemble)
        body = partial(train, layout=layout, balance=balance, steps=ensemble.steps)
        if variant == "unrolled" and ensemble.seeds > 1:
            body = partial(train_in_turn, group=1, layout=layout, balance=balance, steps=ensemble.steps)
        shaped = lambda *shape: jax.ShapeDtypeStruct(shape, jnp.float32)
        data = shaped(ensemble.batch_rows, ensemble.dimension)
        weights = tuple(
            shaped(ensemble.depth, ensemble.seeds, width * rows, ensemble.dimension)
            for width, *both in ensemble.branches for rows in both)
        self.compiled = jax.jit(body, donate_argnums=2).lower(data, data, weights).compile(
            compiler_options={"xla_cpu_multi_thread_eigen": False})

    def arguments(self, data, weights):
        """Data (N·T, D) and weights (seeds, L, rows, D) on the device, for one run."""
        weights = tuple(np.ascontiguousarray(np.swapaxes(w, 0, 1)) for w in weights)
        return jax.block_until_ready(jax.device_put((*data, weights)))

    def run(self, arguments):
        """Losses of steps 0 … K, of shape (K+1, seeds)."""
        return jax.block_until_ready(self.compiled(*arguments))[0]
