#!/usr/bin/env python3
"""Compares the table of a trainer with that of the built-in networks: losses to 1e-6, relative, and every letter.

    python3 Tests/Peers/same_cells.py trainer.csv built-in.csv
"""

import csv
import sys

TOLERANCE = 1e-6
LOSSES = ("loss_initial", "loss_final", "loss_peak")
OTHERS = (("feature_update", "relative_feature_update"), ("initial_displacement", "initial_displacement"))


def read(path):
    with open(path, newline="") as file:
        return {(float(row["alpha"]), int(row["depth"])): row for row in csv.DictReader(file)}


def main():
    trained, built_in = (read(path) for path in sys.argv[1:3])
    if not trained or trained.keys() != built_in.keys():
        sys.exit("the tables have different cells")
    worst, letters = 0.0, 0
    for cell, row in trained.items():
        other = built_in[cell]
        for own, its in tuple((name, name) for name in LOSSES) + OTHERS:
            difference = abs(float(row[own]) / float(other[its]) - 1)
            if own in LOSSES:
                worst = max(worst, difference)
            # φ is a quotient of sums of squares in float32.
            if not difference <= (TOLERANCE if own in LOSSES else 1e-5):
                print(f"{cell}: {own} {row[own]}, built in {other[its]}")
                letters += 1
        if row["letter"] != other["letter"]:
            print(f"{cell}: {row['letter']}, built in {other['letter']}")
            letters += 1
    seen = {mark: sum(row["letter"] == mark for row in trained.values()) for mark in "FLNX?"}
    print(f"{len(trained)} cells, {seen}: losses differ by {worst:.2g} at most; {letters} differences")
    return 1 if letters else 0


if __name__ == "__main__":
    sys.exit(main())
