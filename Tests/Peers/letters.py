#!/usr/bin/env python3
"""Checks the letters of swept tables against those that the float64 twin decides.

    phase-tui sweep --axis alpha=0.5:50:41 --axis depth=4:256:13 --set steps=20 --seeds 4 --csv a.csv
    phase-tui sweep --study rate-scale --axis eta=4:40:19 --set steps=20 --set depth=32 --seeds 4 --csv b.csv
    python3 Tests/Peers/letters.py a.csv b.csv --cells 200 --boundary-cells 40

Of the cells whose eight neighbours on the grid have their letter, and of those that have a neighbour with another one,
it draws so many, those of the first kind of every letter alike as far as there are, trains each and its critical
companion from the same seeds, and decides with the rules' default thresholds. The status is 1 where a cell of the first
kind differs; of the others the share is reported.
"""

import argparse
import csv
import random
import sys
from functools import lru_cache

import numpy as np

import network
import philox
from run import Run

FEATURE, NOISE, CONTRADICTION = 0.3, 0.5, 0.25
SATURATED_LOSS, SATURATED_CHANGE = 0.4, 2.0
# S is exact to the six digits that alpha and sigma_v are rounded to.
CRITICAL_SCALE = 1 + 2e-5

INTEGERS = (
    "depth", "width", "dimension", "samples", "steps", "data_seed", "seeds", "batch", "tokens", "key_dimension", "heads",
    "input_dimension", "output_dimension")
REALS = ("alpha", "sigma_u", "sigma_v", "eta", "eta_u", "eta_v")
TEXTS = ("activation", "task", "optimizer", "block", "mask", "norm", "loss", "embedding")
# A table has it only where its values are not those after the last step, which the twin knows alone.
UNKNOWN = ("step",)


