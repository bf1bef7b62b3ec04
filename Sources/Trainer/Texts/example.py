#!/usr/bin/env python3
"""A trainer for phase-tui: a residual network with one unit a layer learns a sine by gradient descent.

`phase-tui trainer protocol` describes the messages. Make it yours by changing DECLARATION and train; then
`phase-tui trainer check python3 THIS_FILE` says what is right and wrong with it.
"""
import json, math, queue, random, sys, threading

ACTIVATIONS = {"tanh": (math.tanh, lambda x: 1 - math.tanh(x) * math.tanh(x)),  # the function and its slope
               "relu": (lambda x: max(x, 0.0), lambda x: float(x > 0))}
DECLARATION = {
    "name": "example", "version": "1",
    "parameters": [
        {"name": "lr", "kind": "real", "low": 1e-3, "high": 100, "default": 0.3, "scale": "log", "symbol": "η"},
        {"name": "depth", "kind": "whole", "low": 1, "high": 128, "default": 8, "scale": "log", "symbol": "L"},
        {"name": "act", "kind": "choice", "of": ["tanh", "relu"], "default": "tanh"}],
    "quantities": [{"name": "feature_update", "symbol": "φ",
                    "meaning": "how far the features have moved, relative to their size at the start"}], "most_cells": 1}
STEPS, SAMPLES = 100, [(x / 8, math.sin(x / 3)) for x in range(-8, 9)]


def train(parameters, seed, live):
    """Trains one seed; live(step, loss) is False once nobody wants it any more. Returns the fields of its answer."""
    rate, depth, (act, slope) = parameters["lr"], parameters["depth"], ACTIVATIONS[parameters["act"]]
    draw = random.Random(seed)
    u, v = ([draw.gauss(0, 1) for _ in range(depth)] for _ in range(2))
    losses, updates, start = [], [], None
    for step in range(STEPS + 1):
        loss, features, grad_u, grad_v = 0.0, [], [0.0] * depth, [0.0] * depth
        for x, y in SAMPLES:
            h = [x]
            for l in range(depth):
                h.append(h[l] + v[l] * act(u[l] * h[l]) / depth)
            features.append(h[depth])
            loss += (h[depth] - y) * (h[depth] - y) / 2 / len(SAMPLES)
            g = (h[depth] - y) / len(SAMPLES)
            for l in reversed(range(depth)):
                grad_v[l] += g * act(u[l] * h[l]) / depth
                through = g * v[l] * slope(u[l] * h[l]) / depth
                grad_u[l] += through * h[l]
                g += through * u[l]
        start = start or features
        if step % 10 == 0:
            moved = sum((a - b) * (a - b) for a, b in zip(features, start)) / sum(b * b for b in start)
            losses.append([step, number(loss)])
            updates.append([step, number(math.sqrt(moved))])
            if not live(step, number(loss)):
                return None
        u = [a - rate * depth * g for a, g in zip(u, grad_u)]
        v = [a - rate * depth * g for a, g in zip(v, grad_v)]
    return {"losses": losses, "quantities": {"feature_update": updates}}


def number(x):  # JSON has no nan, inf and -inf: they are texts
    return x if math.isfinite(x) else str(x)


def say(**message):  # one line, and at once
    print(json.dumps(message), flush=True)


def listen():  # beside the training, so that a cell that nobody wants any more can end early
    for message in map(json.loads, sys.stdin):
        cancelled.update(message.get("cancel", []))
        inbox.put(message)
    inbox.put({"quit": True})

inbox, cancelled = queue.Queue(), set()
threading.Thread(target=listen, daemon=True).start()
while "quit" not in (message := inbox.get()):
    if "phase_tui" in message:
        say(**DECLARATION)
    for cell in message.get("train", []):
        for seed in cell["seeds"]:
            who = {"id": cell["id"], "seed": seed}
            answer = train(cell["parameters"], seed, lambda step, loss: (
                say(**who, step=step, loss=loss), cell["id"] not in cancelled)[1])
            if answer:
                say(**who, **answer)
