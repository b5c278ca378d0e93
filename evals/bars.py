"""Re-measure every numeric bar of closed issues: bar, figure, pass. Exit code 1 where one is missed.

``--set quick`` takes a fifth of the documents, for a first look.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Mapping

import bench
from model_bars import model_bars
from reading_bars import damage_bars, glued_bars, seed_bars, shape_bars
from running_bars import Bar, bad_input_bars, kill_bars


def speed_bars(scale: int) -> list[Bar]:
    """The figures of ``make bench`` that have a bar."""
    return [
        Bar(figure.name, f"{figure.shown}, bar {figure.bar}", figure.passed)
        for figure in bench.measure(scale)
        if figure.passed is not None
    ]


# One line per group of an issue's bars; each takes a divisor of its amounts.
GROUPS: Mapping[str, Callable[[int], list[Bar]]] = {
    "seeds": seed_bars,
    "shapes": shape_bars,
    "glued": glued_bars,
    "damage": damage_bars,
    "bad_input": bad_input_bars,
    "kill": kill_bars,
    "model": model_bars,
    "speed": speed_bars,
}
SCALES = {"full": 1, "quick": 5}


def main() -> int:
    """Measure group by group, printing as it goes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", choices=SCALES, default="full", dest="size")
    parser.add_argument("--only", choices=GROUPS, action="append", help="one group; may be repeated")
    asked = parser.parse_args()
    missed = 0
    print("| bar | figure | pass |\n|---|---|---|")
    for name in asked.only or GROUPS:
        begun = time.monotonic()
        for bar in GROUPS[name](SCALES[asked.size]):
            missed += not bar.passed
            print(f"| {bar.name} | {bar.figure} | {'pass' if bar.passed else 'FAIL'} |", flush=True)
        print(f"{name}: {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    print(f"\n{missed} bars missed" if missed else "\nevery bar holds")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