def read(path):
    """The rows of the base grid, and how many columns it has."""
    with open(path, newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["level"] == "0"]
    if not rows:
        sys.exit(f"{path} has no cells")
    for name in UNKNOWN:
        if name in rows[0]:
            sys.exit(f"{path} has a column {name}, of which the twin knows nothing")
    if not all(row["data_seed"] for row in rows):
        sys.exit(f"{path} is of other data than the twin draws")
    # Rows come by row axis, then column axis: a second value of the latter begins the second column.
    runs = [run_of(row) for row in rows]
    axis = next((name for name in REALS + INTEGERS if len(runs) > 1
                 and getattr(runs[0], name, None) != getattr(runs[1], name, None)), None)
    values = [getattr(run, axis) for run in runs] if axis else [0]
    width = next((i for i in range(1, len(values)) if values[i] == values[0]), len(values))
    if values != values[:width] * (len(rows) // width):
        sys.exit(f"{path} is not a whole grid")
    return rows, runs, width


def run_of(row):
    parts = [(name, kind(row[name])) for kind, names in ((int, INTEGERS), (float, REALS), (str, TEXTS))
             for name in names if name in row]
    return Run(**dict(parts))


def kinds(letters, width):
    """Indices of the cells within a region of their letter, and of those with a neighbour of another one."""
    height = len(letters) // width
    inside, beside = [], []
    for index, letter in enumerate(letters):
        y, x = divmod(index, width)
        around = [letters[j * width + i] for j in range(max(0, y - 1), min(height, y + 2))
                  for i in range(max(0, x - 1), min(width, x + 2))]
        if any(other != letter for other in around):
            beside.append(index)
        elif len(around) == 9:
            inside.append(index)
    return inside, beside


@lru_cache(maxsize=None)
def ruler(companion):
    """q_c, the last loss in units of the first and the change of the pre-activations, of the critical companion."""
    training = network.train(companion)
    last = {name: values[-1] for name, values in training.order_parameters.items()}
    finite = np.all(np.isfinite(training.losses), axis=0)
    relative = np.where(finite, training.losses[-1] / training.losses[0], np.inf)
    return (
        finite_median(last["local_feature_update"]),
        # Infinite where half of the seeds are.
        np.sort(relative)[len(relative) // 2],
        finite_median(last["preactivation_change"]))


def finite_median(values):
    finite = values[np.isfinite(values)]
    return np.median(finite) if len(finite) else np.nan


def letter(run):
    """The letter of a cell: of the regime that most seeds vote for, ties to the one named first."""
    training = network.train(run)
    last = {name: values[-1] for name, values in training.order_parameters.items()}
    unit, companion_loss, companion_change = ruler(run.companion)
    scale = run.alpha * run.sigma_v / run.dimension**0.5
    votes = dict.fromkeys("XN?FL", 0)
    for seed in range(run.seeds):
        losses = training.losses[:, seed]
        phi = last["local_feature_update"][seed] / unit if unit > 0 else np.nan
        if not np.all(np.isfinite(losses)) or losses[-1] > losses[0]:
            vote = "X"
        elif not training.initial_displacement[seed] <= NOISE:
            vote = "N"
        elif not np.isfinite(phi) or companion_loss > 1:
            vote = "?"
        elif companion_loss > SATURATED_LOSS and companion_change > SATURATED_CHANGE:
            vote = "?"
        elif phi >= FEATURE or scale <= CRITICAL_SCALE:
            vote = "F"
        elif last["drift_nonlinearity"][seed] >= CONTRADICTION:
            vote = "?"
        else:
            vote = "L"
        votes[vote] += 1
    regimes = [("XN", votes["X"] + votes["N"])] + [(name, votes[name]) for name in "?FL"]
    # `max` gives the first of equal ones.
    winner = max(regimes, key=lambda regime: regime[1])[0]
    return max(winner, key=votes.get)


def differing(name, indices, rows, runs):
    """Trains the cells, prints those that differ, and gives a text of how many do, with that number."""
    count = 0
    for index in indices:
        own = letter(runs[index])
        if own != rows[index]["letter"]:
            count += 1
            values = " ".join(f"{key}={rows[index][key]}" for key in REALS + INTEGERS if key in rows[index])
            print(f"{values}: {rows[index]['letter']}, in float64 {own}", flush=True)
    seen = {mark: sum(rows[index]["letter"] == mark for index in indices) for mark in "FLNX?"}
    shares = " ".join(f"{mark} {number}" for mark, number in seen.items() if number)
    percent = 100 * count / len(indices) if indices else 0
    return f"{len(indices)} cells {name} ({shares}): {count} differ, {percent:.3g} %", count


def first(indices, count, name):
    if len(indices) < count:
        sys.exit(f"the tables have {len(indices)} cells {name}, not {count}")
    return sorted(indices[:count])


def alike(indices, rows):
    """The same cells, one of each letter in turn, so that the first of them have the rare letters, too."""
    queues = {mark: [index for index in indices if rows[index]["letter"] == mark] for mark in "FLNX?"}
    order = []
    while any(queues.values()):
        order += [queue.pop() for queue in queues.values() if queue]
    return order


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tables", nargs="+", help="CSV of `phase-tui sweep` or `export`")
    parser.add_argument("--cells", type=int, default=200, help="how many away from boundaries (default 200)")
    parser.add_argument("--boundary-cells", type=int, default=40, help="how many at them (default 40)")
    parser.add_argument("--draw", type=int, default=0, help="the seed of the draw of cells (default 0)")
    arguments = parser.parse_args()
    philox.verify()
    rows, runs, inside, beside = [], [], [], []
    for table in arguments.tables:
        some, their_runs, width = read(table)
        own = kinds([row["letter"] for row in some], width)
        for cells, more in zip((inside, beside), own):
            cells += [len(rows) + index for index in more]
        rows += some
        runs += their_runs
    generator = random.Random(arguments.draw)
    generator.shuffle(inside)
    inside = first(alike(inside, rows), arguments.cells, "away from boundaries")
    generator.shuffle(beside)
    beside = first(beside, arguments.boundary_cells, "at boundaries")
    # What overflows is seen in the losses.
    with np.errstate(all="ignore"):
        away, wrong = differing("away from boundaries", inside, rows, runs)
        near, _ = differing("at boundaries", beside, rows, runs)
    print(f"{away}; {near}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
