"""``python -m gouji.evaluate.probe``: run rendered copies through the pipeline, one line per shape.

    python -m gouji.evaluate.probe --shapes tabs,layout --seeds 0:10 --damage labels --composed 100
    python -m gouji.evaluate.probe --shapes all --seeds 0:2 --dump DIR

Shapes may be groups: ``all``, ``text``, ``moves``, ``carriers``. Without a pipeline only ``--dump`` works.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any

from gouji.document import Source
from gouji.evaluate.copy import RenderedCopy
from gouji.evaluate.damage import DAMAGES
from gouji.evaluate.gold import KINDS, Kind, make_gold
from gouji.evaluate.render.copies import TEXT_SHAPES, two_reports
from gouji.evaluate.render.moves import MOVES
from gouji.evaluate.render.registry import SHAPES, make_copy
from gouji.evaluate.score import Score, score
from gouji.export.json_text import dumps

_HEAD = (
    f"{'shape':34}{'docs':>5}{'cells':>8}{'silent':>7}{'through':>8}{'accept':>7}{'failed':>7}"
    f"{'median':>7}{'needless':>9}{'unread':>7}{'ident':>6}{'ms':>6}"
)


@dataclass
class Tally:
    """Scores of one shape; ``median`` in its line is of cells named by errors or unread."""

    scores: list[tuple[RenderedCopy, Score]] = field(default_factory=list)
    seconds: float = 0.0

    def line(self, shape: str) -> str:
        """One line of the table."""
        scores = [one for _, one in self.scores]
        count = len(scores) or 1
        cells = sum(one.cells for one in scores) or 1

        def share(flags: Sequence[bool]) -> str:
            return f"{100 * sum(flags) / count:.0f}%"

        return (
            f"{shape:34}{len(scores):5}"
            f"{100 * sum(one.right for one in scores) / cells:7.2f}%"
            f"{sum(len(one.silently_wrong) for one in scores):7}"
            f"{share([one.straight_through for one in scores]):>8}"
            f"{share([one.status == 'accepted' for one in scores]):>7}"
            f"{share([one.status == 'failed' for one in scores]):>7}"
            f"{median([len({*one.named, *one.unread}) for one in scores]):7.0f}"
            f"{sum(len(one.needlessly_named) for one in scores) / count:9.1f}"
            f"{sum(len(one.unread) for one in scores) / count:7.1f}"
            f"{share([False not in (one.title_right, one.agency_right, one.year_right) for one in scores]):>6}"
            f"{1000 * self.seconds / count:6.0f}"
        )


def copies(
    shapes: Sequence[str], seeds: range, damages: Sequence[str], kind: Kind | None
) -> Iterator[RenderedCopy]:
    """Render every shape for every seed; the kinds of office take turns unless one is asked for."""
    hurts = tuple(DAMAGES[name] for name in damages)
    for shape in shapes:
        for seed in seeds:
            gold = make_gold(seed, kind or KINDS[seed % len(KINDS)])
            if shape.startswith("two:"):
                yield two_reports(shape[4:], gold, make_gold(seed + 1, kind), seed)
            else:
                yield make_copy(shape, gold, seed, hurts)


def run(made: Iterator[RenderedCopy]) -> dict[str, Tally]:
    """Process and score every copy."""
    process = import_module("gouji.pipeline").process
    tallies: dict[str, Tally] = {}
    for copy in made:
        tally = tallies.setdefault(copy.shape, Tally())
        started = time.perf_counter()
        report = process(Source.of(copy.file_name, copy.content))
        tally.seconds += time.perf_counter() - started
        answer: dict[str, Any] = json.loads(dumps(report.as_json()), parse_float=Decimal)
        tally.scores.append((copy, score(copy, answer)))
    return tallies


def _describe(copy: RenderedCopy, one: Score) -> Iterator[str]:
    if one.silently_wrong or not (one.straight_through or copy.damage):
        tags = f" damage={','.join(copy.damage[:4])}" if copy.damage else ""
        yield f"  {copy.name}: {one.status}, rules {','.join(one.rules) or '-'}{tags}"
        for failure in sorted(one.wrong, key=lambda cell: not cell.silent)[:6]:
            mark = "SILENT " if failure.silent else ""
            yield f"      {mark}{failure.path}: expected {failure.expected}, got {failure.got}"
    if copy.status == "failed" and one.status != "failed":
        yield f"  {copy.name}: expected failed, got {one.status}"


def dump(made: Iterator[RenderedCopy], folder: Path) -> int:
    """Write the copies with their gold for looking at."""
    count = 0
    for copy in made:
        case = folder / copy.shape / copy.name
        case.mkdir(parents=True, exist_ok=True)
        (case / f"source{copy.suffix}").write_bytes(copy.content)
        (case / "gold.json").write_text(dumps(copy.gold_json(), indent=1) + "\n", encoding="utf-8")
        count += 1
    return count


def _expand(names: str) -> list[str]:
    groups = {
        "all": list(SHAPES),
        "text": [shape for shape in TEXT_SHAPES if shape not in MOVES],
        "moves": list(MOVES),
        "carriers": [shape for shape in SHAPES if shape not in TEXT_SHAPES],
        "none": [],
    }
    found: list[str] = []
    for name in names.split(","):
        found += groups.get(name, [name])
    unknown = [name for name in found if name.removeprefix("two:") not in SHAPES]
    if unknown:
        sys.exit(f"unknown shapes: {', '.join(unknown)}\nknown: {', '.join(SHAPES)}")
    return found


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="gouji.evaluate.probe", description=__doc__)
    parser.add_argument(
        "--shapes", default="text", help="names, or all, text, moves, carriers, none, two:SHAPE"
    )
    parser.add_argument("--seeds", default="0:10", help="FROM:TO")
    parser.add_argument("--damage", default="", help=", ".join(DAMAGES))
    parser.add_argument("--composed", type=int, default=0, help="how many random shapes besides")
    parser.add_argument("--kind", default=None, choices=[*KINDS, "all_zero"])
    parser.add_argument("--dump", type=Path, default=None, help="write copies and gold here, process nothing")
    parser.add_argument("--failures", type=int, default=3, help="failing documents shown per shape")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> None:
    """Read the arguments, run, print."""
    asked = _arguments(argv)
    first, _, last = asked.seeds.partition(":")
    seeds = range(int(first), int(last or int(first) + 1))
    damages = [name for name in asked.damage.split(",") if name]

    def made() -> Iterator[RenderedCopy]:
        yield from copies(_expand(asked.shapes), seeds, damages, asked.kind)
        yield from copies(["composed"], range(asked.composed), damages, asked.kind)

    if asked.dump:
        sys.stdout.write(f"{dump(made(), asked.dump)} copies in {asked.dump}\n")
        return
    tallies = run(made())
    sys.stdout.write(_HEAD + "\n")
    for shape, tally in tallies.items():
        sys.stdout.write(tally.line(shape) + "\n")
        shown = [line for copy, one in tally.scores for line in _describe(copy, one)]
        documents = [at for at, line in enumerate(shown) if not line.startswith("   ")]
        end = documents[asked.failures] if len(documents) > asked.failures else len(shown)
        sys.stdout.writelines(line + "\n" for line in shown[:end])
    everything = Tally(
        [pair for t in tallies.values() for pair in t.scores], sum(t.seconds for t in tallies.values())
    )
    sys.stdout.write(everything.line("TOTAL") + "\n")


if __name__ == "__main__":
    main()
