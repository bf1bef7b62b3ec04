#!/usr/bin/env python3
"""A small causal Transformer in PyTorch that learns text character by character, as a trainer (see `phase-tui trainer
protocol`). The text is this file, or the one that is named:

    phase-tui --trainer 'python3 Tests/Peers/trainer_torch.py' --axis lr=1e-5:1:16 --axis depth=1:32:6 --seeds 2
    phase-tui --trainer 'python3 Tests/Peers/trainer_torch.py novel.txt' --axis lr=1e-5:1:16 --axis dimension=8:256:6
"""

import hashlib
import json
import math
import queue
import sys
import threading

import torch
from torch import nn
from torch.nn import functional as F

PATH = sys.argv[1] if len(sys.argv) > 1 else __file__
TEXT = open(PATH, "rb").read()
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
REPORTS = 10

# What the results depend on: this program, its text, and the library's kernels.
VERSION = hashlib.sha256(open(__file__, "rb").read() + TEXT + f"{torch.__version__} {DEVICE}".encode()).hexdigest()[:8]

DECLARATION = {
    "name": "char-transformer", "version": VERSION,
    "parameters": [
        {"name": "lr", "kind": "real", "low": 1e-9, "high": 1e3, "default": 1e-3, "scale": "log", "symbol": "η",
         "meaning": "step size of the optimizer"},
        {"name": "depth", "kind": "whole", "low": 1, "high": 1024, "default": 4, "scale": "log", "symbol": "L",
         "meaning": "layers, each attention and a perceptron"},
        {"name": "dimension", "kind": "whole", "low": 8, "high": 4096, "default": 32, "scale": "log", "symbol": "D",
         "meaning": "embedding dimension; 8 for each head"},
        {"name": "branch", "kind": "choice", "of": ["one", "root", "depth"], "default": "root",
         "meaning": "each layer is multiplied by 1, by the root of 1/L or by 1/L"},
        {"name": "optimizer", "kind": "choice", "of": ["adam", "sgd"], "default": "adam"},
        {"name": "context", "kind": "whole", "low": 2, "high": 4096, "default": 32, "symbol": "T",
         "meaning": "characters that are seen at once"},
        {"name": "batch", "kind": "whole", "low": 1, "high": 65536, "default": 16, "symbol": "B"},
        {"name": "steps", "kind": "whole", "low": 1, "high": 1000000, "default": 100, "scale": "log", "symbol": "K"}],
    "quantities": [
        {"name": "feature_update", "symbol": "φ", "meaning": "change of the last hidden state over its size at step 0"},
        {"name": "accuracy", "symbol": "A", "meaning": "next characters guessed right, of a fixed batch"}]}


class Layer(nn.Module):
    def __init__(self, dimension, multiplier):
        super().__init__()
        self.heads, self.multiplier = max(1, dimension // 8), multiplier
        self.norms = nn.ModuleList(nn.LayerNorm(dimension, elementwise_affine=False) for _ in range(2))
        self.read = nn.Linear(dimension, 3 * dimension, bias=False)
        self.write = nn.Linear(dimension, dimension, bias=False)
        self.up = nn.Linear(dimension, 4 * dimension)
        self.down = nn.Linear(4 * dimension, dimension)

    def forward(self, h):
        batch, tokens, dimension = h.shape
        parts = self.read(self.norms[0](h)).view(batch, tokens, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        attended = F.scaled_dot_product_attention(*parts, is_causal=True).transpose(1, 2).reshape(h.shape)
        h = h + self.multiplier * self.write(attended)
        return h + self.multiplier * self.down(F.gelu(self.up(self.norms[1](h))))


class Transformer(nn.Module):
    def __init__(self, symbols, depth, dimension, branch, context, **_):
        super().__init__()
        multiplier = {"one": 1, "root": depth ** -0.5, "depth": 1 / depth}[branch]
        self.symbols = nn.Embedding(symbols, dimension)
        self.places = nn.Embedding(context, dimension)
        self.layers = nn.Sequential(*(Layer(dimension, multiplier) for _ in range(depth)))
        self.norm = nn.LayerNorm(dimension)
        self.answer = nn.Linear(dimension, symbols)

    def forward(self, text):
        h = self.layers(self.symbols(text) + self.places.weight[: text.shape[1]])
        return h, self.answer(self.norm(h))


def train(parameters, seed, report, is_cancelled):
    """Losses and quantities of one training; nothing if it was cancelled."""
    torch.manual_seed(seed)
    known = sorted(set(TEXT))
    text = torch.tensor([known.index(byte) for byte in TEXT], device=DEVICE)
    context, steps = min(parameters["context"], len(text) - 1), parameters["steps"]
    net = Transformer(len(known), **parameters).to(DEVICE)
    kind = torch.optim.Adam if parameters["optimizer"] == "adam" else torch.optim.SGD
    optimizer = kind(net.parameters(), lr=parameters["lr"])

    def sample(generator, count):
        starts = torch.randint(len(text) - context, (count, 1), generator=generator)
        windows = text[(starts + torch.arange(context + 1)).to(DEVICE)]
        return windows[:, :-1], windows[:, 1:]

    def loss_of(answers, wanted):
        return F.cross_entropy(answers.flatten(0, 1), wanted.flatten())

    batches = torch.Generator().manual_seed(seed)
    # The same for all cells and seeds, so that every loss is of one thing.
    shown, wanted = sample(torch.Generator().manual_seed(0), 64)
    losses, quantities, first = [], {"feature_update": [], "accuracy": []}, None
    for step in range(steps + 1):
        if is_cancelled():
            return None
        if step % max(1, steps // REPORTS) == 0 or step == steps:
            with torch.no_grad():
                h, answers = net(shown)
                loss = loss_of(answers, wanted).item()
                first = h if first is None else first
                quantities["feature_update"].append([step, number(((h - first).norm() / first.norm()).item())])
                quantities["accuracy"].append([step, (answers.argmax(-1) == wanted).float().mean().item()])
            losses.append([step, number(loss)])
            report(step, number(loss))
            if not math.isfinite(loss):
                break
        given, answer = sample(batches, parameters["batch"])
        optimizer.zero_grad()
        loss_of(net(given)[1], answer).backward()
        optimizer.step()
    return {"losses": losses, "quantities": quantities}


def number(x):
    return x if math.isfinite(x) else str(x)


def say(message):
    print(json.dumps(message), flush=True)


def listen(jobs, cancelled):
    """Hears what is cancelled while the other thread trains. The end of the input means the same as quit."""
    for line in sys.stdin:
        message = json.loads(line)
        cancelled.update(message.get("cancel", []))
        if message.get("quit"):
            break
        jobs.put(message)
    cancelled.add("all")
    jobs.put(None)


def main():
    torch.set_num_threads(1)
    jobs, cancelled = queue.Queue(), set()
    threading.Thread(target=listen, args=(jobs, cancelled), daemon=True).start()
    while (message := jobs.get()) is not None:
        if "phase_tui" in message:
            say(DECLARATION)
        for cell in message.get("train", []):
            for seed in cell["seeds"]:
                name = {"id": cell["id"], "seed": seed}
                result = train(
                    cell["parameters"], seed, lambda step, loss: say({**name, "step": step, "loss": loss}),
                    lambda: cell["id"] in cancelled or "all" in cancelled)
                if result is None:
                    break
                say({**name, **result})


main()
