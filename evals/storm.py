"""A fault storm: documents read with a model whose every reply may be faulty, and what became of their numbers.

Each reply of the stand-in provider is faulty with probability 0.3, in all kinds: refused, dropped, cut off,
of the wrong shape, or plausible and wrong. Every third text tells its reader what to fill in. Exit code 1
where a bar is missed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench import GOUJI, write_copies
from gouji.evaluate.copy import RenderedCopy
from gouji.evaluate.score import Score, score
from provider import Provider, running_provider
from running_bars import Bar
from samples import NAMED_SHAPES, copies
from storm_documents import FIRST_SEED, mixed, ordered, refused, smeared

STORM: Mapping[str, Any] = {
    "faults": "storm",
    "retry_after": 0.2,
    "slow": 0.5,
    "trickle": 0.2,
    "latency": {"kind": "heavy", "seconds": 0.02, "most": 1.0},
}


@dataclass(frozen=True, slots=True)
class Group:
    """Documents that are read alike: their number, which readers, and how many of them must go straight through.

    ``settings`` are the stand-in's beside those of the storm; documents of all named shapes are mixed with
    damaged and misprinted ones, those of other ``shapes`` are sound, and ``documents_of`` makes its own.
    """

    name: str
    readers: str
    documents: int
    straight: float | None = None
    documents_of: Callable[[int], list[RenderedCopy]] | None = None
    shapes: tuple[str, ...] = NAMED_SHAPES
    settings: Mapping[str, Any] = field(default_factory=dict)


GROUPS = (
    Group("both readers", "both", 500, 0.4),
    Group("the model alone", "model", 200),
    Group("refused by the aligned reader", "cascade", 100, documents_of=refused),
    Group("smeared", "both", 100, documents_of=smeared),
)
LIES = (
    "changed_digit",
    "transposed_digits",
    "times_ten",
    "invented_zeros",
    "nulled_numbers",
    "lying_totals",
    "computed_totals",
    "follows_orders",
    "made_up_words",
    "misquoted_numbers",
)
MOVED = ("shifted_rows", "shifted_columns", "swapped_rows", "swapped_columns")
LIARS = tuple(
    Group(
        f"{readers}, always {lie}",
        readers,
        40,
        shapes=("publisher_error",) if lie == "computed_totals" else NAMED_SHAPES[::5],
        settings={"faults": lie, "probability": 1.0},
    )
    for lie in (*MOVED, *LIES)
    for readers in ("model", "both")
)
"""A model that tells the same kind of lie in every reply that gives it a chance to."""


def documents(group: Group, count: int) -> list[RenderedCopy]:
    """The documents of a group, every third text with an order in it."""
    if group.documents_of is not None:
        return ordered(group.documents_of(count))
    first = FIRST_SEED + (100_000 if group.readers == "model" else 0)
    if group.shapes == NAMED_SHAPES:
        return ordered(list(mixed(group.shapes, count, first)))
    each = -(-count // len(group.shapes))
    drawn = copies(group.shapes, each, first=first)
    turns = [drawn[start::each] for start in range(each)]
    return ordered([copy for turn in turns for copy in turn][:count])


@dataclass(frozen=True, slots=True)
class Ended:
    """A document that ended: its score, and which parts of its identity are given and wrong."""

    score: Score
    misnamed: tuple[str, ...]


def read(provider: Provider, group: Group, made: Sequence[RenderedCopy]) -> list[Ended | None]:
    """What became of each document; None where it did not end."""
    with tempfile.TemporaryDirectory(prefix="gouji-storm-") as name:
        folder = Path(name)
        write_copies(folder, made)
        files = sorted(folder.iterdir())
        run = subprocess.run(
            [GOUJI, "extract", "--json", *files],
            env=provider.environment(group.readers, concurrency=32, timeout=20, statements=1),
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
    if run.returncode not in (0, 3):
        print(run.stderr[-2000:], file=sys.stderr)
    reports = {}
    for line in run.stdout.splitlines():
        report = json.loads(line, parse_float=Decimal)
        reports[report["document"]["name"]] = report
    found = [reports.get(file.name) for file in files]
    return [_ended(copy, report) if report else None for copy, report in zip(made, found, strict=True)]


def _ended(copy: RenderedCopy, report: Mapping[str, Any]) -> Ended:
    judged = score(copy, report)
    rights = {"title": judged.title_right, "agency": judged.agency_right, "year": judged.year_right}
    misnamed = [part for part, right in rights.items() if right is False and report[part] is not None]
    return Ended(judged, tuple(misnamed))


def judge(group: Group, made: Sequence[RenderedCopy], found: Sequence[Ended | None]) -> list[Bar]:
    """The bars of a group of documents."""
    ended = [(copy, each) for copy, each in zip(made, found, strict=True) if each]
    silent = [f"{copy.file_name} {path}" for copy, each in ended for path in each.score.silently_wrong]
    misnamed = [f"{copy.file_name} {part}" for copy, each in ended for part in each.misnamed]
    for wrong in [*silent, *misnamed][:20]:
        print(f"wrong: {wrong}", file=sys.stderr)
    laundered = sum(len(each.score.laundered) for _, each in ended)
    accepted = sum(each.score.wrong_accepted for _, each in ended)
    straight = sum(each.score.straight_through for _, each in ended)
    sound = max(sum(copy.undamaged for copy in made), 1)
    cells = sum(each.score.cells for _, each in ended)
    statuses = dict(Counter(each.score.status for _, each in ended))
    bars = [
        Bar(f"{group.name}: every document ends", f"{len(ended)} of {len(made)}: {statuses}",
            len(ended) == len(made)),
        Bar(f"{group.name}: silently wrong cells", f"{len(silent)} of {cells}", not silent),
        Bar(f"{group.name}: laundered cells", str(laundered), not laundered),
        Bar(f"{group.name}: accepted and wrong", str(accepted), not accepted),
        Bar(f"{group.name}: titles, agencies, years given wrong", str(len(misnamed)), not misnamed),
    ]  # fmt: skip
    if group.documents_of is None:
        failed = sum(copy.undamaged and each.score.status == "failed" for copy, each in ended)
        bars.append(Bar(f"{group.name}: undamaged documents that failed", str(failed), not failed))
    if group.straight is not None:
        shown = f"{straight} of {sound} undamaged ones: {straight / sound:.0%}"
        name = f"{group.name}: straight through ≥ {group.straight:.0%}"
        bars.append(Bar(name, shown, straight / sound >= group.straight))
    return bars


def measure(provider: Provider, group: Group, share: float) -> list[Bar]:
    """Read one group through the storm."""
    made = documents(group, max(int(group.documents * share), 3))
    provider.reset(**group.settings)
    found = read(provider, group, made)
    told = Counter(entry["fault"] for entry in provider.entries() if entry.get("fault"))
    scores = [each.score for each in found if each]
    right, cells = sum(each.right for each in scores), sum(each.cells for each in scores)
    requests = provider.stats()["requests"]
    shown = f"{told.total()} of {requests} replies, {len(told)} kinds; {right} of {cells} cells right"
    return [Bar(f"{group.name}: replies were faulty", shown, bool(told)), *judge(group, made, found)]


def main() -> int:
    """Read group by group through the storm, printing as it goes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="of the documents, for a first look")
    parser.add_argument("--probability", type=float, default=0.3, help="of a fault, per reply")
    parser.add_argument("--liars", action="store_true", help="instead: one kind of lie in every reply")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    missed = 0
    print("| bar | figure | pass |\n|---|---|---|")
    with running_provider(**STORM, probability=asked.probability, seed=asked.seed) as provider:
        for group in LIARS if asked.liars else GROUPS:
            for bar in measure(provider, group, asked.share):
                missed += not bar.passed
                print(f"| {bar.name} | {bar.figure} | {'pass' if bar.passed else 'FAIL'} |", flush=True)
    print(f"\n{missed} bars missed" if missed else "\nevery bar holds")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
